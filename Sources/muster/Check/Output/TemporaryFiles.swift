import Dispatch
import Locking

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that are written and not complete yet.
///
/// None stays behind when the process returns, or ends by a signal of a user, a terminal or a service manager; what kills it or
/// lets it crash leaves them.
enum TemporaryFiles {
    private struct Names {
        var incomplete: Set<[CChar]> = []
        var isEnding = false
    }

    private static let names = Locked(Names())

    /// Creates a file whose name ends in what `template` has X for; -1 if it cannot be, as `mkstemp`.
    static func create(_ template: inout [CChar]) -> Int32 {
        _ = endings
        // The one call of the system within the lock: no signal may come between the file and its name.
        return names.withLock { names in
            guard !names.isEnding else { return -1 }
            let descriptor = unsafe mkstemp(&template)
            if descriptor >= 0 { names.incomplete.insert(template) }
            return descriptor
        }
    }

    /// The file is complete and has another name, or it is gone.
    static func forget(_ name: [CChar]) { names.withLock { _ = $0.incomplete.remove(name) } }

    static func removeAll() {
        let incomplete = names.withLock { names in
            names.isEnding = true
            return names.incomplete
        }
        for name in incomplete { _ = unsafe unlink(name) }
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
