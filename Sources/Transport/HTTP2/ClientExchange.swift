import Locking

/// One request and its response for async code: bytes out with backpressure, bytes in by their arrival, full duplex.
///
/// One task may send while another receives.
package final class ClientExchange: Sendable {
    private let state = Locked(State())
    /// Reaches the stream's handler on its loop.
    private let courier: ExchangeCourier

    private struct State {
        var head: ResponseHead?
        var chunks: [UInt8] = []
        var hasEnded = false
        var failure: TransportError?
        /// Handed to the loop and not yet written there, and what waited in the stream at the last word from the loop.
        var posted = 0
        var pending = 0
        var headWaiter: CheckedContinuation<Void, Never>?
        var chunkWaiter: CheckedContinuation<Void, Never>?
        var sendWaiter: CheckedContinuation<Void, Never>?

        var isOver: Bool { hasEnded || failure != nil }
    }

    /// `send` returns while no more than this waits.
    static let sendAheadBytes = 256 << 10

    init(_ connection: ClientConnection, _ head: RequestHead) {
        let courier = ExchangeCourier()
        self.courier = courier
        connection.open(head) { [weak self] stream in
            let handler = ExchangeHandler(stream, self)
            courier.deliver(handler)
            return handler
        }
    }

    deinit { courier.run { $0.abandon() } }

    /// Appends to the request's body; returns when the bytes are out or few enough wait.
    ///
    /// One task at a time.
    package func send(_ bytes: [UInt8]) async throws(TransportError) {
        let hasRoom = try admit(bytes.count)
        courier.run { $0.write(bytes) }
        if hasRoom { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    if state.isOver || state.posted + state.pending <= Self.sendAheadBytes { return true }
                    state.sendWaiter = continuation
                    return false
                }
                if isFree { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func admit(_ count: Int) throws(TransportError) -> Bool {
        try state.withLock { state throws(TransportError) in
            if let failure = state.failure { throw failure }
            state.posted += count
            return state.posted + state.pending <= Self.sendAheadBytes
        }
    }

    /// Ends the request's body.
    package func finish() { courier.run { $0.finish() } }

    /// The response's head.
    package var head: ResponseHead {
        get async throws(TransportError) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isThere = state.withLock { state in
                        if state.head != nil || state.isOver { return true }
                        state.headWaiter = continuation
                        return false
                    }
                    if isThere { continuation.resume() }
                }
            } onCancel: {
                cancel()
            }
            return try state.withLock { state throws(TransportError) in
                if let head = state.head { return head }
                throw state.failure ?? TransportError(.streamReset, "the stream ended without a response")
            }
        }
    }

    /// The bytes of the response's body that have come, which return their window; nil at its end.
    ///
    /// Throws if the stream broke before.
    package func receive() async throws(TransportError) -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if !state.chunks.isEmpty || state.isOver { return true }
                    state.chunkWaiter = continuation
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
        let bytes = try state.withLock { state throws(TransportError) -> [UInt8]? in
            guard state.chunks.isEmpty else {
                defer { state.chunks = [] }
                return state.chunks
            }
            if let failure = state.failure { throw failure }
            return nil
        }
        if let bytes { courier.run { $0.consume(bytes.count) } }
        return bytes
    }

    /// Resets the stream (CANCEL).
    package func cancel() { courier.run { $0.cancel() } }

    // MARK: From the loop

    fileprivate func arrived(head: ResponseHead) {
        resume { state in
            state.head = head
            return [state.headWaiter.take()]
        }
    }

    fileprivate func arrived(_ bytes: RawSpan) {
        resume { state in
            unsafe bytes.withUnsafeBytes { unsafe state.chunks.append(contentsOf: $0) }
            return [state.chunkWaiter.take()]
        }
    }

    fileprivate func wrote(_ count: Int, pending: Int) {
        resume { state in
            state.posted -= count
            state.pending = pending
            return state.posted + pending <= Self.sendAheadBytes ? [state.sendWaiter.take()] : []
        }
    }

    /// The response ended; sending may go on.
    fileprivate func ended() {
        resume { state in
            state.hasEnded = true
            return [state.headWaiter.take(), state.chunkWaiter.take(), state.sendWaiter.take()]
        }
    }

    fileprivate func closed(_ reason: StreamCloseReason) {
        resume { state in
            if !state.hasEnded || reason != .finished { state.failure = state.failure ?? TransportError(reason) }
            if reason == .finished || state.hasEnded { state.failure = nil }
            state.hasEnded = state.hasEnded || reason == .finished
            return [state.headWaiter.take(), state.chunkWaiter.take(), state.sendWaiter.take()]
        }
    }

    private func resume(_ body: (inout State) -> [CheckedContinuation<Void, Never>?]) {
        let waiters = state.withLock { body(&$0) }
        for waiter in waiters { waiter?.resume() }
    }
}

