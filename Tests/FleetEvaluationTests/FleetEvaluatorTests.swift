import Dispatch
import FleetEvaluation
import Synchronization
import Testing

@Suite("FleetEvaluator")
struct FleetEvaluatorTests {
    /// Counts its runs and holds a worker until the gate opens.
    private final class Probe: SliceWork {
        final class Shared: Sendable {
            let ran = Atomic<Int>(0)
            let active = Atomic<Int>(0)
            let activeMax = Atomic<Int>(0)
            let gate = DispatchSemaphore(value: 0)
            let finished = DispatchGroup()
        }

        let shared: Shared
        let waits: Bool

        init(_ shared: Shared, waits: Bool = false) {
            self.shared = shared
            self.waits = waits
            shared.finished.enter()
        }

        func run(with judge: inout PodJudge) {
            let active = shared.active.add(1, ordering: .relaxed).newValue
            shared.activeMax.max(active, ordering: .relaxed)
            if waits {
                shared.gate.wait()
                shared.gate.signal()
            }
            shared.ran.add(1, ordering: .relaxed)
            shared.active.subtract(1, ordering: .relaxed)
        }

        func finish() { shared.finished.leave() }
    }

    private static func evaluator(
        workersMax: Int,
        slicesMax: Int = 1_000
    ) -> FleetEvaluator {
        FleetEvaluator(workersMax: workersMax, slicesMax: slicesMax)
    }

    @Test("every slice runs once and comes back", arguments: [1, 2, 8])
    func everySliceRunsOnce(workers: Int) {
        let shared = Probe.Shared()
        let evaluator = Self.evaluator(workersMax: workers)
        for _ in 0..<500 { #expect(evaluator.submit(Probe(shared))) }
        shared.finished.wait()
        #expect(shared.ran.load(ordering: .relaxed) == 500)
        #expect(shared.activeMax.load(ordering: .relaxed) <= workers)
    }

    @Test("a full queue refuses the next slice and takes it when there is room again")
    func fullQueueRefuses() {
        let shared = Probe.Shared()
        let evaluator = Self.evaluator(workersMax: 1, slicesMax: 4)
        #expect(evaluator.submit(Probe(shared, waits: true)))
        while shared.active.load(ordering: .relaxed) == 0 {}
        for _ in 0..<4 { #expect(evaluator.submit(Probe(shared))) }
        #expect(evaluator.load == 1)
        let refused = Probe(shared)
        #expect(!evaluator.submit(refused))
        shared.finished.leave()
        shared.gate.signal()
        shared.finished.wait()
        #expect(evaluator.waitingCount == 0)
        #expect(evaluator.submit(Probe(shared)))
        shared.finished.wait()
        #expect(shared.ran.load(ordering: .relaxed) == 6)
    }

    @Test("a small slice runs on the caller's thread")
    func inlineRuns() {
        let shared = Probe.Shared()
        let evaluator = Self.evaluator(workersMax: 1)
        for _ in 0..<10 { evaluator.runInline(Probe(shared, waits: false)) }
        #expect(shared.ran.load(ordering: .relaxed) == 10)
    }
}
