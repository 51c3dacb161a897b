import FleetEvaluation
import MusterService
import Testing

/// A slice goes its way once, whoever fills it when it is done with.
struct SliceConveyorTests {
    /// A slice of which only its place is of interest.
    // Sendable: the tests use it on one thread.
    private final class Slice: ConveyedSlice, @unchecked Sendable {
        var sequence = 0
        var isComplete = true
        let creditBytes = 0
        let isWorthKeeping = true

        init() {}

        func run(with judge: inout PodJudge) {}
        func finish() {}
        func empty() {}
    }

    @Test("a slice that was delivered is another stream's, whatever becomes of it there", arguments: [true, false])
    func deliveredSlicesAreLetGo(isOrdered: Bool) throws {
        var conveyor = SliceConveyor<Slice>(isOrdered: isOrdered)
        conveyor.add(Slice())
        let next = conveyor.next(isBlocked: false)
        let slice = try #require(next)
        var delivered = 0
        conveyor.comeBack(slice) { slice in
            delivered += 1
            // Another stream has taken it from the pool and fills it.
            slice.isComplete = false
        }
        #expect(delivered == 1)
        #expect(conveyor.isEmpty)
    }

    @Test("a slice that is not complete comes first again", arguments: [true, false])
    func incompleteSlicesComeAgain(isOrdered: Bool) throws {
        var conveyor = SliceConveyor<Slice>(isOrdered: isOrdered)
        let first = Slice()
        first.isComplete = false
        let second = Slice()
        second.sequence = 1
        conveyor.add(first)
        conveyor.add(second)
        let next = conveyor.next(isBlocked: false)
        try #require(next === first)
        conveyor.comeBack(first) { _ in }
        let again = conveyor.next(isBlocked: false)
        #expect(again === first)
    }
}
