package import JSONScan

/// Writes YAML to the byte as kubectl does, which is as go-yaml v2 does: block style, no document markers, two spaces of
/// indentation, list items as far in as their key, keys in natural order, long lines folded after 80 columns.
///
/// The state is libyaml's: where the line stands, and whether all on it so far is white space or indentation.
///
/// Source: go-yaml v2.2.8 and v2.4.0, `encode.go`, `emitterc.go`.
package struct YAMLText {
    /// Text of the block, or of a quoted or folded scalar, starts here.
    private(set) var indent = -1
    private var bytes: [UInt8] = []
    private(set) var column = 0
    private var endsWithSpace = true
    private var isIndentation = true

    /// Keys that are longer than this are written with `?`.
    private static let simpleKeyBytesMax = 128
    static let columnsMax = 80

    private init() {}

    /// The text of a value, with an end of line.
    ///
    /// Of a repeated key the last counts.
    package static func text(of value: JSONValue) -> [UInt8] {
        var text = YAMLText()
        text.write(value, as: .root)
        text.beginLine()
        return text.bytes
    }

    /// Where a value stands, as far as its layout depends on it.
    private enum Place { case root, item, value }

    private mutating func write(_ value: JSONValue, as place: Place) {
        switch value {
        case .null: writeScalar("null")
        case .bool(let value): writeScalar(value ? "true" : "false")
        case .integer(let value): writeScalar(String(value))
        case .number(let text): writeScalar(Self.number(text))
        case .string(let text): writeText(text)
        case .array(let elements): elements.isEmpty ? writeIndicator("[]") : write(elements, as: place)
        case .object(let members): members.isEmpty ? writeIndicator("{}") : write(members)
        }
    }

    private mutating func write(_ elements: [JSONValue], as place: Place) {
        let outer = indent
        // Items stand under their key, unless the line holds nothing but indicators.
        if indent < 0 { indent = 0 } else if place != .value || isIndentation { indent += 2 }
        for element in elements {
            beginLine()
            writeIndicator("-", isIndentation: true)
            write(element, as: .item)
        }
        indent = outer
    }

    private mutating func write(_ members: [JSONValue.Member]) {
        let outer = indent
        indent = indent < 0 ? 0 : indent + 2
        for member in YAMLKeyOrder.sorted(members) {
            beginLine()
            let key = YAMLScalar(member.key)
            if !key.hasBreaks, member.key.utf8.count <= Self.simpleKeyBytesMax {
                write(key, isSimpleKey: true)
                writeIndicator(":", needsSpace: false)
            } else {
                writeIndicator("?", isIndentation: true)
                write(key, isSimpleKey: false)
                beginLine()
                writeIndicator(":", isIndentation: true)
            }
            write(member.value, as: .value)
        }
        indent = outer
    }

    private mutating func writeText(_ text: String) { write(YAMLScalar(text), isSimpleKey: false) }

    /// A scalar that needs no quotes and has no spaces.
    private mutating func writeScalar(_ text: String) {
        separate()
        put(text.utf8)
        endText()
    }

    private mutating func write(_ scalar: YAMLScalar, isSimpleKey: Bool) {
        let outer = indent
        indent = indent < 0 ? 2 : indent + 2
        scalar.write(to: &self, isSimpleKey: isSimpleKey)
        indent = outer
    }

    /// Go's `strconv.FormatFloat(value, 'g', -1, 64)`.
    private static func number(_ text: String) -> String {
        guard let value = Double(text) else { return text }
        return String(decoding: GoNumber.general(value), as: UTF8.self)
    }
}

// MARK: The line

extension YAMLText {
    /// Ends the line if anything stands on it, and indents the next.
    mutating func beginLine() {
        let start = max(0, indent)
        if !isIndentation || column > start || (column == start && !endsWithSpace) { breakLine() }
        while column < start { put(" ".utf8) }
        endsWithSpace = true
        isIndentation = true
    }

    mutating func writeIndicator(_ text: String, needsSpace: Bool = true, isIndentation: Bool = false) {
        if needsSpace { separate() }
        put(text.utf8)
        endsWithSpace = false
        self.isIndentation = self.isIndentation && isIndentation
    }

    /// A space, if what is to follow would touch what stands there.
    mutating func separate() {
        if !endsWithSpace { put(" ".utf8) }
    }

    /// One character, or several of one column each.
    mutating func put(_ character: some Sequence<UInt8>) {
        for byte in character {
            bytes.append(byte)
            if byte & 0xC0 != 0x80 { column += 1 }
        }
    }

    mutating func breakLine() {
        bytes.append(0x0A)
        column = 0
    }

    /// A line's end of the text itself, which need not be a line feed.
    mutating func putBreak(_ character: some Sequence<UInt8>) {
        bytes.append(contentsOf: character)
        column = 0
        isIndentation = true
    }

    mutating func beginText() { isIndentation = false }

    mutating func endText() {
        endsWithSpace = false
        isIndentation = false
    }

    /// The header of a literal block has been written.
    mutating func beginBlock() {
        breakLine()
        isIndentation = true
        endsWithSpace = true
    }
}
