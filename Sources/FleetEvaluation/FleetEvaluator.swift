import Dispatch
import Locking

/// A slice of work that one owner holds at a time: who fills it, then the evaluator, then whom `finish` wakes.
///
/// A slice of 64 to 512 pods makes the 0.5 to 8 µs that a hop between queues costs invisible.
package protocol SliceWork: AnyObject, Sendable {
    /// Evaluates the slice, on a worker or on the caller's thread, with what a worker keeps from slice to slice.
    func run(with judge: inout PodJudge)

    /// Hands the slice back, on the thread that ran it. Must not block.
    func finish()
}

/// Evaluates slices on a concurrent Dispatch queue, oldest first, on at most `workersMax` workers at once.
///
/// Admission is bounded: `submit` refuses what does not fit in the queue, so that overload is told early. One drain block
/// runs slice after slice while there are any, so a busy evaluator pays a hop a worker, not a hop a slice.
package final class FleetEvaluator: Sendable {
    private let queue: DispatchQueue
    private let workersMax: Int
    private let slicesMax: Int
    private let state: Locked<State>

    private struct State {
        /// A ring of the slices that wait.
        var waiting: [(any SliceWork)?]
        var head = 0
        var count = 0
        var running = 0
        var idleJudges: [LentJudge] = []

        mutating func append(_ work: any SliceWork) {
            waiting[(head + count) % waiting.count] = work
            count += 1
        }

        mutating func takeOldest() -> (any SliceWork)? {
            guard count > 0 else { return nil }
            defer {
                waiting[head] = nil
                head = (head + 1) % waiting.count
                count -= 1
            }
            return waiting[head]
        }
    }

    /// Slices that may wait at once, unless said otherwise.
    package static let slicesMaxStandard = 4_096

    /// Where a judge lies while nobody uses it.
    // Sendable: whoever took it out of the idle ones has it alone, until it is put back; the lock orders the accesses.
    private final class LentJudge: @unchecked Sendable {
        var judge = PodJudge()
    }

    /// - Parameters:
    ///   - workersMax: workers that run at once; the machine's processors by default.
    ///   - slicesMax: slices that may wait for a worker.
    package init(workersMax: Int? = nil, slicesMax: Int = slicesMaxStandard) {
        // Below the class of Swift's tasks and of signals: those have threads of their own then, however busy the workers are.
        queue = DispatchQueue(label: "muster.evaluation", qos: .utility, attributes: .concurrent)
        self.workersMax = max(1, workersMax ?? Self.workersStandard)
        self.slicesMax = max(1, slicesMax)
        state = Locked(State(waiting: Array(repeating: nil, count: self.slicesMax)))
    }

    /// The processors that this machine has online.
    package static var workersStandard: Int { onlineProcessors() }

    /// The slices that wait for a worker.
    package var waitingCount: Int { state.withLock { $0.count } }

    /// The share of the queue that is taken, 0 to 1.
    package var load: Double { Double(waitingCount) / Double(slicesMax) }

    /// As many slices wait as there are workers: another one would only wait too.
    package var isBacklogged: Bool { waitingCount >= workersMax }

    /// Queues a slice; false if the queue is full, and then the slice still belongs to the caller.
    package func submit(_ work: any SliceWork) -> Bool {
        let (isAccepted, startsWorker) = state.withLock { state in
            guard state.count < slicesMax else { return (false, false) }
            state.append(work)
            guard state.running < workersMax else { return (true, false) }
            state.running += 1
            return (true, true)
        }
        if startsWorker { queue.async { [self] in drain() } }
        return isAccepted
    }

    /// Evaluates a small slice on the caller's own thread, to whom it then belongs again: below some 20 µs of work a hop costs
    /// more than it gains.
    ///
    /// Denials whose explanation goes beyond `explanationCostMax`, all together, are postponed.
    package func runInline(_ work: any SliceWork, explanationCostMax: Int = .max) {
        let lent = takeJudge()
        lent.judge.explanationCostLeft = explanationCostMax
        work.run(with: &lent.judge)
        lent.judge.explanationCostLeft = .max
        giveBack(lent)
    }

    private func drain() {
        let lent = takeJudge()
        while let work = nextOrStop() {
            work.run(with: &lent.judge)
            work.finish()
        }
        giveBack(lent)
    }

    /// The oldest slice; nil, and one worker fewer, if there is none.
    private func nextOrStop() -> (any SliceWork)? {
        state.withLock { state in
            let work = state.takeOldest()
            if work == nil { state.running -= 1 }
            return work
        }
    }

    private func takeJudge() -> LentJudge {
        state.withLock { $0.idleJudges.popLast() } ?? LentJudge()
    }

    private func giveBack(_ lent: LentJudge) {
        state.withLock { $0.idleJudges.append(lent) }
    }
}
