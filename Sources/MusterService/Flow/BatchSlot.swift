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
    private let holder: FairShares.Holder
    private let largeItemBytes = Atomic<Int>(0)
    /// What the connection holds of the server's memory.
    let memory: MemoryAccount?
    private let keptBytes = Atomic<Int>(0)

    init(_ admission: BatchAdmission, _ stream: HTTP2Stream, _ holder: FairShares.Holder) {
        self.admission = admission
        self.holder = holder
        mailbox = stream.mailbox
        token = stream.token
        memory = stream.memory
    }

    deinit {
        admission.giveBackLargeItemBytes(largeItemBytes.load(ordering: .relaxed), from: holder)
        admission.leave(holder)
        memory?.remove(keptBytes.load(ordering: .relaxed))
    }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// Answers of this connection wait unsent.
    var isPaused: Bool { memory?.isBacklogged ?? false }

    /// The connection has its share of the memory: what need not be kept is not.
    var isShortOfMemory: Bool { memory?.isSpent ?? false }

    /// An answer beyond this has no room while the server holds twice its budget.
    static let answerBytesAlways = 64 << 10

    func hasRoom(forAnswer byteCount: Int) -> Bool {
        byteCount <= Self.answerBytesAlways || !(memory?.isOverrun ?? false)
    }

    /// Counts bytes that are kept until the batch is over.
    func keep(_ byteCount: Int) {
        guard byteCount != 0 else { return }
        memory?.add(byteCount)
        keptBytes.add(byteCount, ordering: .relaxed)
    }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    func sliceFinished(_ slice: any SliceWork) { mailbox.post(to: token, slice) }

    /// Posts to the stream's own handler, to be received when the loop has done what it is at.
    func postToSelf(_ message: any Sendable) { mailbox.post(to: token, message) }

    /// Whether `count` bytes of an incomplete item may be credited before they are evaluated.
    func takeLargeItemBytes(_ count: Int) -> Bool {
        guard admission.takeLargeItemBytes(count, for: holder) else { return false }
        largeItemBytes.add(count, ordering: .relaxed)
        return true
    }

    func giveBackLargeItemBytes(_ count: Int) {
        largeItemBytes.subtract(count, ordering: .relaxed)
        admission.giveBackLargeItemBytes(count, from: holder)
    }
}
