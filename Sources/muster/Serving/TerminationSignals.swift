import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// SIGTERM, SIGINT and SIGHUP as something to wait for: each asks for a drain.
///
/// SIGHUP only if the process was not told to ignore it (`nohup`).
// Sendable: Dispatch sources may be used from any thread; the list does not change.
final class TerminationSignals: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]
    private let signals: AsyncStream<Void>
    private let queue = DispatchQueue(label: "muster.signals", qos: .userInteractive)

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signals = stream
        let queue = queue
        sources = ([SIGTERM, SIGINT] + (SignalDisposition.isIgnored(SIGHUP) ? [] : [SIGHUP])).map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in continuation.yield() }
            source.activate()
            return source
        }
    }

    /// Waits for the next signal.
    func next() async {
        for await _ in signals { return }
    }

    /// From here on a signal ends the process with that status.
    func exitOnNext(_ status: Int32) {
        for source in sources {
            source.setEventHandler { @Sendable in endProcess(status) }
        }
    }
}
