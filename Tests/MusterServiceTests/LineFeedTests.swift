import MusterService
import Testing

/// Bytes cut into lines.
@Suite("Lines of a stream") struct LineFeedTests {
    /// The lines that a feed gives for pieces of so many bytes, as `NUMBER:TEXT`, too long ones as `NUMBER!`.
    private static func lines(_ text: String, pieceBytes: Int, lineBytesMax: Int) -> [String] {
        var feed = LineFeed(lineBytesMax: lineBytesMax)
        var lines: [String] = []
        func read() {
            guard let slice = feed.seal() else { return }
            let bytes = slice.bytes
            while let line = slice.line(in: bytes.span) {
                let text = String(decoding: bytes[line.range], as: UTF8.self)
                lines.append(line.isTooLong ? "\(line.number)!" : "\(line.number):\(text)")
                slice.pass(line)
            }
            feed.recycle(slice)
            feed.rest()
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieceBytes))
            feed.append(piece.span)
            rest = rest.dropFirst(pieceBytes)
            read()
        }
        feed.end()
        read()
        return lines
    }

    @Test("in any cut, each line is what it is, up to the limit and no byte beyond it", arguments: 1...30)
    func cuts(pieceBytes: Int) {
        let text = "a\n\n12345678\n123456789\nb\n1234567890123456789012345\n123456789\n\nlast 123"
        let expected = ["1:a", "2:", "3:12345678", "4!", "5:b", "6!", "7!", "8:", "9:last 123"]
        #expect(Self.lines(text, pieceBytes: pieceBytes, lineBytesMax: 8) == expected)
        let withLongEnd = Self.lines(text + "4", pieceBytes: pieceBytes, lineBytesMax: 8)
        #expect(withLongEnd == expected.dropLast() + ["9!"])
    }

    @Test("streams that rest hold no slices, and what is kept of theirs does not grow with their number")
    func rest() {
        let pool = SlicePool<LineSlice>()
        var feeds = (0..<100).map { _ in LineFeed(pool: pool) }
        let line = Array(repeating: UInt8(ascii: "x"), count: 1_000) + [0x0A]
        for place in feeds.indices { feeds[place].append(line.span) }
        for place in feeds.indices {
            if let slice = feeds[place].seal() { feeds[place].recycle(slice) }
            feeds[place].rest()
        }
        #expect(pool.count == SlicePool<LineSlice>.slicesMax)
        // The next stream that has something finds one, and has it until it rests.
        let incomplete = Array(line.dropLast())
        feeds[0].append(incomplete.span)
        #expect(pool.count == SlicePool<LineSlice>.slicesMax - 1)
        feeds[0].rest()
        #expect(pool.count == SlicePool<LineSlice>.slicesMax - 1, "a line is incomplete")
        feeds[0].end()
        if let slice = feeds[0].seal() { feeds[0].recycle(slice) }
        #expect(pool.count == SlicePool<LineSlice>.slicesMax)
    }
}
