/// A trie over bytes whose nodes carry rows: for texts that policies list whole or, with a trailing `*`, as prefixes.
///
/// ```
/// allowed: kernel.shm*  net.a          a node's rows: `here`, if the text ends at the node;
///                                      `beyond`, if it goes on where no child follows
/// root ─k─e─…─s─h─m                    at m and below every text has the prefix, so rows gather from the root down
///      └n─e─t─.─a
/// ```
struct BytePrefixTrie: Sendable {
    private struct Node {
        var byte: UInt8
        var firstChild: Int32 = -1
        var nextSibling: Int32 = -1
        var here = MaskRow.none
        var beyond = MaskRow.none
    }
    private var nodes: [Node]

    /// An entry of one policy's lists.
    struct Entry {
        var text: [UInt8]
        var policy: Int
        var isForbidding: Bool
    }

    private struct Masks {
        var allowedHere: PolicyMask
        var forbiddenHere: PolicyMask
        var allowedBelow: PolicyMask
        var forbiddenBelow: PolicyMask
        var isSafe = false
    }

    /// A text suits the policies that allow it (every policy if it is one of `safe`) and do not forbid it.
    init(_ entries: [Entry], safe: [[UInt8]], into table: inout MaskTableBuilder) {
        nodes = [Node(byte: 0)]
        let none = PolicyMask(count: table.policyCount)
        let noMasks = Masks(allowedHere: none, forbiddenHere: none, allowedBelow: none, forbiddenBelow: none)
        var masks: [Int: Masks] = [:]
        var parents = [0]
        for text in safe { masks[node(for: text[...], &parents), default: noMasks].isSafe = true }
        for entry in entries {
            let isPrefix = entry.text.last == UInt8(ascii: "*")
            let node = node(for: isPrefix ? entry.text.dropLast() : entry.text[...], &parents)
            switch (isPrefix, entry.isForbidding) {
            case (false, false): masks[node, default: noMasks].allowedHere[entry.policy] = true
            case (false, true): masks[node, default: noMasks].forbiddenHere[entry.policy] = true
            case (true, false): masks[node, default: noMasks].allowedBelow[entry.policy] = true
            case (true, true): masks[node, default: noMasks].forbiddenBelow[entry.policy] = true
            }
        }
        gather(masks, noMasks, parents, &table)
    }

    private mutating func node(for text: ArraySlice<UInt8>, _ parents: inout [Int]) -> Int {
        var node = 0
        for byte in text {
            var child = child(of: node, byte)
            if child < 0 {
                child = nodes.count
                nodes.append(Node(byte: byte, nextSibling: nodes[node].firstChild))
                parents.append(node)
                nodes[node].firstChild = Int32(child)
            }
            node = child
        }
        return node
    }

    private func child(of node: Int, _ byte: UInt8) -> Int {
        var child = Int(nodes[node].firstChild)
        while child >= 0, nodes[child].byte != byte { child = Int(nodes[child].nextSibling) }
        return child
    }

    /// Parents precede their children in `nodes`, so one pass gathers from the root down.
    private mutating func gather(
        _ masks: [Int: Masks],
        _ noMasks: Masks,
        _ parents: [Int],
        _ table: inout MaskTableBuilder
    ) {
        let full = PolicyMask(all: table.policyCount)
        // What holds below a node, shared by the nodes that add nothing to it.
        var gathered: [(allowed: PolicyMask, forbidden: PolicyMask, row: MaskRow)] = []
        var place: [Int] = []
        for node in nodes.indices {
            if node > 0, masks[node] == nil {
                place.append(place[parents[node]])
                nodes[node].here = gathered[place[node]].row
                nodes[node].beyond = gathered[place[node]].row
                continue
            }
            let own = masks[node] ?? noMasks
            var (allowed, forbidden) = (own.allowedBelow, own.forbiddenBelow)
            if node > 0 {
                allowed.formUnion(gathered[place[parents[node]]].allowed)
                forbidden.formUnion(gathered[place[parents[node]]].forbidden)
            }
            var beyond = allowed
            beyond.subtract(forbidden)
            var here = own.isSafe ? full : allowed.union(own.allowedHere)
            here.subtract(forbidden.union(own.forbiddenHere))
            nodes[node].beyond = table.row(beyond)
            nodes[node].here = table.row(here)
            place.append(gathered.count)
            gathered.append((allowed, forbidden, nodes[node].beyond))
        }
    }

    /// The row of the policies that `text` suits.
    func row(_ text: Span<UInt8>) -> MaskRow {
        var node = 0
        for index in text.indices {
            let child = child(of: node, text[index])
            if child < 0 { return nodes[node].beyond }
            node = child
        }
        return nodes[node].here
    }
}
