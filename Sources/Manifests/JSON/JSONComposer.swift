/// Reads one JSON value into a tape, strictly (RFC 8259): Go's `encoding/json`, without recursion.
///
/// Lone surrogate escapes become U+FFFD. Numbers are written anew as kubectl does: a text that is an `Int64` stays one,
/// all else is a float64.
struct JSONComposer {
    private(set) var tape = DocumentTape()
    private var open: [Int] = []
    private var scratch: [Int] = []
    private var index = 0
    private var line = 0

    /// Where the value that was read ends, and how many lines lie before that.
    struct End {
        var index: Int
        var line: Int
    }

    /// Fills `tape` with the value that starts at `start`; blanks in front are skipped.
    mutating func compose(_ bytes: [UInt8], from start: Int, to end: Int, line: Int) throws(DocumentProblem) -> End {
        tape.removeAll()
        open.removeAll(keepingCapacity: true)
        index = start
        self.line = line
        guard end - start <= ManifestLimits.pieceBytesMax else {
            throw problem("larger than \(ManifestLimits.pieceBytesMax) bytes")
        }
        try value(bytes.span.extracting(0..<end))
        return End(index: index, line: self.line)
    }

    private func problem(_ text: String) -> DocumentProblem {
        DocumentProblem(text, line: line)
    }

    private func unexpected(_ bytes: Span<UInt8>, _ place: String) -> DocumentProblem {
        guard index < bytes.count else { return problem("unexpected end of JSON") }
        let byte = bytes[index]
        let shown = byte >= 0x20 && byte < 0x7F ? "`\(Character(UnicodeScalar(byte)))`" : "byte \(byte)"
        return problem("invalid character \(shown) \(place)")
    }

