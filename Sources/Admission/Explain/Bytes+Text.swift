/// Numbers and texts of messages.
extension [UInt8] {
    mutating func append(_ text: Span<UInt8>) {
        // SAFETY: the pointer is used while the span is borrowed, and not kept.
        unsafe text.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    mutating func append(_ text: StaticString) {
        // SAFETY: a literal's bytes live as long as the program.
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A number in decimal, as `%d`.
    mutating func append(decimal number: Int64) {
        if number >= 0, number < 10 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
            return
        }
        var magnitude = number.magnitude
        let start = count
        while magnitude > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
            magnitude /= 10
        }
        if number < 0 { append(UInt8(ascii: "-")) }
        self[start...].reverse()
    }
}
