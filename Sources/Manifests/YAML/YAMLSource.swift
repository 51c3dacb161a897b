/// The text of a piece, for what libyaml's events do not say: where go-yaml v2.2.8 reads otherwise.
///
/// libyaml's marks count characters; they rise from event to event, so a cursor finds their bytes in one pass.
struct YAMLSource {
    enum Property {
        case none
        /// The tag `!`: libyaml drops it, go-yaml makes the scalar a string.
        case nonSpecificTag
        case tag
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private(set) var text: [UInt8]
    private let hasTag: Bool
    private let hasEscapedSlash: Bool
    let hasQuestionMark: Bool
    /// Stands for U+FEFF, which libyaml skips at the start of a line and go-yaml does not.
    private var substitute: [UInt8]?
    private let isASCII: Bool
    /// Lines that start with `%` before the document.
    let directives: Int

    private var cursorCharacter = 0
    private var cursorByte = 0

    init(_ piece: [UInt8]) {
        text = piece
        hasTag = piece.firstIndex(of: UInt8(ascii: "!"), from: 0) != nil
        hasQuestionMark = piece.firstIndex(of: UInt8(ascii: "?"), from: 0) != nil
        hasEscapedSlash = piece.contains(UInt8(ascii: "\\"), before: UInt8(ascii: "/"))
        isASCII = UTF8Repair.isASCII(piece)
        directives = Self.countDirectives(piece)
        if !isASCII { replaceMarks() }
    }

    private static func countDirectives(_ text: [UInt8]) -> Int {
        var count = 0
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "%"): count += 1
            case UInt8(ascii: "#"), UInt8(ascii: " "), 0x09, 0x0A, 0x0D: break
            default: return count
            }
            guard let feed = text.firstIndex(of: 0x0A, from: index) else { break }
            index = feed + 1
        }
        return count
    }

    /// Drops a byte order mark at the start and puts a character that does not occur in the place of all others.
    private mutating func replaceMarks() {
        if text.starts(with: Self.byteOrderMark) { text.removeFirst(3) }
        guard text.count >= 3, text.firstIndex(of: 0xEF, from: 0) != nil else { return }
        // Another mark at the very start is skipped by both.
        var marks: [Int] = []
        var index = 1
        while let found = text.firstIndex(of: 0xEF, from: index) {
            if found + 2 < text.count, text[found + 1] == 0xBB, text[found + 2] == 0xBF { marks.append(found) }
            index = found + 1
        }
        guard !marks.isEmpty, let substitute = unusedCharacter() else { return }
        for mark in marks {
            for offset in 0..<3 { text[mark + offset] = substitute[offset] }
        }
        self.substitute = substitute
    }

    /// A character of the private use area (U+E000 to U+EFFF) that the text does not hold.
    private func unusedCharacter() -> [UInt8]? {
        var isUsed = [Bool](repeating: false, count: 0x1000)
        for index in text.indices.dropLast(2) where text[index] == 0xEE {
            isUsed[Int(text[index + 1] & 0x3F) << 6 | Int(text[index + 2] & 0x3F)] = true
        }
        guard let free = isUsed.firstIndex(of: false) else { return nil }
        return [0xEE, 0x80 | UInt8(free >> 6), 0x80 | UInt8(free & 0x3F)]
    }

    /// Puts the byte order marks back into a scalar's text, which reaches from `start` to the end of `bytes`.
    func restoreMarks(in bytes: inout [UInt8], from start: Int) {
        guard let substitute, bytes.count - start >= 3 else { return }
        for index in start..<bytes.count - 2 where bytes[index..<index + 3].elementsEqual(substitute) {
            for offset in 0..<3 { bytes[index + offset] = Self.byteOrderMark[offset] }
        }
    }

    /// The line, counted from 0, of a byte.
    func line(at offset: Int) -> Int {
        text.prefix(offset).reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    }

    /// The line, counted from 0, of the first text at or behind a character that is no comment or document mark; nil if
    /// there is none.
    mutating func contentLine(behind character: Int) -> Int? {
        var index = byte(character)
        while index < text.count {
            let end = text.firstIndex(of: 0x0A, from: index) ?? text.count
            var line = text[index..<end]
            if line.starts(with: "---".utf8) || line.starts(with: "...".utf8) { line = line.dropFirst(3) }
            let content = UnicodeSpace.trimmed(line)
            if let first = content.first, first != UInt8(ascii: "#") { return self.line(at: index) }
            index = end + 1
        }
        return nil
    }

    /// The byte at which a character stands.
    ///
    /// Characters must be asked for in rising order.
    private mutating func byte(_ character: Int) -> Int {
        if isASCII { return min(character, text.count) }
        while cursorCharacter < character, cursorByte < text.count {
            cursorByte += 1
            while cursorByte < text.count, text[cursorByte] & 0xC0 == 0x80 { cursorByte += 1 }
            cursorCharacter += 1
        }
        return cursorByte
    }

    /// The tag in front of the node between two characters, refused if libyaml ends it where go-yaml does not.
    mutating func property(_ character: Int, _ endCharacter: Int, line: Int) throws(DocumentProblem) -> Property {
        guard hasTag else { return .none }
        var index = byte(character)
        if index < text.count, text[index] == UInt8(ascii: "&") {
            index = behindAnchor(index)
            // The end lies behind the start of what is asked for next, so it is found with a cursor of its own.
            var ahead = self
            guard index < ahead.byte(endCharacter) else { return .none }
        }
        guard index < text.count, text[index] == UInt8(ascii: "!") else { return .none }
        let start = index
        if start + 1 < text.count, text[start + 1] == UInt8(ascii: "<") {
            while index < text.count, text[index] != UInt8(ascii: ">"), !isBlankOrBreak(index) { index += 1 }
        } else {
            while index < text.count, !isBlankOrBreak(index) {
                if [UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]")].contains(text[index]) {
                    throw DocumentProblem("`\(Character(UnicodeScalar(text[index])))` in a tag", line: line)
                }
                index += 1
            }
        }
        return index == start + 1 ? .nonSpecificTag : .tag
    }

    /// Behind an anchor and the blanks, breaks and comments that follow it.
    private func behindAnchor(_ start: Int) -> Int {
        var index = start + 1
        while index < text.count, isAnchorCharacter(text[index]) { index += 1 }
        while index < text.count {
            if isBlankOrBreak(index) {
                index += 1
            } else if text[index] == UInt8(ascii: "#") {
                index = text.firstIndex(of: 0x0A, from: index) ?? text.count
            } else {
                break
            }
        }
        return index
    }

    private func isAnchorCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private func isBlankOrBreak(_ index: Int) -> Bool {
        switch text[index] {
        case 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    /// Refuses `\/` in a double-quoted scalar, which libyaml takes and go-yaml does not.
    mutating func checkEscapes(_ from: Int, _ to: Int, line: Int) throws(DocumentProblem) {
        guard hasEscapedSlash else { return }
        let start = byte(from)
        var ahead = self
        let end = ahead.byte(to)
        var index = start
        while index + 1 < end {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if text[index + 1] == UInt8(ascii: "/") {
                throw DocumentProblem("found unknown escape character `\\/`", line: line)
            }
            index += 2
        }
    }
}
