import Synchronization
import Transport

/// How many batches are evaluated at once, and how much of items that do not fit their stream's window may lie about.
///
/// Overload is told before a batch is begun: what was accepted is finished.
final class BatchAdmission: Sendable {
    /// Batches at once; each may have `SliceConveyor.inFlightMax` slices in the evaluator's queue, which so never fills.
    private let batches: FairShares
    /// Bytes of incomplete items whose window was given back early, of all streams together.
    private let largeItemBytes: FairShares
    private let isDraining = Atomic<Bool>(false)

    static let batchesMaxStandard = 1_024
    static let largeItemBytesMaxStandard = 96 << 20

    init(batchesMax: Int = batchesMaxStandard, largeItemBytesMax: Int = largeItemBytesMaxStandard) {
        batches = FairShares(total: batchesMax)
        largeItemBytes = FairShares(total: largeItemBytesMax)
    }

    var batchCount: Int { batches.used }

    var isStopping: Bool { isDraining.load(ordering: .relaxed) }

    func stopAdmitting() { isDraining.store(true, ordering: .relaxed) }

    /// A place for a batch; nil if all are taken, or the client's share of them.
    func admit(_ stream: HTTP2Stream) -> BatchSlot? {
        let holder = FairShares.Holder(stream)
        guard batches.take(1, for: holder) else { return nil }
        return BatchSlot(self, stream, holder)
    }

    func leave(_ holder: FairShares.Holder) { batches.giveBack(1, from: holder) }

    /// Whether `count` more bytes of large items fit.
    func takeLargeItemBytes(_ count: Int, for holder: FairShares.Holder) -> Bool {
        largeItemBytes.take(count, for: holder)
    }

    func giveBackLargeItemBytes(_ count: Int, from holder: FairShares.Holder) {
        largeItemBytes.giveBack(count, from: holder)
    }
}
