/// What a server does with requests.
package protocol HTTP2Service: Sendable {
    /// A request's header block is complete and passed the limits; called on the loop thread that owns the stream.
    ///
    /// May respond at once. The handler is kept until its `closed(_:)`. `head` may be kept, but taking only what is needed
    /// is cheaper. If the request has no body, `receivedEnd()` follows directly.
    func open(_ stream: HTTP2Stream, _ head: RequestHead) -> any HTTP2StreamHandler
}

/// Receives what happens to one stream.
///
/// Every call comes on the stream's loop thread; none may block.
package protocol HTTP2StreamHandler: AnyObject {
    /// Bytes of the body, valid during the call only. They hold window until `HTTP2Stream.consume(_:)`.
    func received(_ bytes: RawSpan)

    /// The peer ended its side (END_STREAM).
    func receivedEnd()

    /// `HTTP2Stream.pendingBytes` fell below the low-water mark after it had been above the high one.
    func drained()

    /// A message that some thread posted to this stream through the loop's mailbox.
    func received(message: any Sendable)

    /// The deadline set by `HTTP2Stream.setDeadline(milliseconds:)` passed.
    func deadlinePassed()

    /// The stream is gone. Comes exactly once, as the last call; the stream ignores every call from here on.
    func closed(_ reason: StreamCloseReason)
}

extension HTTP2StreamHandler {
    package func drained() {}
    package func received(message: any Sendable) {}
    package func deadlinePassed() {}
}

/// A client's side of a stream: it also gets the response's head, before any byte of the body.
package protocol HTTP2ResponseHandler: HTTP2StreamHandler {
    /// The final response's header block (interim 1xx responses are skipped).
    func received(head: ResponseHead)
}

/// Why a stream ended.
package enum StreamCloseReason: Sendable, Hashable {
    /// Both sides ended without an error.
    case finished
    /// The peer sent RST_STREAM with this code (RFC 9113, section 7).
    case resetByPeer(HTTP2ErrorCode)
    /// This side sent RST_STREAM: the application, or the library upon a stream error.
    case resetHere(HTTP2ErrorCode)
    /// The connection ended under it.
    case connectionClosed(ConnectionCloseReason)
}

/// Gives credit for the body at once and forgets it: for requests that were answered without need of their body.
package final class DiscardingHandler: HTTP2StreamHandler {
    private let stream: HTTP2Stream

    package init(_ stream: HTTP2Stream) { self.stream = stream }

    package func received(_ bytes: RawSpan) { stream.consume(bytes.byteCount) }
    package func receivedEnd() {}
    package func closed(_ reason: StreamCloseReason) {}
}
