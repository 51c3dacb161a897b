extension [UInt8] {
    /// Appends a span's bytes in one copy.
    package mutating func append(_ span: Span<UInt8>) {
        // SAFETY: the pointer is used while the span is borrowed, and not kept.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
