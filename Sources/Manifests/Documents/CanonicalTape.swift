/// Makes a tape canonical: aliases written out, merge keys merged, keys made strings, the last of a repeated key kept.
///
/// Works on stacks of its own, never by recursion: nesting is the file's to choose.
struct CanonicalTape {
    private let source: DocumentTape
    private var output: [TapeNode] = []
    /// Texts that are not in the source.
    ///
    /// Their places are counted on from the end of the source's text, which is not
    /// copied: of a large list the tape holds every item with an anchor.
    private var added: [UInt8] = []
    private var open: [Open] = []
    /// The members of the open mappings, in the order in which they apply.
    private var members: [Member] = []
    /// Bytes of the JSON to come.
    private var size = 0

    /// A collection that is being written.
    private struct Open {
        var node: Int
        /// The next element's node in the source, or the next member's index.
        var cursor: Int
        var end: Int
        var isMapping: Bool
        /// Where its members begin in `members`.
        var base = 0
    }

    private struct Member {
        /// The key as text.
        var start: Int
        var count: Int
        /// The node that says what the key is.
        var key: Int
        var value: Int
        var isKept = true
    }

    private init(_ source: DocumentTape) {
        self.source = source
    }

    /// The canonical form of `tape`.
    static func make(_ tape: DocumentTape) throws(DocumentProblem) -> DocumentTape {
        var budget = AliasBudget()
        return try make(tape, root: 0, &budget)
    }

    /// The canonical form of the value at `root`, of a document of which `budget` has seen what came before.
    static func make(
        _ tape: DocumentTape,
        root: Int,
        _ budget: inout AliasBudget
    ) throws(DocumentProblem) -> DocumentTape {
        if tape.hasAliases, let node = budget.exceeding(tape, from: root) {
            throw DocumentProblem("document contains excessive aliasing", line: Int(tape.nodes[node].line))
        }
        var maker = CanonicalTape(tape)
        try maker.run(root)
        return maker.result(isWhole: root == 0)
    }

    private consuming func result(isWhole: Bool) -> DocumentTape {
        var result = DocumentTape()
        guard isWhole else {
            for var node in output {
                let start = result.text.count
                result.text.append(contentsOf: text(node.textRange))
                node.start = UInt32(truncatingIfNeeded: start)
                result.nodes.append(node)
            }
            return result
        }
        result.nodes = output
        result.text = source.text
        // An array that shares its memory is copied even if nothing is appended.
        if !added.isEmpty { result.text.append(contentsOf: added) }
        return result
    }

    private func text(_ range: Range<Int>) -> ArraySlice<UInt8> {
        let base = source.text.count
        return range.lowerBound < base
            ? source.text[range] : added[range.lowerBound - base..<range.upperBound - base]
    }

    /// Keeps a text that is not in the source.
    private mutating func add(_ bytes: some Collection<UInt8>) -> Range<Int> {
        let start = source.text.count + added.count
        added.append(contentsOf: bytes)
        return start..<source.text.count + added.count
    }

    private mutating func run(_ root: Int) throws(DocumentProblem) {
        try write(root)
        while let innermost = open.last {
            let top = open.count - 1
            if innermost.isMapping {
                while open[top].cursor < innermost.end, !members[open[top].cursor].isKept { open[top].cursor += 1 }
            }
            guard open[top].cursor < innermost.end else {
                output[innermost.node].end = UInt32(truncatingIfNeeded: output.count)
                if innermost.isMapping { members.removeSubrange(innermost.base...) }
                open.removeLast()
                continue
            }
            if innermost.isMapping {
                let member = members[open[top].cursor]
                open[top].cursor += 1
                append(.string, start: member.start, count: member.count, line: source.nodes[member.key].line)
                try write(member.value)
            } else {
                let element = open[top].cursor
                open[top].cursor = Int(source.nodes[element].end)
                try write(element)
            }
        }
    }

    /// Writes the value at `index`, or opens it.
    private mutating func write(_ index: Int) throws(DocumentProblem) {
        let index = target(index)
        let node = source.nodes[index]
        switch node.kind {
        case .sequence, .mapping:
            guard open.count < ManifestLimits.nestingMax else {
                throw DocumentProblem(
                    "nested deeper than \(ManifestLimits.nestingMax) levels",
                    line: Int(node.line)
                )
            }
            let isMapping = node.kind == .mapping
            let written = output.count
            append(node.kind, start: 0, count: 0, line: node.line)
            var opened = Open(node: written, cursor: index + 1, end: Int(node.end), isMapping: isMapping)
            if isMapping {
                opened.base = members.count
                try collectMembers(of: index)
                opened.cursor = opened.base
                opened.end = members.count
            }
            open.append(opened)
        case .nonFinite:
            throw DocumentProblem(
                "`\(source.string(index))` is no number in JSON",
                line: Int(node.line)
            )
        case .unsigned, .outOfRange:
            guard let value = GoNumber.double(source.bytes(index)) else {
                throw DocumentProblem(
                    "`\(source.string(index).prefix(64))` is out of the range of numbers",
                    line: Int(node.line),
                    scope: .document
                )
            }
            let written = add(GoNumber.json(value))
            append(.float, start: written.lowerBound, count: written.count, line: node.line)
        case .mergeKey:
            append(.string, start: Int(node.start), count: Int(node.count), line: node.line)
        default:
            append(node.kind, start: Int(node.start), count: Int(node.count), line: node.line)
        }
        guard size <= ManifestLimits.documentBytesMax else {
            throw DocumentProblem(
                "larger than \(ManifestLimits.documentBytesMax) bytes with its aliases written out",
                line: Int(node.line)
            )
        }
    }

