/// A file's bytes as UTF-8 text, a chunk at a time, converted as kubectl converts them.
///
/// | the file starts with | reading |
/// |---|---|
/// | `FF FE`, `FE FF` | UTF-16; lone surrogates and a final odd byte become U+FFFD |
/// | `EF BB BF` | the mark is dropped, the rest is unchecked |
/// | anything else | UTF-8; an ill-formed sequence becomes one U+FFFD |
///
/// Kubernetes: cli-runtime's `unicode.BOMOverride` over a UTF-8 decoder.
struct TextStream {
    private enum Encoding {
        case undecided, utf8, unchecked, eachByteRepaired
        case utf16(isLittleEndian: Bool)
    }

    private var source: ByteSource
    private var encoding = Encoding.undecided
    /// Bytes of the source that are still to be converted: an unfinished sequence.
    private var pending: [UInt8] = []
    private var sourceIsAtEnd = false
    private let chunkBytes: Int

    /// The text that has been read and not been dropped; `start` is where the part not yet consumed begins.
    private(set) var buffer: [UInt8] = []
    private(set) var start = 0
    /// Lines before `start`.
    private(set) var line = 0

    init(_ source: ByteSource, chunkBytes: Int = 1 << 20) {
        self.source = source
        self.chunkBytes = chunkBytes
    }

    /// True if nothing follows what `buffer` holds.
    private(set) var isAtEnd = false

    /// Reads more text behind what `buffer` holds.
    ///
    /// - Returns: false if there is no more.
    mutating func fill() throws(FileError) -> Bool {
        if start > 0, start == buffer.count || start >= chunkBytes {
            buffer.removeSubrange(..<start)
            start = 0
        }
        let before = buffer.count
        while buffer.count == before, !isAtEnd { try readChunk() }
        return buffer.count > before
    }

    /// Tells JSON from YAML as kubectl does, by the first character that is not white space.
    ///
    /// The file's name does not matter. Kubernetes: `yaml.GuessJSONStream`.
    mutating func isJSON() throws(FileError) -> Bool {
        let looked = 4_096
        while buffer.count < looked, try fill() {}
        return UnicodeSpace.trimmed(buffer.prefix(looked)).first == UInt8(ascii: "{")
    }

    /// Passes the blanks of JSON.
    ///
    /// - Returns: false if nothing else follows.
    mutating func skipJSONBlanks() throws(FileError) -> Bool {
        while true {
            var index = start
            while index < buffer.count {
                switch buffer[index] {
                case 0x0A: line += 1
                case 0x20, 0x09, 0x0D: break
                default:
                    start = index
                    return true
                }
                index += 1
            }
            start = index
            guard try fill() else { return false }
        }
    }

    /// Consumes `buffer` up to `end`, which lies `lines` lines further.
    mutating func consume(upTo end: Int, lines: Int) {
        start = end
        line += lines
    }

    private mutating func readChunk() throws(FileError) {
        if case .undecided = encoding { try decideEncoding() }
        switch encoding {
        case .utf8, .unchecked, .eachByteRepaired:
            let from = buffer.count
            buffer.append(contentsOf: pending)
            pending.removeAll()
            if !sourceIsAtEnd { sourceIsAtEnd = try source.read(chunkBytes, into: &buffer) == 0 }
            switch encoding {
            case .utf8: repair(from: from, eachByte: false)
            case .eachByteRepaired: repair(from: from, eachByte: true)
            default: break
            }
        default:
            if !sourceIsAtEnd { sourceIsAtEnd = try source.read(chunkBytes, into: &pending) == 0 }
            convertUTF16()
        }
        isAtEnd = sourceIsAtEnd && pending.isEmpty
    }

    private mutating func decideEncoding() throws(FileError) {
        while pending.count < 3, !sourceIsAtEnd {
            sourceIsAtEnd = try source.read(3 - pending.count, into: &pending) == 0
        }
        if pending.starts(with: [0xEF, 0xBB, 0xBF]) {
            encoding = .unchecked
            pending.removeFirst(3)
        } else if pending.starts(with: [0xFF, 0xFE]) || pending.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16(isLittleEndian: pending[0] == 0xFF)
            pending.removeFirst(2)
        } else {
            encoding = .utf8
        }
    }

    private mutating func repair(from: Int, eachByte: Bool) {
        let end = UTF8Repair.wellFormedEnd(buffer[...], from: from)
        guard end < buffer.count else { return }
        let damaged = Array(buffer[end...])
        buffer.removeSubrange(end...)
        let rest = UTF8Repair.append(damaged[...], to: &buffer, eachByte: eachByte, isEnd: sourceIsAtEnd)
        pending = Array(damaged[rest...])
    }

    private mutating func convertUTF16() {
        guard case .utf16(let isLittleEndian) = encoding else { return }
        func unit(_ index: Int) -> UInt32 {
            let (first, second) = (UInt32(pending[index]), UInt32(pending[index + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
        var index = 0
        while index + 1 < pending.count {
            var scalar = unit(index)
            var length = 2
            if (0xD800..<0xDC00).contains(scalar) {
                if index + 3 < pending.count {
                    let low = unit(index + 2)
                    if (0xDC00..<0xE000).contains(low) {
                        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
                        length = 4
                    }
                } else if !sourceIsAtEnd {
                    break
                }
            }
            buffer.append(contentsOf: String(UnicodeScalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8)
            index += length
        }
        pending.removeFirst(index)
        guard sourceIsAtEnd, !pending.isEmpty else { return }
        buffer.append(contentsOf: UTF8Repair.replacement)
        pending.removeAll()
    }

    /// Replaces, in a file with a UTF-8 mark, every bad byte by U+FFFD from here on: what Go's JSON decoder does in
    /// strings.
    mutating func repairEachByte() {
        guard case .unchecked = encoding else { return }
        encoding = .eachByteRepaired
        let from = start
        repair(from: from, eachByte: true)
        isAtEnd = sourceIsAtEnd && pending.isEmpty
    }
}
