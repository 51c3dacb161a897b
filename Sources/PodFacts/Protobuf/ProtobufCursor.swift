/// A place in one protobuf message, reading as the code that gogo-protobuf generates for Kubernetes reads.
///
/// Kubernetes' decoder is laxer than the protobuf specification, and whoever differs from it can be fooled:
/// - a varint may have ten bytes whatever the tenth holds; bits beyond the sixty-fourth are dropped;
/// - a field number is the low 32 bits of what stands before the wire type, so that long tags can name known fields;
/// - field numbers inside skipped groups are not looked at, and a group's end need not name the group that it ends.
///
/// The cursor holds offsets only; the bytes are handed in with each call, so that nothing here outlives them. Whatever is
/// not inlined takes and gives offsets by value: a cursor whose address is taken lives in memory, not in registers.
/// INVARIANT: `0 <= offset <= end <= bytes.byteCount`, which makes the unchecked loads sound.
struct ProtobufCursor {
    fileprivate(set) var offset: Int
    let end: Int

    /// Of the whole of `bytes`.
    init(_ bytes: RawSpan) {
        offset = 0
        end = bytes.byteCount
    }

    /// Of a message at `place`, which must lie in `bytes`.
    init(_ bytes: RawSpan, _ place: Range<Int>) {
        precondition(place.lowerBound >= 0 && place.upperBound <= bytes.byteCount)
        offset = place.lowerBound
        end = place.upperBound
    }

    private init(offset: Int, end: Int) {
        self.offset = offset
        self.end = end
    }

    var isAtEnd: Bool { offset == end }

    /// What is left of the message.
    var place: Range<Int> { offset..<end }

    /// A message without fields.
    var empty: ProtobufCursor { ProtobufCursor(offset: offset, end: offset) }

    @inline(__always)
    private mutating func byte(_ bytes: RawSpan) throws(ProtobufFault) -> UInt8 {
        guard offset < end else { throw ProtobufFault(.truncated, at: offset) }
        let value = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
        offset += 1
        return value
    }

