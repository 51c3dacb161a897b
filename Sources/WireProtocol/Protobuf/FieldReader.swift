/// What is wrong with a field, and at which index of the bytes that hold it.
struct FieldFault: Error {
    enum Reason: String {
        case cutVarint = "a varint is cut off by the end of its message"
        case longVarint = "a varint is longer than 64 bits"
        case badTag = "a field has the number 0 or one too large"
        case badWireType = "a field has a wire type that proto3 does not use"
        case wrongWireType = "a field has another wire type than its message defines"
        case cutField = "a field is cut off by the end of its message"
        case twoMessages = "two messages in one"
        case unknownValue = "an enum has a value that is not known here"
        case inconsistent = "fields of a message contradict each other"
        case badUTF8 = "a text is not UTF-8"
    }

    var reason: Reason
    var index: Int

    init(_ reason: Reason, at index: Int) {
        self.reason = reason
        self.index = index
    }
}

/// Walks over the fields of one protobuf message inside a larger run of bytes, without copies.
///
/// The caller passes the same bytes to every call; this value is only the position. Groups, which proto3 does not have, are
/// refused. Source: protobuf.dev, "Encoding".
struct FieldReader {
    enum WireType: UInt8 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// The index of the next byte.
    private(set) var index: Int
    /// The index behind the message.
    let end: Int

    init(_ range: Range<Int>) {
        index = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { index >= end }

    mutating func varint(_ bytes: Span<UInt8>) throws(FieldFault) -> UInt64 {
        let start = index
        guard index < end else { throw FieldFault(.cutVarint, at: start) }
        let first = bytes[index]
        if first < 0x80 {
            index += 1
            return UInt64(first)
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < end {
            let byte = bytes[index]
            index += 1
            if shift == 63, byte > 1 { throw FieldFault(.longVarint, at: start) }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw FieldFault(.cutVarint, at: start)
    }

    /// A field's number and wire type.
    mutating func tag(_ bytes: Span<UInt8>) throws(FieldFault) -> (number: UInt32, type: WireType) {
        let start = index
        let value = try varint(bytes)
        guard value <= UInt64(UInt32.max), value >= 8 else { throw FieldFault(.badTag, at: start) }
        guard let type = WireType(rawValue: UInt8(value & 7)) else { throw FieldFault(.badWireType, at: start) }
        return (UInt32(value >> 3), type)
    }

    /// The place of a length-delimited field's content.
    mutating func content(_ bytes: Span<UInt8>) throws(FieldFault) -> Range<Int> {
        let start = index
        let count = try varint(bytes)
        guard count <= UInt64(end - index) else { throw FieldFault(.cutField, at: start) }
        let range = index..<index + Int(count)
        index = range.upperBound
        return range
    }

    /// A 32-bit integer or enum: of a longer varint the low bits count, as protobuf has it.
    mutating func uint32(_ bytes: Span<UInt8>) throws(FieldFault) -> UInt32 {
        UInt32(truncatingIfNeeded: try varint(bytes))
    }

    mutating func skip(_ type: WireType, _ bytes: Span<UInt8>) throws(FieldFault) {
        let start = index
        switch type {
        case .varint: _ = try varint(bytes)
        case .lengthDelimited: _ = try content(bytes)
        case .fixed32, .fixed64:
            let count = type == .fixed32 ? 4 : 8
            guard end - index >= count else { throw FieldFault(.cutField, at: start) }
            index += count
        }
    }

    /// Fails unless a known field has the wire type that its message defines.
    func expect(_ type: WireType, _ expected: WireType, at start: Int) throws(FieldFault) {
        if type != expected { throw FieldFault(.wrongWireType, at: start) }
    }

    /// The place of a `string` field's content, which must be UTF-8.
    mutating func text(_ bytes: Span<UInt8>) throws(FieldFault) -> Range<Int> {
        let range = try content(bytes)
        for index in range where bytes[index] >= 0x80 {
            let isValid = unsafe bytes.extracting(range).withUnsafeBufferPointer { pointer in
                unsafe String(validating: pointer, as: UTF8.self) != nil
            }
            guard isValid else { throw FieldFault(.badUTF8, at: range.lowerBound) }
            break
        }
        return range
    }
}
