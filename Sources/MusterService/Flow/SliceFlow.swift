import FleetEvaluation
import Transport

/// Lets a stream's slices be evaluated: when the stream may go on, and on which thread.
///
/// A batch has one, and is told what is to be taken back at once because it was evaluated on the loop itself.
struct SliceFlow<Slice: ConveyedSlice> {
    /// Evaluation pauses while more than this waits to be sent.
    private static var pendingBytesMax: Int { 256 << 10 }

    private let stream: HTTP2Stream
    private let slot: BatchSlot
    private let evaluator: FleetEvaluator
    var conveyor: SliceConveyor<Slice>
    private var isFlushPosted = false

    init(_ stream: HTTP2Stream, _ slot: BatchSlot, _ evaluator: FleetEvaluator, isOrdered: Bool) {
        self.stream = stream
        self.slot = slot
        self.evaluator = evaluator
        conveyor = SliceConveyor(isOrdered: isOrdered)
    }

    private var isBlocked: Bool {
        if stream.pendingBytes > Self.pendingBytesMax { return true }
        guard slot.isPaused else { return false }
        stream.waitForMemory()
        return true
    }

    /// The next slice to evaluate, if there is one and the stream may go on.
    mutating func next() -> Slice? {
        conveyor.readyCount > 0 ? conveyor.next(isBlocked: isBlocked) : nil
    }

    /// Lets a slice be evaluated; true if that is done already.
    func evaluate(_ slice: Slice) -> Bool {
        if evaluator.submit(slice) { return false }
        // The queue cannot be full while batches are bounded; if it is, the loop itself works it off.
        evaluator.runInline(slice)
        return true
    }

    /// The same of a slice of so many bytes that came together while nothing of the stream was on its way.
    func evaluateAlone(_ slice: Slice, byteCount: Int) -> Bool {
        guard InlineEvaluation.suits(byteCount, stream, evaluator) else { return evaluate(slice) }
        evaluator.runInline(slice, explanationCostMax: InlineEvaluation.explanationCostMax)
        return true
    }

    /// Whether `flush` is to be posted: what has come together is evaluated once the loop has read what there is.
    mutating func mustPostFlush() -> Bool {
        guard !isFlushPosted, conveyor.isEmpty else { return false }
        isFlushPosted = true
        return true
    }

    /// What was posted has come; false if there is something on its way, with which the rest will go.
    mutating func beginFlush() -> Bool {
        isFlushPosted = false
        return conveyor.isEmpty
    }
}
