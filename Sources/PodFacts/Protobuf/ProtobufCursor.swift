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

    fileprivate init(offset: Int, end: Int) {
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
        guard length <= end &- offset else { throw ProtobufFault(.truncated, at: offset) }
        let start = offset
        offset &+= length
        return unsafe Range(uncheckedBounds: (start, offset))
    }

    @inline(__always)
    private mutating func longLength(_ bytes: RawSpan, _ first: UInt8) throws(ProtobufFault) -> Int {
        let (length, next) = try Self.longVarint(first, self, bytes)
        guard length <= Int64.max else { throw ProtobufFault(.negativeLength, at: offset) }
        offset = next
        return Int(truncatingIfNeeded: length)
    }

    /// Steps over an embedded message and gives a cursor of its own.
    @inline(__always)
    mutating func message(_ bytes: RawSpan) throws(ProtobufFault) -> ProtobufCursor {
        let place = try delimited(bytes)
        return ProtobufCursor(offset: place.lowerBound, end: place.upperBound)
    }

    /// Steps over the value of a delimited field whose tag has been read.
    @inline(__always)
    mutating func field(_ tag: UInt32, _ bytes: RawSpan) throws(ProtobufFault) -> ProtobufField {
        let place = try delimited(bytes)
        return ProtobufField(tag: tag, start: place.lowerBound, end: place.upperBound)
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

/// The tag that is next in a message, as `usualTag` found it there; where it ends lies in the message too.
struct UsualTag {
    /// INVARIANT: below `ProtobufCursor.usualTagsMax`.
    let value: Int
    fileprivate let end: Int

    @inline(__always)
    fileprivate init(value: Int, end: Int) {
        self.value = value
        self.end = end
    }
}

/// What encoders write, taken without asking for all that decoders allow.
///
/// No sum here overflows: each is of a place in the bytes and a length below 16,384.
extension ProtobufCursor {
    /// Tags below it fit two bytes: of field numbers up to 63.
    static let usualTagsMax = 512

    /// The next tag, if it is below `usualTagsMax` and has no more bytes than it needs, of which there are two at the most;
    /// 0 if not, which is no tag.
    @inline(__always)
    func usualTag(_ bytes: RawSpan) -> UsualTag {
        let none = UsualTag(value: 0, end: offset)
        guard offset < end else { return none }
        let first = load(bytes, offset)
        if first < 0x80 { return UsualTag(value: first, end: offset &+ 1) }
        guard offset &+ 1 < end else { return none }
        let second = load(bytes, offset &+ 1)
        guard second >= 1, second <= 3 else { return none }
        return UsualTag(value: first & 0x7F | second << 7, end: offset &+ 2)
    }

    /// Steps over the delimited field of the tag that is next, if the length has no more than two bytes.
    @inline(__always)
    mutating func usualDelimited(_ tag: UsualTag, _ bytes: RawSpan) -> ProtobufField? {
        guard tag.end < end else { return nil }
        var length = load(bytes, tag.end)
        var start = tag.end &+ 1
        if length >= 0x80 {
            guard start < end else { return nil }
            let second = load(bytes, start)
            guard second < 0x80 else { return nil }
            length = length & 0x7F | second << 7
            start &+= 1
        }
        guard length <= end &- start else { return nil }
        offset = start &+ length
        return ProtobufField(tag: UInt32(truncatingIfNeeded: tag.value), start: start, end: offset)
    }

    /// Steps over the number behind the tag that is next, if it has no more than two bytes.
    @inline(__always)
    mutating func skipUsualNumber(_ tag: UsualTag, _ bytes: RawSpan) -> Bool {
        var last = tag.end
        if last < end, load(bytes, last) >= 0x80 { last &+= 1 }
        guard last < end, load(bytes, last) < 0x80 else { return false }
        offset = last &+ 1
        return true
    }

    /// Goes to the number behind the tag that is next.
    @inline(__always)
    mutating func usualNumber(_ tag: UsualTag) -> ProtobufField {
        offset = tag.end
        return ProtobufField(number: UInt32(truncatingIfNeeded: tag.value))
    }

    /// Steps over a delimited field of less than 128 bytes, if it is the next and has this tag.
    @inline(__always)
    mutating func usualField(_ tag: UInt8, _ bytes: RawSpan) -> ProtobufCursor? {
        guard end &- offset >= 2, load(bytes, offset) == Int(tag) else { return nil }
        let length = load(bytes, offset &+ 1)
        let start = offset &+ 2
        guard length < 0x80, length <= end &- start else { return nil }
        offset = start &+ length
        return ProtobufCursor(offset: start, end: offset)
    }

    /// The value of a delimited field of less than 128 bytes, if there is no other and it has this tag.
    @inline(__always)
    func usualOnlyField(_ tag: UInt8, _ bytes: RawSpan) -> ProtobufCursor? {
        let length = end &- offset &- 2
        guard length >= 0, length < 0x80, load(bytes, offset) == Int(tag), load(bytes, offset &+ 1) == length else {
            return nil
        }
        return ProtobufCursor(offset: offset &+ 2, end: end)
    }

    /// The place behind the decimal digits that stand here.
    @inline(__always)
    func skippingDigits(_ bytes: RawSpan) -> ProtobufCursor {
        var place = offset
        while place < end, UInt8(truncatingIfNeeded: load(bytes, place)) &- 0x30 <= 9 { place &+= 1 }
        return ProtobufCursor(offset: place, end: end)
    }

    /// The byte here if it is the last, or with the one behind it if those two are.
    @inline(__always)
    func lastBytes(_ bytes: RawSpan) -> (first: UInt8, second: UInt8?)? {
        let count = end &- offset
        guard count == 1 || count == 2 else { return nil }
        let first = UInt8(truncatingIfNeeded: load(bytes, offset))
        return (first, count == 2 ? UInt8(truncatingIfNeeded: load(bytes, offset &+ 1)) : nil)
    }

    /// The caller has compared `place` with `end`.
    @inline(__always)
    private func load(_ bytes: RawSpan, _ place: Int) -> Int {
        Int(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self))
    }
}

/// A field as it was met: its tag, and the place of its value if that is delimited.
struct ProtobufField {
    /// Number and wire type; 0 if there is no field.
    let tag: UInt32
    private let start: Int
    private let end: Int

    static let none = ProtobufField(tag: 0, start: 0, end: 0)

    /// A number that is still to be read.
    init(number tag: UInt32) {
        self.init(tag: tag, start: 0, end: 0)
    }

    @inline(__always)
    fileprivate init(tag: UInt32, start: Int, end: Int) {
        self.tag = tag
        self.start = start
        self.end = end
    }

    @inline(__always)
    var place: Range<Int> { unsafe Range(uncheckedBounds: (start, end)) }

    @inline(__always)
    var text: TextRange {
        TextRange(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: end &- start))
    }

    /// A cursor at the value's start, up to its end.
    @inline(__always)
    var message: ProtobufCursor { ProtobufCursor(offset: start, end: end) }
}
