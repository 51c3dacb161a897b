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
    private let pool: SlicePool<LineSlice>
    /// There is one only while there is something to put into it.
    private var present: LineSlice?
    private var sequence = 0
    /// The number of the next slice's first line, from 1.
    private var nextLine = 1
    private var isDropping = false

    package init(lineBytesMax: Int = Self.lineBytesMax, pool: SlicePool<LineSlice> = SlicePool()) {
        self.lineBytesMax = lineBytesMax
        self.pool = pool
    }

    /// Whole lines that are not in a slice yet.
    package var hasLines: Bool { lineBytes > 0 }
    package var isFull: Bool { hasLines && (present?.bytes.count ?? 0) >= Self.sliceBytesMax }
    /// Bytes of the incomplete line.
    package var incompleteBytes: Int { present.map { $0.bytes.count - $0.linesEnd } ?? 0 }
    /// Bytes of whole lines that are not in a slice yet.
    package var lineBytes: Int { present?.linesEnd ?? 0 }

    private var filling: LineSlice {
        mutating get {
            if let present { return present }
            let slice = pool.take()
            slice.begin(sequence: sequence, lineBytesMax: lineBytesMax)
            present = slice
            return slice
        }
    }

    package mutating func append(_ input: Span<UInt8>) {
        var start = 0
        if isDropping {
            guard let newline = input.firstNewline(from: 0) else { return }
            isDropping = false
            start = newline + 1
        }
        guard start < input.count else { return }
        let filling = filling
        let before = filling.bytes.count
        filling.bytes.append(input.extracting(start..<input.count))
        settle(filling, from: before)
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
        let filling = filling
        let before = filling.bytes.count
        let count = try read(&filling.bytes)
        settle(filling, from: before)
        return count
    }

    /// The end of the input: what is left is a line, newline or not.
    package mutating func end() { present?.linesEnd = present?.bytes.count ?? 0 }

    /// The whole lines so far as a slice; nil if there are none.
    package mutating func seal() -> LineSlice? {
        guard let full = present, full.linesEnd > 0 else { return nil }
        present = nil
        sequence += 1
        if full.bytes.count > full.linesEnd {
            filling.bytes.append(contentsOf: full.bytes[full.linesEnd...])
            full.bytes.removeLast(full.bytes.count - full.linesEnd)
        }
        full.firstLine = nextLine
        nextLine += full.bytes.count { $0 == 0x0A }
        return full
    }

    /// Takes a slice that is done with.
    package func recycle(_ slice: LineSlice) { pool.putBack(slice) }

    /// Gives back what nothing has come into.
    package mutating func rest() {
        guard let present, present.bytes.isEmpty else { return }
        pool.putBack(present)
        self.present = nil
    }

    /// Finds the lines that are whole now; what was there before `start` is known to have none beyond `linesEnd`.
    private mutating func settle(_ filling: LineSlice, from start: Int) {
        if let last = lastNewline(of: filling.bytes, from: start) { filling.linesEnd = last + 1 }
        // So long a line is kept no longer than until that shows; how long it may be exactly, the slice knows.
        guard incompleteBytes > lineBytesMax else { return }
        filling.bytes.removeLast(incompleteBytes)
        filling.droppedLines.append(filling.bytes.count)
        filling.bytes.append(0x0A)
        filling.linesEnd = filling.bytes.count
        isDropping = true
    }

    /// The bytes as an argument: a span of the slice's own property would outlive the access to it.
    private func lastNewline(of bytes: [UInt8], from start: Int) -> Int? { bytes.span.lastNewline(from: start) }
}
