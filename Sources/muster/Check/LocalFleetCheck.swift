import Dispatch
import FleetEvaluation
import Manifests

/// Judges the objects of a fleet on all processors and hands their findings over in the order of the objects.
///
/// At most `slicesMax` slices are on their way, so memory is bounded whatever the size of the fleet.
struct LocalFleetCheck<Plan: FleetPlan> {
    typealias Receive = (Plan.Found) throws(CommandFailure) -> Void

    private static var slicesMax: Int { 8 }

    private let evaluator = FleetEvaluator()
    private let plan: Plan
    private var filling: Flight
    /// Those on their way, oldest first.
    private var flights: [Flight] = []

    /// A slice, and its end to be waited for.
    private struct Flight {
        let landing = Landing()
        let slice: FleetSlice<Plan>

        init(_ plan: Plan) { slice = FleetSlice(plan, owner: landing) }
    }

    private final class Landing: SliceOwner {
        private let done = DispatchSemaphore(value: 0)

        var isCancelled: Bool { false }
        func sliceFinished(_ slice: any SliceWork) { done.signal() }
        func wait() { done.wait() }
    }

    init(_ plan: Plan) {
        self.plan = plan
        filling = Flight(plan)
    }

    /// Takes an object; findings that are ready go to `receive`.
    mutating func add(
        _ item: FleetItem,
        number: Int,
        _ receive: Receive
    ) throws(CommandFailure) {
        filling.slice.add(item, number: number)
        if filling.slice.isFull { try send(receive) }
    }

    /// Takes what cannot be read.
    mutating func add(_ error: ManifestError, _ receive: Receive) throws(CommandFailure) {
        filling.slice.add(error)
        if filling.slice.isFull { try send(receive) }
    }

    /// Waits for all that is on its way.
    mutating func finish(_ receive: Receive) throws(CommandFailure) {
        try send(receive)
        while !flights.isEmpty { try land(receive) }
    }

    private mutating func send(_ receive: Receive) throws(CommandFailure) {
        guard !filling.slice.isEmpty else { return }
        if flights.count == Self.slicesMax { try land(receive) }
        let flight = filling
        filling = Flight(plan)
        flights.append(flight)
        if !evaluator.submit(flight.slice) {
            evaluator.runInline(flight.slice)
            flight.slice.finish()
        }
    }

    private mutating func land(_ receive: Receive) throws(CommandFailure) {
        let flight = flights.removeFirst()
        flight.landing.wait()
        try receive(flight.slice.found)
    }
}
