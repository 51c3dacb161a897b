/// A document as a flat list of nodes in written order: no tree to walk recursively, no allocation a node.
///
/// A mapping's nodes are followed by key, value, key, value...; a sequence's by its elements. `TapeNode.end` leads past
/// a value. A *canonical* tape holds no aliases and no merge keys, and the keys of a mapping are distinct strings.
struct DocumentTape {
    var nodes: [TapeNode] = []
    /// The texts of scalars: decoded strings, and numbers as JSON.
    var text: [UInt8] = []
    /// Something in it must be resolved before it is canonical.
    var needsCanonicalForm = false
    var hasAliases = false

    mutating func removeAll() {
        nodes.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        needsCanonicalForm = false
        hasAliases = false
    }

    mutating func append(_ kind: TapeNode.Kind, line: Int, start: Int = 0, count: Int = 0) {
        let next = UInt32(truncatingIfNeeded: nodes.count + 1)
        nodes.append(
            TapeNode(
                kind: kind,
                line: UInt32(truncatingIfNeeded: line),
                start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: count),
                end: next
            )
        )
    }

    /// Appends a scalar whose text is `bytes`.
    mutating func append(_ kind: TapeNode.Kind, _ bytes: some Collection<UInt8>, line: Int) {
        let start = text.count
        text.append(contentsOf: bytes)
        append(kind, line: line, start: start, count: text.count - start)
    }

    /// The text of the scalar at `index`.
    func bytes(_ index: Int) -> ArraySlice<UInt8> {
        text[nodes[index].textRange]
    }

    func string(_ index: Int) -> String {
        String(decoding: bytes(index), as: UTF8.self)
    }

    func isText(_ index: Int, _ expected: StaticString) -> Bool {
        nodes[index].count == expected.utf8CodeUnitCount && matches(nodes[index].textRange, expected)
    }

    private func matches(_ range: Range<Int>, _ expected: StaticString) -> Bool {
        expected.withUTF8Buffer { unsafe text[range].elementsEqual($0) }
    }

    /// The value of the last member of the mapping at `index` whose key is `key`.
    func member(_ key: StaticString, of index: Int) -> Int? {
        guard nodes[index].kind == .mapping else { return nil }
        var found: Int?
        var cursor = index + 1
        let end = Int(nodes[index].end)
        while cursor < end {
            let value = Int(nodes[cursor].end)
            if nodes[cursor].kind == .string, isText(cursor, key) { found = value }
            cursor = Int(nodes[value].end)
        }
        return found
    }

    /// The value at `index` of a canonical tape, as a tape of its own.
    func value(_ index: Int) -> DocumentTape {
        var result = DocumentTape()
        for var node in nodes[index..<Int(nodes[index].end)] {
            let start = result.text.count
            result.text.append(contentsOf: text[node.textRange])
            node.start = UInt32(truncatingIfNeeded: start)
            node.end -= UInt32(truncatingIfNeeded: index)
            result.nodes.append(node)
        }
        return result
    }

    /// The text of a string member, nil if it is missing or no string.
    func stringMember(_ key: StaticString, of index: Int) -> String? {
        guard let value = member(key, of: index), nodes[value].kind == .string else { return nil }
        return string(value)
    }
}

struct TapeNode {
    enum Kind: UInt8 {
        case null, `false`, `true`
        /// A whole number that fits `Int64`; the text is its decimal digits.
        case integer
        /// A whole number above `Int64`, of YAML only; the text is its decimal digits.
        case unsigned
        /// Any other finite number; the text is how Go's `encoding/json` writes it.
        case float
        /// `.inf`, `-.inf`, `.nan` of YAML; the text is that.
        case nonFinite
        /// A number of JSON that no float64 holds; the text is the written one.
        case outOfRange
        case string
        case sequence
        case mapping
        /// Stands for the node at `start`.
        case alias
        /// The key `<<`, plain: its value is merged into the mapping.
        case mergeKey
    }

    var kind: Kind
    /// The value of a merge key, if it is a list: kubectl's reader does not count it as a visited node.
    var isMergeList = false
    var line: UInt32
    var start: UInt32
    var count: UInt32
    /// The index of the node behind this value.
    var end: UInt32

    init(kind: Kind, line: UInt32, start: UInt32, count: UInt32, end: UInt32) {
        self.kind = kind
        self.line = line
        self.start = start
        self.count = count
        self.end = end
    }

    var textRange: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
