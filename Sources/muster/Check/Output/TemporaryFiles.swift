import Dispatch
import Locking

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that are written and not complete yet: none stays behind, however the process ends, unless it is killed.
enum TemporaryFiles {
    private static let names = Locked<Set<[CChar]>>([])

    /// From now on the file goes when the process ends.
    static func add(_ name: [CChar]) {
        names.withLock { _ = $0.insert(name) }
        _ = endings
    }

    /// The file is complete and has another name, or it is gone.
    static func forget(_ name: [CChar]) { names.withLock { _ = $0.remove(name) } }

    static func removeAll() {
        names.withLock { names in
            for name in names { _ = unsafe unlink(name) }
            names.removeAll()
        }
    }

    private static let endings = Endings()

    /// What ends a process that does nothing about it.
    // Sendable: Dispatch sources may be used from any thread; the list does not change.
    private final class Endings: @unchecked Sendable {
        private let sources: [any DispatchSourceSignal]

        init() {
            // Who reads standard output may go: that is an error of `write`, and what it ends with is a decision.
            _ = signal(SIGPIPE, SIG_IGN)
            let queue = DispatchQueue(label: "muster.signals", qos: .userInteractive)
            sources = [SIGINT, SIGTERM, SIGHUP].filter { !SignalDisposition.isIgnored($0) }.map { number in
                _ = signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { @Sendable in TemporaryFiles.end(by: number) }
                source.activate()
                return source
            }
        }
    }

    /// Whoever waits for this process, a shell's loop for one, sees by which signal it ended.
    private static func end(by number: Int32) -> Never {
        removeAll()
        // Dispatch, on a thread of its own, sets its handler again after each signal that it has told.
        for _ in 0..<50 {
            _ = signal(number, SIG_DFL)
            kill(getpid(), number)
            usleep(10_000)
        }
        endProcess(128 + number)
    }
}
