/// One request and its response, on the side of the server or of the client.
///
/// Belongs to its loop's thread: only `token` and `mailbox` may go to other threads.
///
/// After `closed(_:)` every call is ignored.
package final class HTTP2Stream {
    /// Names this stream in `mailbox.post(to:_:)` from any thread.
    package let token: StreamToken
    let origin: StreamOrigin

    // What the session keeps here.
    var session: HTTP2Session?
    var handler: (any HTTP2StreamHandler)?
    /// Its place in the session's list.
    var listIndex = 0
    var wasResetByPeer = false
    var wasResetHere = false
    var hasPeerEnded = false
    var hasResponded = false
    var hasResponseHead = false
    var isDeferred = false
    var isWaitingForMemory = false
    var unconsumed = 0
    var progress: StreamProgress
    var deadline: TimerWheel<LoopTimer>.ID?

    private var pending = PendingOutput()
    private(set) var isFinishing = false
    private var wasAboveHighWater = false

    init(token: StreamToken, origin: StreamOrigin, session: HTTP2Session?, now: UInt64) {
        self.token = token
        self.origin = origin
        self.session = session
        progress = StreamProgress(now: now)
    }

    /// The mailbox of the stream's loop.
    package var mailbox: LoopMailbox { origin.mailbox }
    package var peer: PeerAddress { origin.peer }
    /// The peer by which limits are counted; nil where nothing tells one client from another.
    package var countedPeer: PeerKey? { origin.countedPeer }
    package var isTLS: Bool { origin.isTLS }
    /// Names the connection among all that the process has had: for limits per connection.
    package var connectionID: UInt64 { origin.connectionID }

    /// Sends the response's header block; once, before any body.
    ///
    /// With `endStream` there is no body. Names in lower case.
    package func respond(status: Int, headers: [HeaderField] = [], endStream: Bool = false) {
        guard let session, !hasResponded else { return }
        hasResponded = true
        if endStream { isFinishing = true }
        session.submitResponse(self, status: status, headers: headers, endStream: endStream)
    }

    /// A whole response.
    package func respond(status: Int, headers: [HeaderField] = [], body: [UInt8]) {
        guard session != nil, !hasResponded else { return }
        guard !body.isEmpty else { return respond(status: status, headers: headers, endStream: true) }
        pending.append(body)
        origin.memory?.addUnsent(body.count)
        isFinishing = true
        hasResponded = true
        session?.submitResponse(self, status: status, headers: headers, endStream: false)
    }

    /// Appends to the body.
    ///
    /// Never blocks and never refuses: watch `pendingBytes`, stop above a mark of your own and go on at `drained()`.
    /// Everything written in a turn of the loop goes out together at its end.
    package func write(_ bytes: [UInt8]) {
        guard session != nil, !isFinishing, !bytes.isEmpty else { return }
        pending.append(bytes)
        wrote(bytes.count)
    }

    /// The same for bytes that are only lent.
    package func write(_ bytes: RawSpan) {
        guard session != nil, !isFinishing, bytes.byteCount > 0 else { return }
        pending.append(bytes)
        wrote(bytes.byteCount)
    }

    private func wrote(_ count: Int) {
        guard let session else { return }
        origin.memory?.addUnsent(count)
        if pendingBytes > session.outputHighWaterBytes { wasAboveHighWater = true }
        session.resume(self)
    }

    /// Bytes written that flow control or the socket has not let out yet.
    package var pendingBytes: Int { pending.count }

    /// Ends this side once everything pending is out (END_STREAM).
    package func finish() {
        guard let session, !isFinishing else { return }
        isFinishing = true
        session.resume(self)
    }

    /// Ends the stream at once with RST_STREAM; `closed(_:)` follows.
    package func reset(_ code: HTTP2ErrorCode = .cancel) {
        guard let session, !wasResetHere else { return }
        wasResetHere = true
        session.submitReset(self, code)
    }

    /// Gives the peer back window for `count` received bytes.
    ///
    /// What is never consumed stops this stream's upload, and no other's.
    package func consume(_ count: Int) { session?.consume(self, count) }

    /// Received bytes that were not yet consumed.
    package var unconsumedBytes: Int { unconsumed }

    /// What this connection holds of the server's memory; nil for clients.
    package var memory: MemoryAccount? { origin.memory }

    /// Calls the handler's `drained()` in a moment: something is wrong with the connection's memory that may pass.
    package func waitForMemory() { session?.waitForMemory(self) }

    /// The bytes that the handler is receiving complete something, an item or a line: then a small frame was no waste.
    package func noteProgress() { session?.noteProgress() }

    /// Whether the loop has time in this turn for the handler's own work on `count` bytes; counts them if so.
    ///
    /// The handlers of a loop share it. What is beyond belongs on other threads: all streams of the loop wait meanwhile,
    /// their resets too.
    package func takeLoopTime(forBytes count: Int) -> Bool { session?.loop.takeTime(forBytes: count) ?? false }

    /// Calls the handler's `deadlinePassed()` once after that time, unless set again; nil takes it back.
    package func setDeadline(milliseconds: Int?) { session?.setDeadline(self, milliseconds) }

    enum Taken {
        case bytes(Int)
        /// The end of the stream is with these.
        case last(Int)
        case none
    }

    /// Moves pending bytes into a frame.
    func takePending(into buffer: UnsafeMutableRawBufferPointer) -> Taken {
        guard !pending.isEmpty || isFinishing else {
            isDeferred = true
            return .none
        }
        let count = unsafe pending.move(into: buffer)
        origin.memory?.removeUnsent(count)
        if wasAboveHighWater, let session, pendingBytes < session.outputLowWaterBytes {
            wasAboveHighWater = false
            session.noteDrained(self)
        }
        return pending.isEmpty && isFinishing ? .last(count) : .bytes(count)
    }
}

/// What the streams of a connection share.
final class StreamOrigin: Sendable {
    let mailbox: LoopMailbox
    let peer: PeerAddress
    let countedPeer: PeerKey?
    let isTLS: Bool
    let connectionID: UInt64
    /// Of servers' connections.
    let memory: MemoryAccount?

    init(
        mailbox: LoopMailbox,
        peer: PeerAddress,
        countedPeer: PeerKey? = nil,
        isTLS: Bool,
        connectionID: UInt64,
        memory: MemoryAccount? = nil
    ) {
        self.mailbox = mailbox
        self.peer = peer
        self.countedPeer = countedPeer
        self.isTLS = isTLS
        self.connectionID = connectionID
        self.memory = memory
    }
}
