import Synchronization
import Transport

/// How many batches are evaluated at once, and how much of items that do not fit their stream's window may lie about.
///
/// Overload is told before a batch is begun: what was accepted is finished.
final class BatchAdmission: Sendable {
    /// Batches at once; each may have `SliceConveyor.inFlightMax` slices in the evaluator's queue, which so never fills.
    let batchesMax: Int
    /// Bytes of incomplete items whose window was given back early, of all streams together.
    let largeItemBytesMax: Int

    private let batches = Atomic<Int>(0)
    private let largeItemBytes = Atomic<Int>(0)
    private let isDraining = Atomic<Bool>(false)

    static let batchesMaxStandard = 1_024
    static let largeItemBytesMaxStandard = 96 << 20

    init(batchesMax: Int = batchesMaxStandard, largeItemBytesMax: Int = largeItemBytesMaxStandard) {
        self.batchesMax = batchesMax
        self.largeItemBytesMax = largeItemBytesMax
    }

    var batchCount: Int { batches.load(ordering: .relaxed) }

    var isStopping: Bool { isDraining.load(ordering: .relaxed) }

    func stopAdmitting() { isDraining.store(true, ordering: .relaxed) }

    /// A place for a batch; nil if all are taken.
    func admit(_ stream: HTTP2Stream) -> BatchSlot? {
        guard batches.add(1, ordering: .relaxed).newValue <= batchesMax else {
            leave()
            return nil
        }
        return BatchSlot(self, mailbox: stream.mailbox, token: stream.token)
    }

    func leave() { batches.subtract(1, ordering: .relaxed) }

    /// Whether `count` more bytes of large items fit.
    func take(_ count: Int) -> Bool {
        if largeItemBytes.add(count, ordering: .relaxed).newValue <= largeItemBytesMax { return true }
        largeItemBytes.subtract(count, ordering: .relaxed)
        return false
    }

    func giveBack(_ count: Int) { largeItemBytes.subtract(count, ordering: .relaxed) }
}
