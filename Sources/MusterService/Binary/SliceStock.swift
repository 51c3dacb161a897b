/// The slice that a stream's items come into; the stream has one only while there is something to put into it.
struct SliceStock {
    private let pool: SlicePool<BinarySlice>
    private var present: BinarySlice?
    private var sequence = 0
    private var itemCount: UInt64 = 0

    init(_ pool: SlicePool<BinarySlice>) { self.pool = pool }

    var hasItems: Bool { present.map { !$0.items.isEmpty } ?? false }

    /// Bytes of a message that is not complete.
    var hasIncompleteMessage: Bool { present.map { $0.bytes.count > $0.itemsEnd } ?? false }

    var filling: BinarySlice {
        mutating get {
            if let present { return present }
            let slice = pool.take()
            slice.begin(sequence: sequence, firstItem: itemCount)
            present = slice
            return slice
        }
    }

    /// The slice with the items that have come; the next ones come into another.
    mutating func takeFull() -> BinarySlice {
        let full = filling
        itemCount += UInt64(full.items.count)
        sequence += 1
        present = nil
        return full
    }

    /// Takes a slice that is done with.
    func recycle(_ slice: BinarySlice) { pool.putBack(slice) }

    /// Gives back what nothing has come into.
    mutating func rest() {
        guard let present, present.bytes.isEmpty, present.items.isEmpty else { return }
        pool.putBack(present)
        self.present = nil
    }
}
