/// A place in one protobuf message, reading as the code that gogo-protobuf generates for Kubernetes reads.
///
/// Kubernetes' decoder is laxer than the protobuf specification, and whoever differs from it can be fooled:
/// - a varint may have ten bytes whatever the tenth holds; bits beyond the sixty-fourth are dropped;
/// - a field number is the low 32 bits of what stands before the wire type, so that long tags can name known fields;
/// - field numbers inside skipped groups are not looked at, and a group's end need not name the group that it ends.
///
/// The cursor holds offsets only; the bytes are handed in with each call, so that nothing here outlives them.
/// INVARIANT: `0 <= offset <= end <= bytes.byteCount`, which makes the unchecked loads sound.
struct ProtobufCursor {
    private(set) var offset: Int
    let end: Int

    /// Of the whole of `bytes`.
    init(_ bytes: RawSpan) {
        offset = 0
        end = bytes.byteCount
    }

    private init(offset: Int, end: Int) {
        self.offset = offset
        self.end = end
    }

    var isAtEnd: Bool { offset == end }

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
        return try longTag(bytes)
    }

    @inline(never)
    private mutating func longTag(_ bytes: RawSpan) throws(ProtobufFault) -> UInt32 {
        let start = offset
        let wire = try varint(bytes)
        let number = Int32(truncatingIfNeeded: wire >> 3)
        guard wire & 7 != 4, number > 0 else {
            offset = start
            throw tagFault(wire)
        }
        return UInt32(min(number, 0x1FFF_FFFF)) << 3 | UInt32(wire & 7)
    }

    private func tagFault(_ wire: UInt64) -> ProtobufFault {
        ProtobufFault(wire & 7 == 4 ? .endOfGroup : .illegalTag, at: offset, tag: UInt32(truncatingIfNeeded: wire))
    }

    @inline(__always)
    mutating func varint(_ bytes: RawSpan) throws(ProtobufFault) -> UInt64 {
        let first = try byte(bytes)
        return first < 0x80 ? UInt64(first) : try longVarint(bytes, first)
    }

    private mutating func longVarint(_ bytes: RawSpan, _ first: UInt8) throws(ProtobufFault) -> UInt64 {
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while shift < 64 {
            let next = try byte(bytes)
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
        throw ProtobufFault(.longVarint, at: offset)
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
        let length = Int64(bitPattern: try varint(bytes))
        guard length >= 0 else { throw ProtobufFault(.negativeLength, at: offset) }
        guard length <= end - offset else { throw ProtobufFault(.truncated, at: offset) }
        let start = offset
        offset += Int(length)
        return start..<offset
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
    mutating func packed(_ bytes: RawSpan) throws(ProtobufFault) -> Int {
        let list = try message(bytes)
        move(to: list.offset)
        return list.end
    }

    /// Goes to a place in the message, to the end of a map's entry above all: see `MapEntry`.
    mutating func move(to place: Int) {
        guard place <= end, place >= 0 else { return }
        offset = place
    }

    /// Steps over the value of an unknown field whose tag has been read, groups and all.
    mutating func skip(_ tag: UInt32, _ bytes: RawSpan) throws(ProtobufFault) {
        var wireType = tag & 7
        var depth = 0
        while true {
            switch wireType {
            case 0: _ = try varint(bytes)
            case 1: try skip(count: 8)
            case 2: _ = try delimited(bytes)
            case 3: depth += 1
            case 4:
                guard depth > 0 else { throw ProtobufFault(.endOfGroup, at: offset, tag: wireType) }
                depth -= 1
            case 5: try skip(count: 4)
            default: throw ProtobufFault(.illegalWireType, at: offset, tag: wireType)
            }
            if depth == 0 { return }
            wireType = UInt32(try varint(bytes) & 7)
        }
    }

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

    /// Reads the entry at `cursor`, whose tag has been read.
    ///
    /// A map of messages has each of its values checked.
    init(
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        values check: ((ProtobufCursor, RawSpan) throws(ProtobufFault) -> Void)? = nil
    ) throws(ProtobufFault) {
        let entry = try cursor.message(bytes)
        let entryEnd = entry.end
        cursor.move(to: entry.offset)
        while cursor.offset < entryEnd {
            let start = cursor.offset
            let wire = try cursor.varint(bytes)
            switch Int32(truncatingIfNeeded: wire >> 3) {
            case 1: key = try cursor.delimited(bytes)
            case 2:
                let message = try cursor.message(bytes)
                try check?(message, bytes)
                value = message.offset..<message.end
            default:
                try cursor.skip(UInt32(wire & 7), bytes)
                guard cursor.offset <= entryEnd else { throw ProtobufFault(.truncated, at: start) }
            }
        }
        cursor.move(to: entryEnd)
    }
}
