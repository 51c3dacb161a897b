import FleetEvaluation
import Synchronization
import Transport

/// A batch's place among those that are evaluated; the owner of its slices.
///
/// The stream's handler and every slice on its way hold it, so a batch that was reset keeps its place until the last
/// worker has really stopped: a client that opens and resets cannot have more work running than one that waits.
final class BatchSlot: SliceOwner {
    private let admission: BatchAdmission
    private let mailbox: LoopMailbox
    private let token: StreamToken
    private let cancelled = Atomic<Bool>(false)
    private let largeItemBytes = Atomic<Int>(0)

    init(_ admission: BatchAdmission, mailbox: LoopMailbox, token: StreamToken) {
        self.admission = admission
        self.mailbox = mailbox
        self.token = token
    }

    deinit {
        admission.giveBack(largeItemBytes.load(ordering: .relaxed))
        admission.leave()
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    func sliceFinished(_ slice: any SliceWork) { mailbox.post(to: token, slice) }

    /// Posts to the stream's own handler, to be received when the loop has done what it is at.
    func postToSelf(_ message: any Sendable) { mailbox.post(to: token, message) }

    /// Whether `count` bytes of an incomplete item may be credited before they are evaluated.
    func takeLargeItemBytes(_ count: Int) -> Bool {
        guard admission.take(count) else { return false }
        largeItemBytes.add(count, ordering: .relaxed)
        return true
    }

    func giveBackLargeItemBytes(_ count: Int) {
        largeItemBytes.subtract(count, ordering: .relaxed)
        admission.giveBack(count)
    }
}
