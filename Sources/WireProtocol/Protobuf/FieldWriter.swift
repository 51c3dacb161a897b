/// Protobuf encoding, appended to an array of bytes.
///
/// Names of fields are given as numbers; the message's own file says which is which.
extension [UInt8] {
    @inline(__always)
    mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func appendVarintField(_ number: UInt32, _ value: UInt64) {
        appendVarint(UInt64(number) << 3)
        appendVarint(value)
    }

    /// A varint field that proto3 leaves out when it is 0.
    mutating func appendVarintFieldUnlessZero(_ number: UInt32, _ value: UInt64) {
        if value != 0 { appendVarintField(number, value) }
    }

    /// Tag and length of a length-delimited field whose content the caller appends.
    mutating func appendHeader(_ number: UInt32, byteCount: Int) {
        appendVarint(UInt64(number) << 3 | 2)
        appendVarint(UInt64(byteCount))
    }

    mutating func appendField(_ number: UInt32, _ content: [UInt8]) {
        appendHeader(number, byteCount: content.count)
        append(contentsOf: content)
    }

    mutating func appendFieldUnlessEmpty(_ number: UInt32, _ content: [UInt8]) {
        if !content.isEmpty { appendField(number, content) }
    }

    mutating func append(_ span: Span<UInt8>) {
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}

/// How many bytes the encoding takes.
enum FieldSize {
    static func varint(_ value: UInt64) -> Int {
        value == 0 ? 1 : (70 - value.leadingZeroBitCount) / 7
    }

    /// A length-delimited field with a number below 16, tag and length included.
    static func field(_ count: Int) -> Int { 1 + varint(UInt64(count)) + count }

    static func fieldUnlessEmpty(_ count: Int) -> Int { count == 0 ? 0 : field(count) }

    /// A varint field with a number below 16, left out when it is 0.
    static func varintFieldUnlessZero(_ value: UInt64) -> Int { value == 0 ? 0 : 1 + varint(value) }

    /// The content of a packed field.
    static func packed(_ values: [UInt32]) -> Int {
        var count = 0
        for value in values { count += varint(UInt64(value)) }
        return count
    }
}
