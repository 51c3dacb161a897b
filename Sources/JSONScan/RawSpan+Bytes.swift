/// Bytes of a span, checked against its bounds.
extension RawSpan {
    /// The byte at `offset`; traps outside the span.
    @inlinable
    package func byte(at offset: Int) -> UInt8 {
        // A byte has no invalid bit patterns and no alignment, and the load checks its bounds.
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
    }

    /// Whether the bytes in `range` are those of `text`.
    package func matches(_ text: StaticString, in range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for i in 0..<expected.count where unsafe byte(at: range.lowerBound + i) != expected[i] { return false }
            return true
        }
    }
}

extension [UInt8] {
    /// Appends the bytes of `span` that lie in `range`.
    package mutating func append(_ span: RawSpan, in range: Range<Int>) {
        guard !range.isEmpty else { return }
        unsafe span.extracting(range).withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}
