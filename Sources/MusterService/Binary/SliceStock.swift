/// The slice that a stream's items come into, and slices that are kept to be filled again.
struct SliceStock {
    static let spareMax = 4

    private(set) var filling = BinarySlice()
    private var spare: [BinarySlice] = []
    private var sequence = 0
    private var itemCount: UInt64 = 0

    init() { filling.begin(sequence: 0, firstItem: 0) }

    /// The slice with the items that have come; the next ones come into another.
    mutating func takeFull() -> BinarySlice {
        let full = filling
        itemCount += UInt64(full.items.count)
        sequence += 1
        filling = spare.popLast() ?? BinarySlice()
        filling.begin(sequence: sequence, firstItem: itemCount)
        return full
    }

    /// Takes a slice that is done with, for its memory.
    mutating func recycle(_ slice: BinarySlice) {
        if spare.count < Self.spareMax, slice.isWorthKeeping { spare.append(slice) }
    }
}