    private mutating func append(_ kind: TapeNode.Kind, start: Int, count: Int, line: UInt32) {
        size += count + 4
        output.append(
            TapeNode(
                kind: kind,
                line: line,
                start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: count),
                end: UInt32(truncatingIfNeeded: output.count + 1)
            )
        )
    }

    private func target(_ index: Int) -> Int {
        source.nodes[index].kind == .alias ? Int(source.nodes[index].start) : index
    }

    // MARK: Mappings

    /// Appends the members of a mapping in the order in which they apply, merged ones in the place of their merge key,
    /// and marks those that a later one replaces.
    private mutating func collectMembers(of mapping: Int) throws(DocumentProblem) {
        let base = members.count
        // Stretches of members; what a merge key brings in lies above the rest of the mapping that it stands in.
        var stretches = [(cursor: mapping + 1, end: Int(source.nodes[mapping].end))]
        while let (cursor, end) = stretches.last {
            guard cursor < end else {
                stretches.removeLast()
                continue
            }
            let value = Int(source.nodes[cursor].end)
            stretches[stretches.count - 1].cursor = Int(source.nodes[value].end)
            guard source.nodes[cursor].kind == .mergeKey else {
                let key = try keyText(cursor)
                members.append(Member(start: key.lowerBound, count: key.count, key: target(cursor), value: value))
                continue
            }
            let merged = target(value)
            if source.nodes[merged].kind == .mapping {
                stretches.append((merged + 1, Int(source.nodes[merged].end)))
            } else {
                // The first mapping of a list wins: it is applied last, so it lies lowest.
                var element = merged + 1
                while element < Int(source.nodes[merged].end) {
                    let mapping = target(element)
                    stretches.append((mapping + 1, Int(source.nodes[mapping].end)))
                    element = Int(source.nodes[element].end)
                }
            }
        }
        try dropReplaced(from: base)
    }

    /// A key as the text that JSON gets.
    private mutating func keyText(_ index: Int) throws(DocumentProblem) -> Range<Int> {
        let index = target(index)
        let node = source.nodes[index]
        switch node.kind {
        case .string, .integer, .mergeKey, .nonFinite: return node.textRange
        case .true: return add("true".utf8)
        case .false: return add("false".utf8)
        case .float: return add(GoNumber.double(source.bytes(index)).map(GoNumber.key) ?? [])
        case .null: throw DocumentProblem("invalid map key: null", line: Int(node.line))
        default:
            throw DocumentProblem("invalid map key: `\(source.string(index))`", line: Int(node.line))
        }
    }

    private mutating func dropReplaced(from base: Int) throws(DocumentProblem) {
        let order = members.indices[base...].sorted { left, right in
            let difference = compare(left, right)
            return difference == 0 ? left < right : difference < 0
        }
        for (earlier, later) in zip(order, order.dropFirst()) where compare(earlier, later) == 0 {
            guard isSameKey(members[earlier].key, members[later].key) else {
                let text = String(decoding: text(range(later)), as: UTF8.self)
                throw DocumentProblem(
                    "key `\(text)` occurs as values of different types, of which kubectl keeps one at random",
                    line: Int(source.nodes[members[later].key].line),
                    scope: .document
                )
            }
            members[earlier].isKept = false
        }
    }

    private func compare(_ left: Int, _ right: Int) -> Int {
        DocumentTape.compare(text(range(left)), text(range(right)))
    }

    private func range(_ member: Int) -> Range<Int> {
        members[member].start..<members[member].start + members[member].count
    }

    /// True if two keys of the same text are one key for kubectl: the same value, of the same type.
    private func isSameKey(_ left: Int, _ right: Int) -> Bool {
        func type(_ index: Int) -> TapeNode.Kind {
            let kind = source.nodes[index].kind
            return kind == .mergeKey ? .string : kind == .nonFinite ? .float : kind
        }
        guard type(left) == type(right) else { return false }
        guard type(left) == .float else { return true }
        return source.bytes(left).elementsEqual(source.bytes(right)) && !source.isText(left, ".nan")
    }
}
