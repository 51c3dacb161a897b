import Dispatch
import Glibc

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
        let result: Result<[SocketAddress], TransportError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(TransportError) {
                    continuation.resume(returning: .success(try SocketAddress.resolve(address, passive: false)))
                } catch { continuation.resume(returning: .failure(error)) }
            }
        }
        return try result.get()
    }

    private func connect(
        _ candidate: SocketAddress,
        _ address: ListenAddress,
        _ tls: TLSClientContext?,
        serverName: String,
        patience: ClientPatience
    ) async throws(TransportError) -> ClientConnection {
        let result: Result<ClientConnection, TransportError> = await withCheckedContinuation { continuation in
            let isAccepted = loop.mailbox.execute { [loop, limits] in
                ClientConnection.open(
                    candidate,
                    address,
                    tls,
                    serverName: serverName,
                    patience: patience,
                    loop: loop,
                    limits: limits
                ) { continuation.resume(returning: $0) }
            }
            if !isAccepted {
                continuation.resume(
                    returning: .failure(TransportError(.connectionClosed, "the client has been stopped"))
                )
            }
        }
        return try result.get()
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
