/// A client's loop thread; makes connections.
package final class HTTP2Client: Sendable {
    package init() throws(TransportError) {}

    /// Connects, over TLS or (nil) with prior knowledge in the clear, and waits for the server's SETTINGS.
    /// `serverName` is what the certificate must be valid for; the host if nil.
    package func connect(
        to address: ListenAddress, tls: TLSClientContext?, serverName: String? = nil, timeout: Duration = .seconds(10)
    ) async throws(TransportError) -> ClientConnection { throw TransportError(.cannotConnect, "") }

    /// Closes every connection and ends the thread.
    package func stop() {}
}

/// One connection to a server.
package final class ClientConnection: Sendable {
    /// Opens a stream; the handler is made and called on the loop thread. With a closed or draining connection the handler
    /// gets `closed(.resetHere(.refusedStream))` as its only call, which says that nothing was sent.
    package func open(
        _ head: RequestHead, endStream: Bool = false,
        _ handler: @escaping @Sendable (HTTP2Stream) -> any HTTP2ResponseHandler
    ) {}

    /// Opens a stream for use from async code.
    package func exchange(_ head: RequestHead) -> ClientExchange { ClientExchange() }

    /// Whether new streams can be opened: false after GOAWAY or a failure.
    package var isOpen: Bool { false }

    /// Streams that may be open at a time, as the server announced.
    package var concurrentStreamsMax: Int { 0 }

    /// Sends GOAWAY, lets open streams finish, closes.
    package func close() {}
}

/// One request and its response for async code: bytes out with backpressure, bytes in by their arrival, full duplex.
package final class ClientExchange: Sendable {
    init() {}

    /// Appends to the request's body; returns when the bytes are out or few enough wait. One task at a time.
    package func send(_ bytes: [UInt8]) async throws(TransportError) {}

    /// Ends the request's body.
    package func finish() {}

    /// The response's head.
    package var head: ResponseHead {
        get async throws(TransportError) { throw TransportError(.connectionClosed, "") }
    }

    /// The next bytes of the response's body, which return their window; nil at its end. Throws if the stream broke before.
    package func receive() async throws(TransportError) -> [UInt8]? { nil }

    /// Resets the stream (CANCEL).
    package func cancel() {}
}
