/// Cuts YAML text into the pieces that kubectl hands to its YAML reader one by one.
///
/// A line `---` in column 0 with nothing but white space behind it ends a piece; as the first line of a piece it
/// belongs to it. Lines end at LF, one CR before it is dropped, and a last line without LF gets one. Kubernetes:
/// apimachinery's `yaml.NewYAMLReader` and `LineReader`.
struct YAMLPieces {
    struct Piece {
        var text: [UInt8]
        /// The line of the file at which the piece starts, counted from 0.
        var line: Int
        /// More of it follows: `appendLines` gives it.
        var isCut = false
    }

    private(set) var stream: TextStream
    /// How much of the line that comes next is known to hold no line feed.
    private var searched = 0
    /// The next line is the first of its piece.
    private var isFirstLine = true

    /// No line may be longer.
    private let lineBytesMax: Int

    init(_ stream: TextStream, lineBytesMax: Int = .max) {
        self.stream = stream
        self.lineBytesMax = lineBytesMax
    }

    /// The next piece, nil at the end of the file; of a piece longer than `limit` its beginning.
    mutating func next(limit: Int = .max) throws(FileError) -> Piece? {
        isFirstLine = true
        var piece = Piece(text: [], line: stream.line)
        piece.isCut = try !appendLines(to: &piece.text, limit: limit)
        return isFirstLine ? nil : piece
    }

    /// Appends further lines of the current piece to `text`, until that is longer than `limit` or the piece ends.
    ///
    /// - Returns: true at the end of the piece.
    mutating func appendLines(to text: inout [UInt8], limit: Int) throws(FileError) -> Bool {
        while text.count <= limit {
            if let last = stream.buffer.lastIndex(of: 0x0A, from: stream.start + searched) {
                searched = 0
                if appendWholeLines(upTo: last + 1, to: &text) { return true }
            } else if stream.isAtEnd {
                return appendLastLine(to: &text)
            } else {
                searched = stream.buffer.count - stream.start
                guard searched <= lineBytesMax else {
                    throw FileError("a line is longer than \(lineBytesMax) bytes")
                }
                _ = try stream.fill()
            }
        }
        return false
    }

    /// Appends the lines before `end` that belong to the piece, and consumes them with the line that ends it.
    ///
    /// - Returns: true if the piece ends there.
    private mutating func appendWholeLines(upTo end: Int, to text: inout [UInt8]) -> Bool {
        var run = stream.start
        var line = run
        var lines = 0
        while line < end, let feed = stream.buffer.firstIndex(of: 0x0A, from: line) {
            lines += 1
            let isSeparator = isSeparator(line..<feed)
            if isSeparator, !isFirstLine {
                text.append(contentsOf: stream.buffer[run..<line])
                stream.consume(upTo: feed + 1, lines: lines)
                return true
            }
            if feed > line, stream.buffer[feed - 1] == 0x0D {
                text.append(contentsOf: stream.buffer[run..<feed - 1])
                run = feed
            }
            isFirstLine = false
            line = feed + 1
        }
        text.append(contentsOf: stream.buffer[run..<line])
        stream.consume(upTo: line, lines: lines)
        return false
    }

    /// What stands behind the last line feed of the file.
    private mutating func appendLastLine(to text: inout [UInt8]) -> Bool {
        let line = stream.start..<stream.buffer.count
        guard !line.isEmpty else { return true }
        if !isSeparator(line) || isFirstLine {
            text.append(contentsOf: stream.buffer[line])
            text.append(0x0A)
        }
        isFirstLine = false
        stream.consume(upTo: line.upperBound, lines: 1)
        return true
    }

    private func isSeparator(_ line: Range<Int>) -> Bool {
        guard line.count >= 3, stream.buffer[line.lowerBound] == UInt8(ascii: "-") else { return false }
        let bytes = stream.buffer[line]
        return bytes.starts(with: "---".utf8) && UnicodeSpace.isBlank(bytes.dropFirst(3))
    }
}
