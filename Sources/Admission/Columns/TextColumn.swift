import PodFacts

/// A column over texts: a row for each text that some policy lists, and one for all others.
struct TextColumn: Sendable {
    private let table: TextTable
    private let rows: [UInt32]
    let unlisted: MaskRow

    /// Of texts with the policies that list them, and of the policies that every text suits.
    init(
        _ listings: [(text: [UInt8], policy: Int)],
        always: PolicyMask,
        into builder: inout MaskTableBuilder
    ) {
        var table = TextTable()
        var policies: [[Int]] = []
        for listing in listings {
            let number = table.insert(listing.text)
            if number == policies.count { policies.append([]) }
            policies[number].append(listing.policy)
        }
        rows = policies.map { listed in
            var mask = always
            for policy in listed { mask[policy] = true }
            return builder.row(mask).number
        }
        unlisted = builder.row(always)
        self.table = table
    }

    /// The row of the policies that `text` suits.
    func row(_ text: Span<UInt8>) -> MaskRow {
        let number = table.find(text)
        return number < 0 ? unlisted : MaskRow(number: rows[number])
    }

    /// No longer text is listed.
    var longest: Int { table.longest }

    /// Every text gets the same row.
    var isConstant: Bool { rows.allSatisfy { $0 == unlisted.number } }
}

/// One text for each policy, in one run of bytes: what explanations quote.
struct PolicyTexts: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    init() {}

    mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
    }

    /// The text of a policy.
    func range(_ policy: Int) -> Range<Int> {
        (policy == 0 ? 0 : Int(ends[policy - 1]))..<Int(ends[policy])
    }

    subscript(policy: Int) -> ArraySlice<UInt8> { bytes[range(policy)] }
}
