/// The entry of a protobuf map with texts as keys, as gogo-protobuf reads it.
///
/// The generated code looks at field numbers only, not at wire types, and bounds the key and the value by the end of the
/// *enclosing* message: they may reach beyond the entry, and the entry's end is then where reading goes on.
struct MapEntry {
    private(set) var key: Range<Int> = 0..<0
    private(set) var value: Range<Int> = 0..<0
    /// Where the message goes on.
    let end: Int

    /// Reads the entry that is a field of the message of `cursor`.
    ///
    /// In a map of quantities each value is checked.
    @inline(__always)
    init(
        _ field: ProtobufField,
        in cursor: ProtobufCursor,
        _ bytes: RawSpan,
        valuesAreQuantities: Bool = false
    ) throws(ProtobufFault) {
        if !valuesAreQuantities, let (key, value) = Self.usual(field.message, bytes) {
            self.key = key.place
            self.value = value.place
            end = field.place.upperBound
        } else {
            self = try MapEntry(odd: field, in: cursor, bytes, valuesAreQuantities: valuesAreQuantities)
        }
    }

    /// The key and the value of an entry that holds them in this order, and nothing else.
    @inline(__always)
    static func usual(_ entry: ProtobufCursor, _ bytes: RawSpan) -> (key: ProtobufCursor, value: ProtobufCursor)? {
        var entry = entry
        guard let key = entry.usualField(1 << 3 | 2, bytes), let value = entry.usualOnlyField(2 << 3 | 2, bytes) else {
            return nil
        }
        return (key, value)
    }

    @inline(never)
    private init(
        odd field: ProtobufField,
        in message: ProtobufCursor,
        _ bytes: RawSpan,
        valuesAreQuantities: Bool
    ) throws(ProtobufFault) {
        end = field.place.upperBound
        var cursor = message
        cursor.move(to: field.place.lowerBound)
        while cursor.offset < end {
            let wire = try cursor.varint(bytes)
            switch Int32(truncatingIfNeeded: wire >> 3) {
            case 1: key = try cursor.delimited(bytes)
            case 2:
                let message = try cursor.message(bytes)
                if valuesAreQuantities { try ProtobufFieldCheck.checkQuantity(message, bytes) }
                value = message.place
            default:
                try cursor.skip(UInt32(wire & 7), bytes)
                guard cursor.offset <= end else { throw ProtobufFault(.truncated, at: cursor.offset) }
            }
        }
    }
}
