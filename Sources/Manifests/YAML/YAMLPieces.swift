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
    }

    private(set) var stream: TextStream

    init(_ stream: TextStream) {
        self.stream = stream
    }

    /// The next piece, nil at the end of the file.
    mutating func next() throws(FileError) -> Piece? {
        var piece = Piece(text: [], line: stream.line)
        // How far the current line is known to hold no line feed.
        var searched = stream.start
        var isEmpty = true
        while true {
            let line: Range<Int>
            if let feed = lineFeed(from: searched) {
                line = stream.start..<feed
            } else if stream.isAtEnd {
                guard stream.start < stream.buffer.count else { return isEmpty ? nil : piece }
                line = stream.start..<stream.buffer.count
            } else {
                searched = stream.buffer.count - stream.start
                _ = try stream.fill()
                searched += stream.start
                continue
            }
            let isTerminated = line.upperBound < stream.buffer.count
            let isSeparator = isSeparator(line)
            if !isSeparator || isEmpty { append(line, isTerminated: isTerminated, to: &piece.text) }
            stream.consume(upTo: line.upperBound + (isTerminated ? 1 : 0), lines: 1)
            searched = stream.start
            if isSeparator, !isEmpty { return piece }
            isEmpty = false
        }
    }

    private func lineFeed(from index: Int) -> Int? {
        stream.buffer.firstIndex(of: 0x0A, from: index)
    }

    private func append(_ line: Range<Int>, isTerminated: Bool, to text: inout [UInt8]) {
        var end = line.upperBound
        if isTerminated, end > line.lowerBound, stream.buffer[end - 1] == 0x0D { end -= 1 }
        text.append(contentsOf: stream.buffer[line.lowerBound..<end])
        text.append(0x0A)
    }

    private func isSeparator(_ line: Range<Int>) -> Bool {
        guard line.count >= 3, stream.buffer[line.lowerBound] == UInt8(ascii: "-") else { return false }
        let bytes = stream.buffer[line]
        return bytes.starts(with: "---".utf8) && UnicodeSpace.isBlank(bytes.dropFirst(3))
    }
}
