/// The text of a piece: what libyaml is fed with, and what its events do not say where go-yaml v2.2.8 reads otherwise.
///
/// Of a large piece only the stretch around the current event is held; the rest is taken from the file as libyaml asks for
/// it. libyaml's marks count characters; they rise from event to event, so a cursor finds their bytes in one pass.
final class YAMLSource {
    enum Property {
        case none
        /// The tag `!`: libyaml drops it, go-yaml makes the scalar a string.
        case nonSpecificTag
        case tag
    }

    /// What to say of text behind a document.
    static let droppedText =
        "kubectl reads one document up to the next `---` that stands alone: the text from here on is dropped"

    /// As much as go-yaml takes at a time: both look a buffer ahead for control characters.
    private static let portionBytes = 512
    /// How much of a large piece is taken from the file at a time.
    private static let stretchBytes = 256 << 10

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Of a whole piece all of it, else what libyaml has not passed yet.
    private(set) var text: [UInt8]
    /// Of the piece, what came before `text`.
    private var forgottenBytes = 0
    private var forgottenLines = 0
    /// Only a stretch of the piece is held.
    private let isLarge: Bool
    /// The file, if more of the piece is to come from it.
    private var pieces: YAMLPieces?
    /// Why the file cannot be read on.
    private var failure: FileError?
    /// Why libyaml gets no more text.
    private(set) var problem: FileError?

    /// How much of `text` libyaml has been given.
    private var given = 0
    /// How much it has been given since `forget` was called last.
    private var givenSinceEvent = 0

    private(set) var hasTag = false
    private(set) var hasEscapedSlash = false
    private(set) var hasQuestionMark = false
    private var isASCII = true
    /// Stands for U+FEFF, which libyaml skips at the start of a line and go-yaml does not.
    private var substitute: [UInt8]?
    /// Which of the characters U+E000 to U+EFFF occur.
    private var usedPrivately: [Bool] = []
    /// Lines that start with `%` before the document.
    private(set) var directives = 0

    private var cursor = Cursor()

    /// A character, and the index in `text` of its first byte.
    private struct Cursor {
        var character = 0
        var byte = 0
    }

    /// A piece, whose rest is in `pieces` if it is cut.
    init(_ piece: consuming YAMLPieces.Piece, rest pieces: YAMLPieces? = nil) {
        text = piece.text
        isLarge = piece.isCut
        self.pieces = piece.isCut ? pieces : nil
        directives = Self.countDirectives(text)
        if text.starts(with: Self.byteOrderMark) { text.removeFirst(3) }
        examine(from: 0)
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

    // MARK: Feeding libyaml

    /// Gives libyaml some text; 0 bytes at the end of the piece, and where `problem` is set.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        if given == text.count { extend() }
        guard problem == nil else { return 0 }
        let count = min(buffer.count, Self.portionBytes, text.count - given)
        guard count > 0 else { return 0 }
        givenSinceEvent += count
        if isLarge, givenSinceEvent > ManifestLimits.objectBytesMax {
            problem = FileError("a value is larger than \(ManifestLimits.objectBytesMax) bytes")
            return 0
        }
        unsafe text.withUnsafeBufferPointer { text in
            guard let source = text.baseAddress, let target = buffer.baseAddress else { return }
            unsafe target.update(from: source + given, count: count)
        }
        given += count
        return count
    }

    /// Takes more of a large piece from the file; what is only passed is not looked at.
    private func extend(isPassed: Bool = false) {
        guard problem == nil, var rest = pieces else { return }
        // The text of the file has one owner at a time: two would copy it.
        pieces = nil
        let from = text.count
        do throws(FileError) {
            let hasEnded = try rest.appendLines(to: &text, limit: from + Self.stretchBytes)
            if hasEnded { ended = rest } else { pieces = rest }
        } catch {
            (problem, failure) = (error, error)
        }
        if !isPassed { examine(from: from) }
    }

    /// The file behind the piece, once all of the piece was taken from it.
    private var ended: YAMLPieces?

    /// The file behind the piece, what is left of the piece passed; nil if it cannot be read on or was not cut.
    func takeRest() throws(FileError) -> YAMLPieces? {
        // What stands in the text that is passed is no problem any more, but that it cannot be read on is one, even if it came
        // up where nobody asked: in text behind the document.
        problem = failure
        while pieces != nil, failure == nil {
            text.removeAll(keepingCapacity: true)
            given = 0
            extend(isPassed: true)
        }
        if let failure { throw failure }
        defer { ended = nil }
        return ended
    }

    /// Of a large piece, forgets what stands before a character that no one will ask about.
    func forget(before character: Int) {
        givenSinceEvent = 0
        guard isLarge, given > 2 * Self.stretchBytes else { return }
        let index = isASCII ? character - forgottenBytes : byte(character)
        guard index > Self.stretchBytes, index <= given else { return }
        forgottenLines += text.count(of: 0x0A, in: 0..<index)
        forgottenBytes += index
        text.removeSubrange(..<index)
        given -= index
        cursor.byte -= index
    }

    /// Looks at text that has come, from `start` on.
    private func examine(from start: Int) {
        if !hasTag { hasTag = text.firstIndex(of: UInt8(ascii: "!"), from: start) != nil }
        if !hasQuestionMark { hasQuestionMark = text.firstIndex(of: UInt8(ascii: "?"), from: start) != nil }
        if !hasEscapedSlash {
            hasEscapedSlash = text.contains(UInt8(ascii: "\\"), before: UInt8(ascii: "/"), from: start)
        }
        guard UTF8Repair.asciiEnd(text[...], from: start) < text.count else { return }
        if isASCII {
            isASCII = false
            cursor = Cursor(character: forgottenBytes, byte: 0)
        }
        replaceMarks(from: start)
    }

