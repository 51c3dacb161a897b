import FleetEvaluation

/// Cuts a stream of bytes into slices of whole lines.
///
/// The tail of an incomplete line moves on to the next slice; every other byte is copied once. A line that is too long is
/// dropped while it comes in, and answered with an error in its place.
package struct LineFeed {
    /// Two objects of 3 MiB, one of them in base64 perhaps, and the rest.
    package static let lineBytesMax = 12 << 20
    /// At this size a slice is full.
    package static let sliceBytesMax = 256 << 10

    private let lineBytesMax: Int
    private var filling = LineSlice()
    private var spare: [LineSlice] = []
    private var sequence = 0
    /// The number of the next slice's first line, from 1.
    private var nextLine = 1
    private var isDropping = false

    package init(lineBytesMax: Int = Self.lineBytesMax) { self.lineBytesMax = lineBytesMax }

    /// Whole lines that are not in a slice yet.
    package var hasLines: Bool { filling.linesEnd > 0 }
    package var isFull: Bool { filling.linesEnd > 0 && filling.bytes.count >= Self.sliceBytesMax }
    /// Bytes of the incomplete line.
    package var incompleteBytes: Int { filling.bytes.count - filling.linesEnd }
    /// Bytes of whole lines that are not in a slice yet.
    package var lineBytes: Int { filling.linesEnd }

    package mutating func append(_ input: Span<UInt8>) {
        var start = 0
        if isDropping {
            guard let newline = input.firstNewline(from: 0) else { return }
            isDropping = false
            start = newline + 1
        }
        let before = filling.bytes.count
        filling.bytes.append(input.extracting(start..<input.count))
        if let last = Self.lastNewline(filling.bytes, from: before) { filling.linesEnd = last + 1 }
        dropTooLongLine()
    }

    /// Room to read into: the bytes that `read` appends are lines too.
    package mutating func append<Failure: Error>(
        reading read: (inout [UInt8]) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        guard !isDropping else {
            var dropped: [UInt8] = []
            let count = try read(&dropped)
            append(dropped.span)
            return count
        }
        let before = filling.bytes.count
        let count = try read(&filling.bytes)
        if let last = Self.lastNewline(filling.bytes, from: before) { filling.linesEnd = last + 1 }
        dropTooLongLine()
        return count
    }

    /// The end of the input: what is left is a line, newline or not.
    package mutating func end() { filling.linesEnd = filling.bytes.count }

    /// The whole lines so far as a slice; nil if there are none.
    package mutating func seal() -> LineSlice? {
        guard filling.linesEnd > 0 else { return nil }
        let full = filling
        filling = spare.popLast() ?? LineSlice()
        sequence += 1
        filling.begin(sequence: sequence)
        filling.bytes.append(contentsOf: full.bytes[full.linesEnd...])
        full.bytes.removeLast(full.bytes.count - full.linesEnd)
        full.firstLine = nextLine
        nextLine += full.bytes.count { $0 == 0x0A }
        return full
    }

    /// Takes a slice that is done with, for its memory.
    package mutating func recycle(_ slice: LineSlice) {
        if spare.count < 4, slice.bytes.capacity <= 4 * Self.sliceBytesMax,
            slice.output.count <= 2 * LineSlice.outputBytesMax
        {
            spare.append(slice)
        }
    }

    private static func lastNewline(_ bytes: [UInt8], from start: Int) -> Int? { bytes.span.lastNewline(from: start) }

    private mutating func dropTooLongLine() {
        guard incompleteBytes > lineBytesMax else { return }
        filling.bytes.removeLast(incompleteBytes)
        filling.tooLongLines.append(filling.bytes.count)
        filling.bytes.append(0x0A)
        filling.linesEnd = filling.bytes.count
        isDropping = true
    }
}
