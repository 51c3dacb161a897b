package import FleetEvaluation

/// A slice of a stream's batch.
package protocol ConveyedSlice: SliceWork {
    init()
    /// Its place among the slices of its stream.
    var sequence: Int { get }
    /// Every item has been evaluated. A run may stop before, when its answers have grown large.
    var isComplete: Bool { get }
    /// Bytes of the request body to credit once it is complete.
    var creditBytes: Int { get }
    /// Its memory is of the usual size.
    var isWorthKeeping: Bool { get }

    /// Lets go of everything but memory to be filled again.
    func empty()
}

/// A stream's slices on their way: which is evaluated when, and whose answers go out next.
///
/// A value without I/O; it belongs to the stream's loop.
///
/// ```
///  add ──► ready ──next──► in flight ──comeBack──► (waits for its turn, if ordered) ──► deliver
///            ▲                                                                            │
///            └────────────────────── not complete: goes first ───────────────────────────┘
/// ```
/// The evaluation of a stream whose answers wait to be sent pauses: `next` gives nothing while `isBlocked`.
package struct SliceConveyor<Slice: ConveyedSlice> {
    /// Slices of one stream that are evaluated at the same time.
    package static var inFlightMax: Int { 4 }

    package let isOrdered: Bool
    /// A few: what a stream's window holds.
    private var ready: [Slice] = []
    package private(set) var inFlight = 0
    /// Slices that came back before their turn.
    private var early: [Slice] = []
    private var turn = 0

    package init(isOrdered: Bool) { self.isOrdered = isOrdered }

    /// Nothing is on its way.
    package var isEmpty: Bool { ready.isEmpty && inFlight == 0 && early.isEmpty }

    /// Slices that wait to be evaluated.
    package var readyCount: Int { ready.count }

    package mutating func add(_ slice: Slice) { ready.append(slice) }

    /// The next slice to evaluate, if one may be.
    package mutating func next(isBlocked: Bool) -> Slice? {
        guard !isBlocked, !ready.isEmpty, inFlight + early.count < Self.inFlightMax else { return nil }
        inFlight += 1
        return ready.removeFirst()
    }

    /// Takes a slice that was run, and gives those whose answers can go out, in order, through `deliver`; an incomplete
    /// one is then first in line again.
    ///
    /// A complete slice is no longer this stream's when `deliver` returns: another may fill it already.
    package mutating func comeBack(_ slice: Slice, deliver: (Slice) -> Void) {
        inFlight -= 1
        guard isOrdered else {
            let isComplete = slice.isComplete
            deliver(slice)
            if !isComplete { ready.insert(slice, at: 0) }
            return
        }
        early.append(slice)
        while let place = early.firstIndex(where: { $0.sequence == turn }) {
            let slice = early.remove(at: place)
            let isComplete = slice.isComplete
            deliver(slice)
            guard isComplete else { return ready.insert(slice, at: 0) }
            turn += 1
        }
    }
}
