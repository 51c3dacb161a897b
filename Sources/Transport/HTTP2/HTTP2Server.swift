import Dispatch
import Glibc
import Locking

/// An HTTP/2 server: listeners, loops, connections.
///
///     let server = HTTP2Server(configuration: configuration, service: service)
///     try server.start()
///     …
///     let cut = await server.drain(timeout: .seconds(30))
package final class HTTP2Server: Sendable {
    private let state: ServerState
    private let running = Locked(Running())

    private struct Running {
        var loops: [EventLoop] = []
        var listeners: [Listener] = []
        var addresses: [ListenAddress] = []
        var loopsListening = 0
    }

    package init(configuration: ServerConfiguration, service: any HTTP2Service) {
        state = ServerState(configuration, service)
    }

    /// Binds every address and starts the loops.
    ///
    /// Once.
    package func start() throws(TransportError) {
        // OpenSSL writes with write(), which raises it when the peer is gone.
        _ = signal(SIGPIPE, SIG_IGN)
        var listeners: [Listener] = []
        var addresses: [ListenAddress] = []
        var loops: [EventLoop] = []
        do throws(TransportError) {
            for address in state.configuration.listen {
                let opened = try Listener.open(address)
                listeners += opened
                addresses.append(opened[0].address)
            }
            for _ in 0..<max(1, state.configuration.loops) { loops.append(try EventLoop()) }
            running.withLock {
                $0 = Running(loops: loops, listeners: listeners, addresses: addresses, loopsListening: loops.count)
            }
            for loop in loops {
                loop.acceptor = Acceptor(state, listeners) { [self] in letGoOfListeners() }
                loop.acceptor?.start(on: loop)
                try loop.start()
            }
        } catch {
            for loop in loops { loop.stop() }
            for listener in listeners { listener.close() }
            throw error
        }
    }

    /// A loop accepts no more; the last one's word closes the listeners.
    private func letGoOfListeners() {
        let listeners = running.withLock { running in
            running.loopsListening -= 1
            guard running.loopsListening == 0 else { return [Listener]() }
            defer { running.listeners = [] }
            return running.listeners
        }
        for listener in listeners { listener.close() }
    }

    /// Where it listens, with the ports that the system chose; in the order of the configuration.
    package var boundAddresses: [ListenAddress] { running.withLock { $0.addresses } }

    /// Stops accepting, sends GOAWAY, lets accepted streams finish, and stops.
    ///
    /// Streams still open at the timeout are cut.
    /// - Returns: how many streams were cut.
    @discardableResult
    package func drain(timeout: Duration) async -> Int {
        let loops = running.withLock { $0.loops }
        for loop in loops { loop.mailbox.execute { loop.drain() } }
        let milliseconds =
            Int(timeout.components.seconds) * 1_000 + Int(timeout.components.attoseconds / 1_000_000_000_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
            for loop in loops { loop.stop() }
        }
        for loop in loops {
            await withCheckedContinuation { continuation in loop.whenEnded { continuation.resume() } }
        }
        return loops.reduce(0) { $0 + $1.streamsCut }
    }

    /// Closes everything at once, and waits for the threads.
    ///
    /// Not to be called from a loop.
    package func stop() {
        for loop in running.withLock({ $0.loops }) {
            let ended = DispatchSemaphore(value: 0)
            loop.whenEnded { ended.signal() }
            loop.stop()
            ended.wait()
        }
    }

    /// What happened so far.
    package var counters: TransportCounters {
        var sum = TransportCounters()
        for loop in running.withLock({ $0.loops }) { sum.add(loop.counters.snapshot) }
        sum.heldBytes = state.budget.bytes
        return sum
    }
}