    private mutating func skipBlanks(_ bytes: Span<UInt8>) {
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A: line += 1
            case 0x20, 0x09, 0x0D: break
            default: return
            }
            index += 1
        }
    }

    private mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        while true {
            skipBlanks(bytes)
            guard index < bytes.count else { throw unexpected(bytes, "") }
            switch bytes[index] {
            case UInt8(ascii: "{"):
                try start(.mapping)
                skipBlanks(bytes)
                if !take(UInt8(ascii: "}"), bytes) {
                    try key(bytes)
                    continue
                }
                close()
            case UInt8(ascii: "["):
                try start(.sequence)
                skipBlanks(bytes)
                if !take(UInt8(ascii: "]"), bytes) { continue }
                close()
            default:
                try scalar(bytes)
            }
            if try !follow(bytes) { return }
        }
    }

    /// Closes what ends behind a value.
    ///
    /// - Returns: false if the outermost value is complete.
    private mutating func follow(_ bytes: Span<UInt8>) throws(DocumentProblem) -> Bool {
        while let innermost = open.last {
            skipBlanks(bytes)
            let isMapping = tape.nodes[innermost].kind == .mapping
            if take(UInt8(ascii: ","), bytes) {
                guard isMapping else { return true }
                skipBlanks(bytes)
                try key(bytes)
                return true
            }
            guard take(isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]"), bytes) else {
                throw unexpected(bytes, isMapping ? "after object key:value pair" : "after array element")
            }
            close()
        }
        return false
    }

    private mutating func start(_ kind: TapeNode.Kind) throws(DocumentProblem) {
        guard open.count < ManifestLimits.nestingMax else {
            throw problem("nested deeper than \(ManifestLimits.nestingMax) levels")
        }
        open.append(tape.nodes.count)
        tape.append(kind, line: line)
        index += 1
    }

    private mutating func close() {
        guard let node = open.popLast() else { return }
        tape.nodes[node].end = UInt32(truncatingIfNeeded: tape.nodes.count)
        if tape.nodes[node].kind == .mapping, !tape.needsCanonicalForm, tape.repeatsKey(node, &scratch) {
            tape.needsCanonicalForm = true
        }
    }

    private mutating func key(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            throw unexpected(bytes, "looking for beginning of object key string")
        }
        try string(bytes)
        skipBlanks(bytes)
        guard take(UInt8(ascii: ":"), bytes) else { throw unexpected(bytes, "after object key") }
    }

    private mutating func scalar(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        switch bytes[index] {
        case UInt8(ascii: "\""): try string(bytes)
        case UInt8(ascii: "t"): try literal("true", .true, bytes)
        case UInt8(ascii: "f"): try literal("false", .false, bytes)
        case UInt8(ascii: "n"): try literal("null", .null, bytes)
        case UInt8(ascii: "-"), 0x30...0x39: try number(bytes)
        default: throw unexpected(bytes, "looking for beginning of value")
        }
    }

    private mutating func literal(
        _ text: StaticString,
        _ kind: TapeNode.Kind,
        _ bytes: Span<UInt8>
    ) throws(DocumentProblem) {
        for offset in 0..<text.utf8CodeUnitCount {
            let expected = text.withUTF8Buffer { unsafe $0[offset] }
            guard take(expected, bytes) else { throw unexpected(bytes, "in literal \(text)") }
        }
        tape.append(kind, line: line)
    }

    // MARK: Numbers

    private mutating func digits(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else {
            throw unexpected(bytes, "in numeric literal")
        }
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    }

    private mutating func number(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        let start = index
        _ = take(UInt8(ascii: "-"), bytes)
        if !take(UInt8(ascii: "0"), bytes) { try digits(bytes) }
        var isWhole = true
        if take(UInt8(ascii: "."), bytes) {
            isWhole = false
            try digits(bytes)
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if !take(UInt8(ascii: "+"), bytes) { _ = take(UInt8(ascii: "-"), bytes) }
            try digits(bytes)
        }
        let from = tape.text.count
        for position in start..<index { tape.text.append(bytes[position]) }
        addNumber(from, isWhole: isWhole)
    }

    private mutating func addNumber(_ start: Int, isWhole: Bool) {
        let text = tape.text[start...]
        // "-0" is the integer 0 for Go.
        if isWhole, !text.elementsEqual("-0".utf8), text.count < 19 || GoNumber.int64(text) != nil {
            tape.append(.integer, line: line, start: start, count: text.count)
            return
        }
        guard let value = GoNumber.double(text) else {
            tape.needsCanonicalForm = true
            tape.append(.outOfRange, line: line, start: start, count: text.count)
            return
        }
        let isZero = isWhole && value == 0
        tape.text.removeSubrange(start...)
        tape.append(isZero ? .integer : .float, GoNumber.json(value), line: line)
    }

    // MARK: Strings

    private mutating func string(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        index += 1
        let start = tape.text.count
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                tape.append(.string, line: line, start: start, count: tape.text.count - start)
                return
            }
            guard byte >= 0x20 else { throw unexpected(bytes, "in string literal") }
            index += 1
            if byte == UInt8(ascii: "\\") {
                try escape(bytes)
            } else {
                tape.text.append(byte)
            }
        }
        throw unexpected(bytes, "")
    }

    private mutating func escape(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        guard index < bytes.count else { throw unexpected(bytes, "") }
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): tape.text.append(bytes[index])
        case UInt8(ascii: "b"): tape.text.append(0x08)
        case UInt8(ascii: "f"): tape.text.append(0x0C)
        case UInt8(ascii: "n"): tape.text.append(0x0A)
        case UInt8(ascii: "r"): tape.text.append(0x0D)
        case UInt8(ascii: "t"): tape.text.append(0x09)
        case UInt8(ascii: "u"):
            index += 1
            try unicodeEscape(bytes)
            return
        default: throw unexpected(bytes, "in string escape code")
        }
        index += 1
    }

    /// The scalar of a `\u` escape whose `\u` has been read, a surrogate pair taken together.
    private mutating func unicodeEscape(_ bytes: Span<UInt8>) throws(DocumentProblem) {
        var scalar = try hexUnit(bytes)
        if (0xD800..<0xDC00).contains(scalar), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let behindHigh = index
            index += 2
            let low = try hexUnit(bytes)
            if (0xDC00..<0xE000).contains(low) {
                scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
            } else {
                index = behindHigh
            }
        }
        tape.text.append(contentsOf: String(UnicodeScalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8)
    }

    private mutating func hexUnit(_ bytes: Span<UInt8>) throws(DocumentProblem) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw unexpected(bytes, "") }
            let digit: UInt8
            switch bytes[index] {
            case 0x30...0x39: digit = bytes[index] - 0x30
            case 0x41...0x46: digit = bytes[index] - 0x41 + 10
            case 0x61...0x66: digit = bytes[index] - 0x61 + 10
            default: throw unexpected(bytes, "in \\u hexadecimal character escape")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }
}
