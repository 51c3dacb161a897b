/// One request and its response, on the side of the server or of the client. Belongs to its loop's thread: only `token`
/// and `mailbox` may go to other threads.
///
/// After `closed(_:)` every call is ignored.
package final class HTTP2Stream {
    /// Names this stream in `mailbox.post(to:_:)` from any thread.
    package let token: StreamToken
    /// The mailbox of the stream's loop.
    package let mailbox: LoopMailbox
    package let peer: PeerAddress
    package let isTLS: Bool

    init(token: StreamToken, mailbox: LoopMailbox, peer: PeerAddress, isTLS: Bool) {
        self.token = token
        self.mailbox = mailbox
        self.peer = peer
        self.isTLS = isTLS
    }

    /// Sends the response's header block; once, before any body. With `endStream` there is no body.
    package func respond(status: Int, headers: [HeaderField] = [], endStream: Bool = false) {}

    /// A whole response.
    package func respond(status: Int, headers: [HeaderField] = [], body: [UInt8]) {
        respond(status: status, headers: headers, endStream: body.isEmpty)
        guard !body.isEmpty else { return }
        write(body)
        finish()
    }

    /// Appends to the body. Never blocks and never refuses: watch `pendingBytes`, stop above a mark of your own and go on
    /// at `drained()`. Everything written in a turn of the loop goes out together at its end.
    package func write(_ bytes: [UInt8]) {}
    package func write(_ bytes: RawSpan) {}

    /// Bytes written that flow control or the socket has not let out yet.
    package var pendingBytes: Int { 0 }

    /// Ends this side once everything pending is out (END_STREAM).
    package func finish() {}

    /// Ends the stream at once with RST_STREAM; `closed(_:)` follows.
    package func reset(_ code: HTTP2ErrorCode = .cancel) {}

    /// Gives the peer back window for `count` received bytes. What is never consumed stops this stream's upload, and no
    /// other's.
    package func consume(_ count: Int) {}

    /// Received bytes that were not yet consumed.
    package var unconsumedBytes: Int { 0 }

    /// Calls the handler's `deadlinePassed()` once after that time, unless set again; nil takes it back.
    package func setDeadline(milliseconds: Int?) {}

    /// Names the connection among all that the process has had: for limits per connection.
    package var connectionID: UInt64 { 0 }
}
