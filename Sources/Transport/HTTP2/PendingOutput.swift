import DequeModule

/// Bytes of a body that wait to be sent, in the pieces in which they were written.
///
/// A large piece stays the array that was handed in and is copied once, into its frames; small ones join, or a body in many
/// words would cost an array each.
package struct PendingOutput {
    private var pieces = Deque<[UInt8]>()
    /// Of the first piece, the bytes that are sent.
    private var sent = 0
    /// The last piece was made here: appending to an array that was handed in may copy it.
    private var isLastOwn = false
    package private(set) var count = 0

    package init() {}

    /// A piece from this size on is never copied to join others.
    private static let joinedBelowBytes = 4 << 10
    /// A piece of small ones begins a new one at this size, so that what was sent of it is not kept for long.
    private static let ownPieceBytes = 16 << 10

    package var isEmpty: Bool { count == 0 }

    package mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        if bytes.count < Self.joinedBelowBytes, !isEmpty { return unsafe append(bytes.span.bytes) }
        pieces.append(bytes)
        isLastOwn = false
        count += bytes.count
    }

    /// The same for bytes that are only lent.
    package mutating func append(_ bytes: RawSpan) {
        guard !bytes.isEmpty else { return }
        if !isLastOwn || pieces[pieces.count - 1].count >= Self.ownPieceBytes {
            pieces.append([])
            isLastOwn = true
        }
        unsafe bytes.withUnsafeBytes { unsafe pieces[pieces.count - 1].append(contentsOf: $0) }
        count += bytes.byteCount
    }

    /// Moves bytes into a frame, as many as there are and fit; gives their number.
    package mutating func move(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < buffer.count, let first = pieces.first {
            let moved = min(first.count - sent, buffer.count - filled)
            unsafe first.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes[sent..<sent + moved])
                )
            }
            filled += moved
            sent += moved
            if sent == first.count {
                pieces.removeFirst()
                sent = 0
            }
        }
        count -= filled
        if pieces.isEmpty { isLastOwn = false }
        return filled
    }
}
