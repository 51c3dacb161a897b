/// Lists of one pod whose elements each select a row, sorted by what they select: made once a pod, so that what each of many
/// policies refuses is found without looking at the rest.
///
/// ```
/// list   A B A X B           chains   A ─► 0 ─► 2        a policy that refuses B and X
///        0 1 2 3 4                    B ─► 1 ─► 4        looks at three chains and
///                                     X ─► 3             gets 1 3 4
/// ```
/// Elements with one key select one row. Keys are small numbers (of interned texts, of rows), -1 among them.
struct ElementsByRow: Sendable {
    private struct Chain {
        var key: Int32
        var row: MaskRow
        var first: UInt32
        var last: UInt32
    }

    private var chains: [Chain] = []
    /// For each element the number + 1 of the next one of its chain in the same list; 0 at the last.
    private var next: [UInt32] = []
    /// Where in `chains` and in `next` each list begins.
    private var lists: [(chains: Int, elements: Int)] = []
    /// For each key + 1 the number + 1 of its chain, if that belongs to the present list.
    private var chainOfKey: [UInt32] = []

    mutating func removeAll() {
        chains.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
    }

    /// What is appended from here on belongs to another list.
    mutating func beginList() { lists.append((chains.count, next.count)) }

    mutating func append(_ row: MaskRow) { append(key: Int(row.number), row) }

    mutating func append(key: Int, _ row: MaskRow) {
        guard let list = lists.last else { return }
        let element = UInt32(truncatingIfNeeded: next.count - list.elements)
        next.append(0)
        while chainOfKey.count <= key + 1 { chainOfKey.append(0) }
        let known = Int(chainOfKey[key + 1]) - 1
        // Of an earlier list, or of an earlier pod: no chain of this one.
        if known >= list.chains, known < chains.count, Int(chains[known].key) == key {
            next[list.elements + Int(chains[known].last)] = element + 1
            chains[known].last = element
            return
        }
        chainOfKey[key + 1] = UInt32(truncatingIfNeeded: chains.count + 1)
        chains.append(Chain(key: Int32(truncatingIfNeeded: key), row: row, first: element, last: element))
    }

    private func chains(ofList list: Int) -> Range<Int> {
        lists[list].chains..<(list + 1 < lists.count ? lists[list + 1].chains : chains.count)
    }

    /// The keys of a list, each once.
    func forEachKey(ofList list: Int, _ body: (Int) -> Void) {
        for place in chains(ofList: list) { body(Int(chains[place].key)) }
    }

    /// Whether the policy refuses an element of the list.
    func isRefused(_ list: Int, by policy: OnePolicy) -> Bool {
        for place in chains(ofList: list) where !policy.isIn(chains[place].row) { return true }
        return false
    }

    /// The elements of the list that the policy refuses, ascending.
    func getRefused(_ list: Int, by policy: OnePolicy, into elements: inout [UInt32]) {
        elements.removeAll(keepingCapacity: true)
        var isOneChain = true
        for place in chains(ofList: list) where !policy.isIn(chains[place].row) {
            isOneChain = elements.isEmpty
            var number = chains[place].first + 1
            while number != 0 {
                elements.append(number - 1)
                number = next[lists[list].elements + Int(number) - 1]
            }
        }
        if !isOneChain { elements.sort() }
    }
}

/// A rule's lists of one pod, read when the first policy is explained.
struct ListsReadOnce: Sendable {
    var elements = ElementsByRow()
    /// What one policy refuses of one list.
    var refused: [UInt32] = []
    private(set) var areRead = false

    /// Another pod comes.
    mutating func forget() { areRead = false }

    mutating func begin() {
        areRead = true
        elements.removeAll()
    }

    mutating func findRefused(_ list: Int, by policy: OnePolicy) {
        elements.getRefused(list, by: policy, into: &refused)
    }
}
