import Locking

/// Slices with memory of the usual size that nobody uses, of all streams together: a stream that rests holds none, however
/// many there are, and one that is busy finds its own again.
package final class SlicePool<Slice: ConveyedSlice>: Sendable {
    /// What two busy streams have on their way.
    package static var slicesMax: Int { 16 }

    private let slices = Locked<[Slice]>([])

    package init() {}

    package var count: Int { slices.withLock { $0.count } }

    /// An empty slice.
    func take() -> Slice { slices.withLock { $0.popLast() } ?? Slice() }

    /// Takes a slice that is done with, for its memory; who gives it does not touch it again.
    func putBack(_ slice: Slice) {
        guard slice.isWorthKeeping else { return }
        slice.empty()
        slices.withLock { if $0.count < Self.slicesMax { $0.append(slice) } }
    }
}
