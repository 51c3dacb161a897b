/// A row of the mask table: a set of policies that some state of a pod's fact allows, or would make them mutate.
struct MaskRow: Equatable, Sendable {
    var number: UInt32

    /// Every policy.
    ///
    /// An allow row that needs no folding.
    static let all = MaskRow(number: 0)
    /// No policy.
    ///
    /// A mutate row that needs no folding.
    static let none = MaskRow(number: 1)
}

/// All masks of a compiled set, as rows of one flat table: `words` words a row, equal rows stored once.
///
/// ```
///            word 0   word 1 …        policy i is bit i % 64 of word i / 64
/// row 0      ffff…    ffff…           every policy
/// row 1      0        0               no policy
/// row 2 …    what the columns need
/// ```
struct MaskTable: Sendable {
    /// Words a row; at least 1.
    let words: Int
    let cells: [UInt64]

    func contains(_ row: MaskRow, _ policy: Int) -> Bool {
        cells[Int(row.number) * words + policy >> 6] >> UInt64(policy & 63) & 1 == 1
    }
}

/// Collects the rows while a set is compiled.
struct MaskTableBuilder {
    let policyCount: Int
    let words: Int
    private(set) var cells: [UInt64] = []
    private var rowCount = 0
    /// Open addressing over row numbers + 1; a power of two long.
    private var slots: [UInt32]

    init(policyCount: Int) {
        self.policyCount = policyCount
        words = max(1, (policyCount + 63) / 64)
        slots = Array(repeating: 0, count: 256)
        // With no policies at all the two rows are equal, but each must have its number.
        append(PolicyMask(all: policyCount).words)
        append(PolicyMask(count: policyCount).words)
    }

    /// The number of the row that holds `mask`.
    mutating func row(_ mask: PolicyMask) -> MaskRow {
        if policyCount == 0 { return .all }
        var slot = Self.hash(mask.words) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if cells[number * words..<(number + 1) * words].elementsEqual(mask.words) {
                return MaskRow(number: UInt32(number))
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        append(mask.words)
        return MaskRow(number: UInt32(rowCount - 1))
    }

    /// The row of the policies that are in all of `rows`.
    mutating func intersection(_ rows: [MaskRow]) -> MaskRow {
        combine(rows, from: PolicyMask(all: policyCount)) { $0 & $1 }
    }

    /// The row of the policies that are in any of `rows`.
    mutating func union(_ rows: [MaskRow]) -> MaskRow {
        combine(rows, from: PolicyMask(count: policyCount)) { $0 | $1 }
    }

    private mutating func combine(
        _ rows: [MaskRow],
        from start: PolicyMask,
        _ operation: (UInt64, UInt64) -> UInt64
    ) -> MaskRow {
        var mask = start
        for row in rows {
            for word in mask.words.indices {
                mask.setWord(word, operation(mask.words[word], cells[Int(row.number) * words + word]))
            }
        }
        return self.row(mask)
    }

    func build() -> MaskTable { MaskTable(words: words, cells: cells) }

    private mutating func append(_ row: [UInt64]) {
        cells.append(contentsOf: row)
        if row.isEmpty { cells.append(0) }
        rowCount += 1
        if rowCount * 2 > slots.count { grow() }
        place(rowCount - 1)
    }

    private mutating func place(_ number: Int) {
        var slot = Self.hash(cells[number * words..<(number + 1) * words]) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number + 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 0..<rowCount - 1 { place(number) }
    }

    private static func hash(_ words: some Sequence<UInt64>) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for word in words {
            hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
        }
        return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF)
    }
}
