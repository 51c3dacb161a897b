/// Rows of the mask table that one pod's facts selected, to be folded over the words that matter.
///
/// It owns memory that grows once and is used for every pod.
@safe struct RowList: ~Copyable {
    private var base: UnsafeMutablePointer<UInt32>
    private(set) var count = 0
    private var capacity = 256

    init() {
        unsafe base = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    }

    deinit { unsafe base.deallocate() }

    mutating func removeAll() { count = 0 }

    mutating func removeAll(from index: Int) { count = min(count, max(0, index)) }

    @inline(__always)
    mutating func append(_ row: MaskRow) {
        if count == capacity { grow() }
        // SAFETY: `count < capacity`, the allocated length.
        unsafe base[count] = row.number
        count &+= 1
    }

    @inline(__always)
    subscript(index: Int) -> Int {
        assert(index < count)
        // SAFETY: the only callers walk `0..<count`.
        return unsafe Int(base[index])
    }

    /// A copy, for compiling.
    var rows: [MaskRow] { (0..<count).map { MaskRow(number: UInt32(self[$0])) } }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 2)
        unsafe larger.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity *= 2
    }
}

/// What the match of one pod selected: which policies allow each of its facts, and which would mutate it.
struct MatchedRows: ~Copyable {
    var allowing = RowList()
    var filling = RowList()

    init() {}

    mutating func removeAll() {
        allowing.removeAll()
        filling.removeAll()
    }

    /// The pod has a fact that only the policies of `row` allow.
    @inline(__always)
    mutating func allow(_ row: MaskRow) {
        if row.number != 0 { allowing.append(row) }
    }

    /// The pod leaves unset what the policies of `row` fill in.
    @inline(__always)
    mutating func fill(_ row: MaskRow) {
        if row.number != 1 { filling.append(row) }
    }
}
