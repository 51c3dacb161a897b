import Dispatch
import Glibc
import Locking

/// A client's loop thread; makes connections.
package final class HTTP2Client: Sendable {
    private let loop: EventLoop
    private let limits: TransportLimits

    /// Starts the thread, which lives until `stop()`.
    ///
    /// Of the limits, windows and water marks count.
    package init(limits: TransportLimits = TransportLimits()) throws(TransportError) {
        _ = signal(SIGPIPE, SIG_IGN)
        self.limits = limits
        loop = try EventLoop()
        try loop.start()
    }

    /// Connects, over TLS or (nil) with prior knowledge in the clear, and waits for the server's SETTINGS.
    ///
    /// `serverName` is what the certificate must be valid for; the host if nil.
    package func connect(
        to address: ListenAddress,
        tls: TLSClientContext?,
        serverName: String? = nil,
        patience: ClientPatience = ClientPatience()
    ) async throws(TransportError) -> ClientConnection {
        let candidates = try await resolve(address)
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: patience.connect)
        var patience = patience
        var lastError = TransportError(.cannotConnect, "cannot connect to `\(address)`: it has no address")
        for (place, candidate) in candidates.enumerated() {
            patience.connect = max(.zero, clock.now.duration(to: end)) / (candidates.count - place)
            do throws(TransportError) {
                return try await connect(
                    candidate,
                    address,
                    tls,
                    serverName: serverName ?? address.hostForTLS,
                    patience: patience
                )
            } catch { lastError = TransportError(error.code, "`\(address)`: \(error.description)") }
        }
        throw lastError
    }

    /// The resolver blocks: not on a thread of the caller's executor.
    private func resolve(_ address: ListenAddress) async throws(TransportError) -> [SocketAddress] {
        try await Self.result { give in
            DispatchQueue.global().async {
                do throws(TransportError) {
                    give(.success(try SocketAddress.resolve(address, passive: false)))
                } catch { give(.failure(error)) }
            }
        }
    }

    private func connect(
        _ candidate: SocketAddress,
        _ address: ListenAddress,
        _ tls: TLSClientContext?,
        serverName: String,
        patience: ClientPatience
    ) async throws(TransportError) -> ClientConnection {
        try await Self.result { give in
            let isAccepted = loop.mailbox.execute { [loop, limits] in
                ClientConnection.open(
                    candidate,
                    address,
                    tls,
                    serverName: serverName,
                    patience: patience,
                    loop: loop,
                    limits: limits,
                    give
                )
            }
            if !isAccepted { give(.failure(TransportError(.connectionClosed, "the client has been stopped"))) }
        }
    }

    /// What another thread gives, which it does once.
    ///
    /// Behind a lock: of a continuation that was resumed before it is awaited, the thread sanitizer does not see that what
    /// was written before the one is read after the other.
    private static func result<Value: Sendable>(
        _ begin: (@escaping @Sendable (Result<Value, TransportError>) -> Void) -> Void
    ) async throws(TransportError) -> Value {
        let none = TransportError(.connectionClosed, "nothing was given")
        let given = Locked(Result<Value, TransportError>.failure(none))
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            begin { result in
                given.withLock { $0 = result }
                continuation.resume()
            }
        }
        return try given.withLock { $0 }.get()
    }

    /// Closes every connection, and waits for the thread's end.
    ///
    /// Not to be called from a loop.
    package func stop() {
        let ended = DispatchSemaphore(value: 0)
        loop.whenEnded { ended.signal() }
        loop.stop()
        ended.wait()
    }

    deinit { loop.stop() }
}

extension ListenAddress {
    /// What a server's certificate must be valid for, if nobody says otherwise.
    fileprivate var hostForTLS: String {
        switch self {
        case .tcp(let host, _): host
        case .unix: "localhost"
        }
    }
}
