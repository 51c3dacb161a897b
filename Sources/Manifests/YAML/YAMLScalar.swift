import PodFacts

/// A text as a YAML scalar: what it may look like, and how it is written so.
///
/// Plain if it reads back as the same text; else in single quotes, unless it holds what only escapes can say; with a line
/// feed in it a literal block.
///
/// Source: go-yaml, `encoder.stringv`, `yaml_emitter_analyze_scalar`, `yaml_emitter_select_scalar_style`.
struct YAMLScalar {
    private enum Style { case plain, singleQuoted, doubleQuoted, literal }

    /// Each the bytes of one character.
    private let characters: [ArraySlice<UInt8>]
    private let bytes: [UInt8]
    private var mayBePlain = true
    private var mayBeSingleQuoted = true
    private var mayBeLiteral = true
    /// It holds line ends, of any kind.
    private(set) var hasBreaks = false
    /// go-yaml takes every character of a text that starts so for one that cannot be printed.
    private let startsWithByteOrderMark: Bool

    init(_ text: String) {
        bytes = Array(text.utf8)
        startsWithByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var characters: [ArraySlice<UInt8>] = []
        characters.reserveCapacity(bytes.count)
        var start = 0
        for index in bytes.indices.dropFirst() where bytes[index] & 0xC0 != 0x80 {
            characters.append(bytes[start..<index])
            start = index
        }
        if !bytes.isEmpty { characters.append(bytes[start...]) }
        self.characters = characters
        analyse()
    }

    private mutating func analyse() {
        guard let first = characters.first, let last = characters.last else {
            mayBeLiteral = false
            return
        }
        var hasBlockIndicators = bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8)
        var hasSpecialCharacters = false
        var hasBreakBeforeSpace = false
        var hasSpaceBeforeBreak = false
        for (index, character) in characters.enumerated() {
            let previous = index > 0 ? characters[index - 1] : nil
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            let isBeforeBlank = next.map { $0.first == 0x20 || $0.first == 0x09 } ?? true
            if Self.indicates(character, isBeforeBlank: isBeforeBlank, after: previous) { hasBlockIndicators = true }
            if !Self.isPrintable(character) { hasSpecialCharacters = true }
            if Self.isSpace(character) {
                if let previous, Self.isBreak(previous) { hasBreakBeforeSpace = true }
            } else if Self.isBreak(character) {
                hasBreaks = true
                if let previous, Self.isSpace(previous) { hasSpaceBeforeBreak = true }
            }
        }
        let endsInWhiteSpace = [first, last].contains { Self.isSpace($0) || Self.isBreak($0) }
        if endsInWhiteSpace || hasBreaks || hasBlockIndicators { mayBePlain = false }
        if Self.isSpace(last) { mayBeLiteral = false }
        if hasBreakBeforeSpace { mayBeSingleQuoted = false }
        if hasSpaceBeforeBreak || hasSpecialCharacters {
            mayBePlain = false
            mayBeSingleQuoted = false
            mayBeLiteral = false
        }
    }

    /// Whether a character would be taken for syntax where it stands.
    private static func indicates(
        _ character: ArraySlice<UInt8>,
        isBeforeBlank: Bool,
        after previous: ArraySlice<UInt8>?
    ) -> Bool {
        guard let byte = character.first else { return false }
        guard let previous else {
            switch byte {
            case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"): return isBeforeBlank
            default: return "#,[]{}&*!|>'\"%@`".utf8.contains(byte)
            }
        }
        switch byte {
        case UInt8(ascii: ":"): return isBeforeBlank
        case UInt8(ascii: "#"):
            return isSpace(previous) || previous.first == 0x09 || previous.first == 0 || isBreak(previous)
        default: return false
        }
    }

    private func style(isSimpleKey: Bool) -> Style {
        if bytes.contains(0x0A) { return mayBeLiteral && !isSimpleKey ? .literal : .doubleQuoted }
        if Self.readsAsOtherThanText(bytes) { return .doubleQuoted }
        if mayBePlain { return .plain }
        return mayBeSingleQuoted ? .singleQuoted : .doubleQuoted
    }

    /// Without quotes it would be a number, a date, true, null and so on.
    private static func readsAsOtherThanText(_ bytes: [UInt8]) -> Bool {
        let isTimestamp = unsafe GoTime.isYAMLTimestamp(bytes.span.bytes)
        return isTimestamp || ScalarResolver.resolve(bytes[...]) != .string || isBase60(bytes)
    }

    /// `1:30` and the like, a number of YAML 1.1: `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
    private static func isBase60(_ bytes: [UInt8]) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let first = rest.first, isDigit(first) else { return false }
        rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        var parts = 0
        while rest.first == UInt8(ascii: ":") {
            let digits = rest.dropFirst().prefix(while: isDigit)
            guard let high = digits.first, digits.count == 1 || digits.count == 2 && high <= 0x35 else { return false }
            rest = rest[digits.endIndex...]
            parts += 1
        }
        if parts > 0, rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        }
        return parts > 0 && rest.isEmpty
    }
}

// MARK: Characters

extension YAMLScalar {
    fileprivate static func isSpace(_ character: ArraySlice<UInt8>) -> Bool { character.first == 0x20 }