    /// The next field's number (shifted left by three) and wire type; 0 at the end of the message.
    ///
    /// Numbers that do not fit 29 bits become the largest that does: no schema has them.
    @inline(__always)
    mutating func tag(_ bytes: RawSpan) throws(ProtobufFault) -> UInt32 {
        guard offset < end else { return 0 }
        let first = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
        if first < 0x80 {
            guard first & 7 != 4, first >= 8 else { throw tagFault(UInt64(first)) }
            offset += 1
            return UInt32(first)
        }
        // Numbers from 16 on: two bytes.
        guard offset + 1 < end else { return try longTag(bytes) }
        let second = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset + 1, as: UInt8.self)
        guard second < 0x80, second > 0, first & 7 != 4 else { return try longTag(bytes) }
        offset += 2
        return UInt32(first & 0x7F) | UInt32(second) << 7
    }

    @inline(__always)
    private mutating func longTag(_ bytes: RawSpan) throws(ProtobufFault) -> UInt32 {
        let (tag, next) = try Self.longTag(self, bytes)
        offset = next
        return tag
    }

    @inline(never)
    private static func longTag(
        _ cursor: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> (tag: UInt32, next: Int) {
        var behind = cursor
        let wire = try behind.varint(bytes)
        let number = Int32(truncatingIfNeeded: wire >> 3)
        guard wire & 7 != 4, number > 0 else { throw cursor.tagFault(wire) }
        return (UInt32(min(number, 0x1FFF_FFFF)) << 3 | UInt32(wire & 7), behind.offset)
    }

    private func tagFault(_ wire: UInt64) -> ProtobufFault {
        ProtobufFault(wire & 7 == 4 ? .endOfGroup : .illegalTag, at: offset, tag: UInt32(truncatingIfNeeded: wire))
    }

    @inline(__always)
    mutating func varint(_ bytes: RawSpan) throws(ProtobufFault) -> UInt64 {
        let first = try byte(bytes)
        if first < 0x80 { return UInt64(first) }
        let (value, next) = try Self.longVarint(first, self, bytes)
        offset = next
        return value
    }

    @inline(never)
    private static func longVarint(
        _ first: UInt8,
        _ cursor: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> (value: UInt64, next: Int) {
        var behind = cursor
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while shift < 64 {
            let next = try behind.byte(bytes)
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return (value, behind.offset) }
            shift += 7
        }
        throw ProtobufFault(.longVarint, at: behind.offset)
    }

    @inline(__always)
    mutating func bool(_ bytes: RawSpan) throws(ProtobufFault) -> Bool {
        try varint(bytes) != 0
    }

    @inline(__always)
    mutating func int64(_ bytes: RawSpan) throws(ProtobufFault) -> Int64 {
        Int64(bitPattern: try varint(bytes))
    }

    @inline(__always)
    mutating func int32(_ bytes: RawSpan) throws(ProtobufFault) -> Int32 {
        Int32(truncatingIfNeeded: try varint(bytes))
    }

    /// Steps over a length-delimited value that ends at `end` or before, and gives its place.
    @inline(__always)
    mutating func delimited(_ bytes: RawSpan) throws(ProtobufFault) -> Range<Int> {
        let first = try byte(bytes)
        let length = first < 0x80 ? Int(first) : try longLength(bytes, first)
        guard length <= end - offset else { throw ProtobufFault(.truncated, at: offset) }
        let start = offset
        offset += length
        return unsafe Range(uncheckedBounds: (start, offset))
    }

    @inline(__always)
    private mutating func longLength(_ bytes: RawSpan, _ first: UInt8) throws(ProtobufFault) -> Int {
        let (length, next) = try Self.longVarint(first, self, bytes)
        guard length <= Int64.max else { throw ProtobufFault(.negativeLength, at: offset) }
        offset = next
        return Int(truncatingIfNeeded: length)
    }

    /// Steps over a text.
    @inline(__always)
    mutating func text(_ bytes: RawSpan) throws(ProtobufFault) -> TextRange {
        TextRange(try delimited(bytes))
    }

    /// Steps over an embedded message and gives a cursor of its own.
    @inline(__always)
    mutating func message(_ bytes: RawSpan) throws(ProtobufFault) -> ProtobufCursor {
        let place = try delimited(bytes)
        return ProtobufCursor(offset: place.lowerBound, end: place.upperBound)
    }

    /// Reads the length of a packed list and gives the list's end; the cursor is at its first element.
    @inline(__always)
    mutating func packed(_ bytes: RawSpan) throws(ProtobufFault) -> Int {
        let list = try message(bytes)
        move(to: list.offset)
        return list.end
    }

    /// Goes to a place in the message, to the end of a map's entry above all: see `MapEntry`.
    @inline(__always)
    mutating func move(to place: Int) {
        guard place <= end, place >= 0 else { return }
        offset = place
    }

    /// Steps over the value of an unknown field whose tag has been read, groups and all.
    @inline(__always)
    mutating func skip(_ tag: UInt32, _ bytes: RawSpan) throws(ProtobufFault) {
        offset = try Self.skip(tag, self, bytes)
    }

    @inline(never)
    private static func skip(
        _ tag: UInt32,
        _ cursor: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> Int {
        var behind = cursor
        var wireType = tag & 7
        var depth = 0
        while true {
            switch wireType {
            case 0: _ = try behind.varint(bytes)
            case 1: try behind.skip(count: 8)
            case 2: _ = try behind.delimited(bytes)
            case 3: depth += 1
            case 4:
                guard depth > 0 else { throw ProtobufFault(.endOfGroup, at: behind.offset, tag: wireType) }
                depth -= 1
            case 5: try behind.skip(count: 4)
            default: throw ProtobufFault(.illegalWireType, at: behind.offset, tag: wireType)
            }
            if depth == 0 { return behind.offset }
            wireType = UInt32(try behind.varint(bytes) & 7)
        }
    }

    @inline(__always)
    private mutating func skip(count: Int) throws(ProtobufFault) {
        guard count <= end - offset else { throw ProtobufFault(.truncated, at: offset) }
        offset += count
    }
}

/// The entry of a protobuf map with texts as keys, as gogo-protobuf reads it.
///
/// The generated code looks at field numbers only, not at wire types, and bounds the key and the value by the end of the
/// *enclosing* message: they may reach beyond the entry, and the entry's end is then where reading goes on.
struct MapEntry {
    var key: Range<Int> = 0..<0
    var value: Range<Int> = 0..<0
    /// Where the message goes on.
    private(set) var end: Int

    /// Reads the entry at `place`, whose tag has been read.
    ///
    /// In a map of quantities each value is checked.
    @inline(never)
    init(_ place: ProtobufCursor, _ bytes: RawSpan, valuesAreQuantities: Bool = false) throws(ProtobufFault) {
        var cursor = place
        let entry = try cursor.message(bytes)
        end = entry.end
        cursor.move(to: entry.offset)
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