    // MARK: Byte order marks

    /// Puts a character that does not occur in the place of all byte order marks but the first character.
    private func replaceMarks(from start: Int) {
        notePrivateUse(from: start)
        // Another mark at the very start is skipped by both.
        var marks: [Int] = []
        var index = max(start, forgottenBytes == 0 ? 1 : 0)
        while let found = text.firstIndex(of: 0xEF, from: index) {
            if found + 2 < text.count, text[found + 1] == 0xBB, text[found + 2] == 0xBF { marks.append(found) }
            index = found + 1
        }
        guard !marks.isEmpty else { return }
        if substitute == nil { substitute = unusedCharacter() }
        guard let substitute else { return }
        for mark in marks {
            for offset in 0..<3 { text[mark + offset] = substitute[offset] }
        }
    }

    private func notePrivateUse(from start: Int) {
        guard text.firstIndex(of: 0xEE, from: start) != nil else { return }
        if usedPrivately.isEmpty { usedPrivately = [Bool](repeating: false, count: 0x1000) }
        for index in text.indices.dropLast(2).suffix(from: min(start, max(0, text.count - 2))) where text[index] == 0xEE
        {
            usedPrivately[Int(text[index + 1] & 0x3F) << 6 | Int(text[index + 2] & 0x3F)] = true
        }
        if let substitute, usedPrivately[Int(substitute[1] & 0x3F) << 6 | Int(substitute[2] & 0x3F)] {
            problem = FileError("U+FEFF and thousands of private characters in one large document")
        }
    }

    /// A character of the private use area (U+E000 to U+EFFF) that the text does not hold.
    private func unusedCharacter() -> [UInt8]? {
        let free = usedPrivately.isEmpty ? 0 : usedPrivately.firstIndex(of: false)
        return free.map { [0xEE, 0x80 | UInt8($0 >> 6), 0x80 | UInt8($0 & 0x3F)] }
    }

    var hasMarks: Bool { substitute != nil }

    /// Puts the byte order marks back into a scalar's text, which reaches from `start` to the end of `bytes`.
    func restoreMarks(in bytes: inout [UInt8], from start: Int) {
        guard let substitute, bytes.count - start >= 3 else { return }
        for index in start..<bytes.count - 2 where bytes[index..<index + 3].elementsEqual(substitute) {
            for offset in 0..<3 { bytes[index + offset] = Self.byteOrderMark[offset] }
        }
    }

    // MARK: Places

    /// The line of the piece, counted from 0, of a byte of the piece.
    func line(at offset: Int) -> Int {
        forgottenLines + text.count(of: 0x0A, in: 0..<min(text.count, max(0, offset - forgottenBytes)))
    }

    /// The line, counted from 0, of the first text at or behind a character that is no comment or document mark; nil if
    /// there is none.
    func contentLine(behind character: Int) -> Int? {
        var index = byte(character)
        while true {
            while index < text.count {
                let end = text.firstIndex(of: 0x0A, from: index) ?? text.count
                var line = text[index..<end]
                if line.starts(with: "---".utf8) || line.starts(with: "...".utf8) { line = line.dropFirst(3) }
                let content = UnicodeSpace.trimmed(line)
                if let first = content.first, first != UInt8(ascii: "#") {
                    return forgottenLines + text.count(of: 0x0A, in: 0..<index)
                }
                index = end + 1
            }
            guard pieces != nil, problem == nil else { return nil }
            forgottenLines += text.count(of: 0x0A, in: text.indices)
            forgottenBytes += text.count
            text.removeAll(keepingCapacity: true)
            (given, index) = (0, 0)
            extend()
        }
    }

    /// The byte at which a character stands.
    ///
    /// Characters must be asked for in rising order.
    private func byte(_ character: Int) -> Int { byte(character, &cursor) }

    private func byte(_ character: Int, _ cursor: inout Cursor) -> Int {
        if isASCII { return max(0, min(character - forgottenBytes, text.count)) }
        while cursor.character < character, cursor.byte < text.count {
            cursor.byte += 1
            while cursor.byte < text.count, text[cursor.byte] & 0xC0 == 0x80 { cursor.byte += 1 }
            cursor.character += 1
        }
        return cursor.byte
    }

    /// The end lies behind the start of what is asked for next, so it is found with a cursor of its own.
    private func byte(ahead character: Int) -> Int {
        var ahead = cursor
        return byte(character, &ahead)
    }

    // MARK: What libyaml's events do not say

    /// The tag in front of the node between two characters, refused if libyaml ends it where go-yaml does not.
    func property(_ characters: Range<Int>, line: Int) throws(DocumentProblem) -> Property {
        guard hasTag else { return .none }
        var index = byte(characters.lowerBound)
        if index < text.count, text[index] == UInt8(ascii: "&") {
            index = behindAnchor(index)
            guard index < byte(ahead: characters.upperBound) else { return .none }
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
    func checkEscapes(_ characters: Range<Int>, line: Int) throws(DocumentProblem) {
        guard hasEscapedSlash else { return }
        let start = byte(characters.lowerBound)
        let end = byte(ahead: characters.upperBound)
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