/// Carries calls to the handler, on the stream's loop; keeps those that come before the stream is open.
private final class ExchangeCourier: Sendable {
    private let route = Locked(Route())

    private struct Route {
        var mailbox: LoopMailbox?
        var token: StreamToken?
        var early: [@Sendable (ExchangeHandler) -> Void] = []
    }

    func run(_ call: @escaping @Sendable (ExchangeHandler) -> Void) {
        let destination = route.withLock { route -> (LoopMailbox, StreamToken)? in
            guard let mailbox = route.mailbox, let token = route.token else {
                route.early.append(call)
                return nil
            }
            return (mailbox, token)
        }
        destination?.0.post(to: destination?.1 ?? StreamToken.nowhere, ExchangeCall(run: call))
    }

    /// The stream is open, on its loop's thread.
    func deliver(_ handler: ExchangeHandler) {
        let early = route.withLock { route in
            route.mailbox = handler.stream.mailbox
            route.token = handler.stream.token
            defer { route.early = [] }
            return route.early
        }
        for call in early { call(handler) }
    }
}

private struct ExchangeCall: Sendable {
    let run: @Sendable (ExchangeHandler) -> Void
}

/// The exchange's end on the loop's thread.
private final class ExchangeHandler: HTTP2ResponseHandler {
    let stream: HTTP2Stream
    private weak var exchange: ClientExchange?

    init(_ stream: HTTP2Stream, _ exchange: ClientExchange?) {
        self.stream = stream
        self.exchange = exchange
    }

    func write(_ bytes: [UInt8]) {
        stream.write(bytes)
        exchange?.wrote(bytes.count, pending: stream.pendingBytes)
    }

    func finish() { stream.finish() }
    func consume(_ count: Int) { stream.consume(count) }
    func cancel() { stream.reset(.cancel) }

    /// Nobody holds the exchange any more.
    func abandon() { stream.reset(.cancel) }

    func received(head: ResponseHead) { exchange?.arrived(head: head) }

    func received(_ bytes: RawSpan) {
        if let exchange { exchange.arrived(bytes) } else { stream.consume(bytes.byteCount) }
    }

    func receivedEnd() { exchange?.ended() }
    func drained() { exchange?.wrote(0, pending: stream.pendingBytes) }
    func received(message: any Sendable) { (message as? ExchangeCall)?.run(self) }
    func closed(_ reason: StreamCloseReason) { exchange?.closed(reason) }
}

extension TransportError {
    /// What a stream's end means to who waits for its response.
    init(_ reason: StreamCloseReason) {
        switch reason {
        case .finished: self.init(.streamReset, "the stream ended without a response")
        case .resetByPeer(.refusedStream), .resetHere(.refusedStream):
            self.init(.streamRefused, "the stream was refused before any work was done; it may be sent again")
        case .resetByPeer(let code): self.init(.streamReset, "the peer reset the stream: \(code)")
        case .resetHere(let code): self.init(.streamReset, "the stream was reset: \(code)")
        case .connectionClosed(.silent):
            self.init(.timedOut, "nothing comes any more, not even an answer to a PING")
        case .connectionClosed(let why): self.init(.connectionClosed, "the connection ended: \(why.rawValue)")
        }
    }
}
