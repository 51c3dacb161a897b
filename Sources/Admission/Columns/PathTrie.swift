import PodFacts

/// A trie over path segments whose nodes carry rows: which policies allow a host path to be written to, and which at all.
///
/// A path is split at `/` without cleaning it: empty segments count, and one trailing `/` is taken off before. So the
/// prefix `/` is one empty segment, the start of every absolute path and of the empty one, but not of `rel`. Rows gather
/// from the root down.
struct PathTrie: Sendable {
    /// Node 0 is the root; entry *k*, seeded with its parent's node, is node *k* + 1.
    private var children = TextTable()
    private var writable: [MaskRow] = []
    private var readable: [MaskRow] = []

    struct Entry {
        var prefix: [UInt8]
        var policy: Int
        var isReadOnly: Bool
    }

    /// The policies of `always` have no allowed host paths, and allow any.
    init(_ entries: [Entry], always: PolicyMask, into table: inout MaskTableBuilder) {
        let none = PolicyMask(count: table.policyCount)
        var own: [Int: (writable: PolicyMask, readable: PolicyMask)] = [:]
        var parents = [0]
        for entry in entries {
            var node = 0
            var text = entry.prefix[...]
            if text.last == UInt8(ascii: "/") { text.removeLast() }
            for segment in text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                let child = children.insert(segment, seed: UInt32(node)) + 1
                if child == parents.count { parents.append(node) }
                node = child
            }
            if !entry.isReadOnly { own[node, default: (none, none)].writable[entry.policy] = true }
            own[node, default: (none, none)].readable[entry.policy] = true
        }
        var gathered: [(writable: PolicyMask, readable: PolicyMask)] = [(always, always)]
        var place = [0]
        writable = [table.row(always)]
        readable = [table.row(always)]
        for node in parents.indices.dropFirst() {
            guard let masks = own[node] else {
                place.append(place[parents[node]])
                writable.append(writable[parents[node]])
                readable.append(readable[parents[node]])
                continue
            }
            let above = gathered[place[parents[node]]]
            let both = (
                writable: above.writable.union(masks.writable), readable: above.readable.union(masks.readable)
            )
            place.append(gathered.count)
            gathered.append(both)
            writable.append(table.row(both.writable))
            readable.append(table.row(both.readable))
        }
    }

    /// No policy restricts host paths.
    var isTrivial: Bool { writable.count == 1 && writable[0] == .all }

    /// The rows of the policies that allow the path to be written to, and to be mounted at all.
    func rows(_ path: Span<UInt8>) -> (writable: MaskRow, readable: MaskRow) {
        var end = path.count
        if end > 0, path[end - 1] == UInt8(ascii: "/") { end -= 1 }
        var node = 0
        var start = 0
        while start <= end {
            var stop = start
            while stop < end, path[stop] != UInt8(ascii: "/") { stop += 1 }
            let child = children.find(path.extracting(start..<stop), seed: UInt32(node)) + 1
            if child == 0 { break }
            node = child
            start = stop + 1
        }
        return (writable[node], readable[node])
    }
}
