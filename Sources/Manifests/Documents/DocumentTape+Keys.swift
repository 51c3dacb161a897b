extension DocumentTape {
    /// How many keys are compared each with each; more are sorted.
    private static let pairwiseMax = 16

    /// True if two keys of the mapping at `index` have the same text.
    ///
    /// Costs n log n comparisons at the most, whatever the
    /// keys are.
    func repeatsKey(_ index: Int, _ scratch: inout [Int]) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        var cursor = index + 1
        let end = nodes.count
        while cursor < end {
            scratch.append(cursor)
            cursor = Int(nodes[Int(nodes[cursor].end)].end)
        }
        if scratch.count > Self.pairwiseMax {
            scratch.sort { compare(nodes[$0].textRange, nodes[$1].textRange) < 0 }
            return zip(scratch, scratch.dropFirst()).contains { sameText($0, $1) }
        }
        for later in scratch.indices.dropFirst() {
            for earlier in 0..<later where sameText(scratch[earlier], scratch[later]) { return true }
        }
        return false
    }

    private func sameText(_ left: Int, _ right: Int) -> Bool {
        nodes[left].count == nodes[right].count && compare(nodes[left].textRange, nodes[right].textRange) == 0
    }

    private func compare(_ left: Range<Int>, _ right: Range<Int>) -> Int { Self.compare(text[left], text[right]) }

    /// Orders texts by length, then by bytes.
    static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        guard left.count == right.count else { return left.count - right.count }
        for (first, second) in zip(left, right) where first != second { return Int(first) - Int(second) }
        return 0
    }
}
