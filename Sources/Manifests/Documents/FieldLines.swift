/// Where the fields of one object were written.
///
/// It shares the storage of the document that the object was read from, so that keeping it costs no copy of the object.
package struct FieldLines: Sendable {
    private let tape: DocumentTape
    private let root: Int

    /// The object at `root` of a canonical tape.
    init(_ tape: DocumentTape, root: Int) {
        self.tape = tape
        self.root = root
    }

    /// The line, counted from 1, of the field at `path`, as `spec.runAsUser.ranges[0].min` or
    /// `metadata.annotations[example.com/key]`; of a field that is not written, the line of the nearest one above it.
    ///
    /// What an alias or a merge key brings in stands where its anchor does.
    package func line(of path: String) -> Int {
        var node = root
        var line = tape.nodes[root].line
        for step in Self.steps(of: path) {
            guard let found = child(step, of: node) else { break }
            line = tape.nodes[found.place].line
            node = found.value
        }
        return Int(line) + 1
    }

    /// Parts between dots, and what stands in brackets.
    private static func steps(of path: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(path.utf8)
        var steps: [ArraySlice<UInt8>] = []
        var index = 0
        while index < bytes.count {
            let isBracket = bytes[index] == UInt8(ascii: "[")
            if isBracket || bytes[index] == UInt8(ascii: ".") { index += 1 }
            let start = index
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "]") || !isBracket && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[")) {
                    break
                }
                index += 1
            }
            if start < index { steps.append(bytes[start..<index]) }
            if index < bytes.count, bytes[index] == UInt8(ascii: "]") { index += 1 }
        }
        return steps
    }

    /// A member's key and value, or an element twice.
    private func child(_ step: ArraySlice<UInt8>, of node: Int) -> (place: Int, value: Int)? {
        let end = Int(tape.nodes[node].end)
        var cursor = node + 1
        switch tape.nodes[node].kind {
        case .mapping:
            var found: (Int, Int)?
            while cursor < end {
                let value = Int(tape.nodes[cursor].end)
                if tape.bytes(cursor).elementsEqual(step) { found = (cursor, value) }
                cursor = Int(tape.nodes[value].end)
            }
            return found
        case .sequence:
            guard var remaining = Int(String(decoding: step, as: UTF8.self)), remaining >= 0 else { return nil }
            while cursor < end, remaining > 0 {
                cursor = Int(tape.nodes[cursor].end)
                remaining -= 1
            }
            return cursor < end ? (cursor, cursor) : nil
        default:
            return nil
        }
    }
}
