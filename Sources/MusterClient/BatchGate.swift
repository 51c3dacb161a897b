import Locking
import Transport
import WireProtocol

/// The session where three tasks meet: one puts items in, one sends, one receives.
///
/// Each waits here for the others.
final class BatchGate: Sendable {
    enum Chunk: Sendable {
        case bytes([UInt8])
        /// The request is at its end.
        case finish
        /// The stream is over; there is nothing to send any more.
        case stop
    }

    /// So many bytes go to the transport at a time.
    private static let chunkBytes = 64 * 1024

    private let itemsInFlightMax: Int
    private let bytesInFlightMax: Int
    private let state: Locked<State>

    private struct State: Sendable {
        var session: BatchSession
        var isStreamOpen = false
        /// No more items are wanted.
        var isClosed = false
        /// The source of the items failed.
        var sourceFailure: (any Error)?
        var exchange: ClientExchange?
        var feeder: CheckedContinuation<Void, Never>?
        var sender: CheckedContinuation<Void, Never>?
    }

    init(_ open: WireOpen, itemsInFlightMax: Int, bytesInFlightMax: Int) {
        self.itemsInFlightMax = itemsInFlightMax
        self.bytesInFlightMax = bytesInFlightMax
        state = Locked(State(session: BatchSession(open)))
    }

    private func isFull(_ session: BatchSession) -> Bool {
        session.unansweredItems >= itemsInFlightMax || session.unansweredBytes >= bytesInFlightMax
    }

    // MARK: Who puts items in

    /// Takes an item; returns when there is room for another one.
    ///
    /// False if no more are wanted.
    func push(_ item: ClientItem) async -> Bool {
        let (sender, hasRoom) = state.withLock { state in
            state.session.push(item)
            return (state.sender.take(), state.isClosed || !isFull(state.session))
        }
        sender?.resume()
        if !hasRoom { await waitForRoom() }
        return !state.withLock { $0.isClosed }
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isClosed || !isFull(state.session) { return true }
                state.feeder = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    func finishInput() {
        let sender = state.withLock { state in
            state.session.finishInput()
            return state.sender.take()
        }
        sender?.resume()
    }

    /// The items' source failed: the batch ends with its error.
    func fail(_ error: any Error) {
        let (exchange, sender) = state.withLock { state in
            state.sourceFailure = error
            return (state.exchange, state.sender.take())
        }
        sender?.resume()
        exchange?.cancel()
    }

    var sourceFailure: (any Error)? { state.withLock { $0.sourceFailure } }

    // MARK: Streams

    /// False if the source has failed, so that nothing is to be begun any more.
    func beginStream(_ exchange: ClientExchange) -> Bool {
        state.withLock { state in
            guard state.sourceFailure == nil else { return false }
            state.session.beginStream()
            state.isStreamOpen = true
            state.exchange = exchange
            return true
        }
    }

    func endStream() {
        let sender = state.withLock { state in
            state.isStreamOpen = false
            state.exchange = nil
            return state.sender.take()
        }
        sender?.resume()
    }

    /// Nothing is wanted any more: everybody who waits goes on.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            state.isStreamOpen = false
            return [state.feeder.take(), state.sender.take()]
        }
        for waiter in waiters { waiter?.resume() }
    }

    /// Nothing is unanswered: a stream that is cut now was cut for want of items, not of answers.
    var isIdle: Bool { state.withLock { $0.session.unansweredItems == 0 } }

    /// Returns when there is something to send or nothing will come, so that no stream is opened for nothing.
    func waitForItems() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                let session = state.session
                if state.isClosed || state.sourceFailure != nil { return true }
                if session.unansweredItems > 0 || session.isInputFinished { return true }
                state.sender = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    var isComplete: Bool { state.withLock { $0.session.isComplete } }
    var hasSummary: Bool { state.withLock { $0.session.hasSummary } }

    // MARK: Who sends

    func nextChunk() async throws(ClientError) -> Chunk {
        while true {
            let chunk = try state.withLock { state throws(ClientError) -> Chunk? in
                guard state.isStreamOpen else { return .stop }
                if state.session.hasBytesToSend {
                    var bytes: [UInt8] = []
                    try state.session.nextChunk(upTo: Self.chunkBytes, into: &bytes)
                    return .bytes(bytes)
                }
                return state.session.isRequestAtEnd ? .finish : nil
            }
            if let chunk { return chunk }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if !state.isStreamOpen || state.session.hasBytesToSend || state.session.isRequestAtEnd {
                        return true
                    }
                    state.sender = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }

    // MARK: Who receives

    func receive(_ bytes: [UInt8], into verdicts: inout [ItemVerdict]) throws(ClientError) -> WireFailure? {
        let (failure, feeder) = try state.withLock {
            state throws(ClientError) -> (WireFailure?, CheckedContinuation<Void, Never>?) in
            let failure = try state.session.receive(bytes, into: &verdicts)
            return (failure, isFull(state.session) ? nil : state.feeder.take())
        }
        feeder?.resume()
        return failure
    }
}