    /// Line feed, carriage return, next line, line separator, paragraph separator.
    fileprivate static func isBreak(_ character: ArraySlice<UInt8>) -> Bool {
        switch character.count {
        case 1: character.first == 0x0A || character.first == 0x0D
        case 2: character.elementsEqual([0xC2, 0x85])
        case 3: character.elementsEqual([0xE2, 0x80, 0xA8]) || character.elementsEqual([0xE2, 0x80, 0xA9])
        default: false
        }
    }

    /// go-yaml's notion: no tab, no carriage return, nothing beyond the basic plane.
    fileprivate static func isPrintable(_ character: ArraySlice<UInt8>) -> Bool {
        guard let first = character.first else { return false }
        switch character.count {
        case 1: return first == 0x0A || (0x20...0x7E).contains(first)
        case 2: return first != 0xC2 || character[character.startIndex + 1] >= 0xA0
        case 3:
            let unprintable: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]]
            return !unprintable.contains { character.elementsEqual($0) }
        default: return false
        }
    }
}

// MARK: Writing

extension YAMLScalar {
    func write(to text: inout YAMLText, isSimpleKey: Bool) {
        switch style(isSimpleKey: isSimpleKey) {
        case .plain:
            text.separate()
            writeFolded(to: &text, mayFold: !isSimpleKey, isQuoted: false)
        case .singleQuoted:
            text.writeIndicator("'")
            writeFolded(to: &text, mayFold: !isSimpleKey, isQuoted: true)
            text.writeIndicator("'", needsSpace: false)
        case .doubleQuoted:
            text.writeIndicator("\"")
            writeEscaped(to: &text, mayFold: !isSimpleKey)
            text.writeIndicator("\"", needsSpace: false)
        case .literal: return writeLiteral(to: &text)
        }
        text.endText()
    }

    /// Plain or in single quotes: a line that is full ends at the next single space.
    private func writeFolded(to text: inout YAMLText, mayFold: Bool, isQuoted: Bool) {
        var isInSpaces = false
        var isInBreaks = false
        for (index, character) in characters.enumerated() {
            if Self.isSpace(character) {
                let isInside = index > 0 && index < characters.count - 1
                let isSingle = index + 1 < characters.count && !Self.isSpace(characters[index + 1])
                let folds = mayFold && !isInSpaces && isSingle && text.column > YAMLText.columnsMax
                if folds, isInside || !isQuoted { text.beginLine() } else { text.put(character) }
                isInSpaces = true
            } else if Self.isBreak(character) {
                if !isInBreaks, character.first == 0x0A { text.breakLine() }
                text.putBreak(character)
                isInBreaks = true
            } else {
                if isInBreaks { text.beginLine() }
                if isQuoted, character.first == UInt8(ascii: "'") { text.put("'".utf8) }
                text.put(character)
                text.beginText()
                isInSpaces = false
                isInBreaks = false
            }
        }
    }

    private func writeEscaped(to text: inout YAMLText, mayFold: Bool) {
        var isInSpaces = false
        for (index, character) in characters.enumerated() {
            let isPlain =
                Self.isPrintable(character) && !startsWithByteOrderMark && !Self.isBreak(character)
                && character.first != UInt8(ascii: "\"") && character.first != UInt8(ascii: "\\")
            if !isPlain {
                text.put(Self.escape(character))
                isInSpaces = false
            } else if Self.isSpace(character) {
                let isInside = index > 0 && index < characters.count - 1
                if mayFold, !isInSpaces, isInside, text.column > YAMLText.columnsMax {
                    text.beginLine()
                    if Self.isSpace(characters[index + 1]) { text.put("\\".utf8) }
                } else {
                    text.put(character)
                }
                isInSpaces = true
            } else {
                text.put(character)
                isInSpaces = false
            }
        }
    }

    private static func escape(_ character: ArraySlice<UInt8>) -> [UInt8] {
        guard let scalar = String(decoding: character, as: UTF8.self).unicodeScalars.first else { return [] }
        let short: [UInt32: String] = [
            0x00: "0", 0x07: "a", 0x08: "b", 0x09: "t", 0x0A: "n", 0x0B: "v", 0x0C: "f", 0x0D: "r", 0x1B: "e",
            0x22: "\"", 0x5C: "\\", 0x85: "N", 0xA0: "_", 0x2028: "L", 0x2029: "P",
        ]
        if let letter = short[scalar.value] { return Array("\\\(letter)".utf8) }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, count) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return Array("\\\(letter)\(String(repeating: "0", count: count - digits.count))\(digits)".utf8)
    }

    /// A block of lines, with what its header has to say of white space at its start and of line ends at its end.
    private func writeLiteral(to text: inout YAMLText) {
        text.writeIndicator("|")
        if let first = characters.first, Self.isSpace(first) || Self.isBreak(first) {
            text.writeIndicator("2", needsSpace: false)
        }
        let ends = characters.suffix(2).map(Self.isBreak)
        if ends.last != true {
            text.writeIndicator("-", needsSpace: false)
        } else if ends.count == 1 || ends.first == true {
            text.writeIndicator("+", needsSpace: false)
        }
        text.beginBlock()
        var isInBreaks = true
        for character in characters {
            if Self.isBreak(character) {
                text.putBreak(character)
                isInBreaks = true
            } else {
                if isInBreaks { text.beginLine() }
                text.put(character)
                text.beginText()
                isInBreaks = false
            }
        }
    }
}
