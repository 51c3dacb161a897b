/// How much of a document may come from aliases: go-yaml's guard against documents that grow exponentially.
///
/// Every node that decoding visits is counted, visits through aliases included; once more than 100 of more than 1,000
/// lay below an alias, their share must not exceed 0.99 (up to 400,000 nodes; from there in a line to 0.10 at
/// 4,000,000). go-yaml v2.2.8: `allowedAliasRatio`.
struct AliasBudget {
    private var visited = 1
    private var throughAliases = 0

    /// A stretch of nodes that is still to be visited.
    private struct Stretch {
        var cursor: Int
        var end: Int
        var aliasDepth: Int
    }

    /// Visits nodes none of which is an alias.
    mutating func pass(_ count: Int) { visited += count }

    /// Visits the document, or what it has from `root` on.
    ///
    /// - Returns: the node at which the budget was exceeded, nil if it was not.
    mutating func exceeding(_ tape: DocumentTape, from root: Int) -> Int? {
        var open = [Stretch(cursor: root, end: tape.nodes.count, aliasDepth: 0)]
        while let stretch = open.last {
            guard stretch.cursor < stretch.end else {
                open.removeLast()
                continue
            }
            open[open.count - 1].cursor += 1
            let node = tape.nodes[stretch.cursor]
            if node.kind == .mergeKey || node.isMergeList { continue }
            guard visit(stretch.aliasDepth) else { return stretch.cursor }
            if node.kind == .alias {
                // The node that an alias stands for counts, even if it is a merge key or a merge list where it is
                // written.
                let target = Int(node.start)
                guard visit(stretch.aliasDepth + 1) else { return stretch.cursor }
                if open[open.count - 1].cursor >= stretch.end { open.removeLast() }
                open.append(
                    Stretch(cursor: target + 1, end: Int(tape.nodes[target].end), aliasDepth: stretch.aliasDepth + 1)
                )
            }
        }
        return nil
    }

    private mutating func visit(_ aliasDepth: Int) -> Bool {
        visited += 1
        if aliasDepth > 0 { throughAliases += 1 }
        guard throughAliases > 100, visited > 1_000 else { return true }
        return Double(throughAliases) / Double(visited) <= allowedShare
    }

    private var allowedShare: Double {
        let (low, high) = (400_000, 4_000_000)
        if visited <= low { return 0.99 }
        if visited >= high { return 0.10 }
        return 0.99 - 0.89 * (Double(visited - low) / Double(high - low))
    }
}
