/// Which fields of a message the facts need, and the check of all others: that Kubernetes' decoder would take them.
///
/// `PodSchema` as one flat table, an entry for each message and field number, so that a skipped field costs one look-up.
/// Unknown fields are stepped over by their wire type; known ones must have the right wire type, and embedded messages
/// are walked, since Kubernetes decodes them whole. The depth is the schema's, so recursion is bounded.
///
/// `Sendable`, though it holds a pointer: the table is written once, before `standard` is there, and never freed.
@safe
struct ProtobufFieldCheck: @unchecked Sendable {
    /// `wanted | kind << 8 | message`.
    private let entries: UnsafePointer<UInt16>
    private let messagesCount: Int

    private static let fieldsMax = 64
    /// The facts need the field.
    private static let wanted: UInt16 = 0x8000

    private enum Kind {
        static let unknown: UInt16 = 0
        static let varint: UInt16 = 1
        static let delimited: UInt16 = 2
        static let message: UInt16 = 3
        static let textMap: UInt16 = 4
        static let quantityMap: UInt16 = 5
        static let varintList: UInt16 = 6
        static let quantity: UInt16 = 7
    }

    static let standard = ProtobufFieldCheck(.standard, wanted: ProtobufMessages.wantedFields)

    private init(_ schema: PodSchema, wanted: [String: [Int]]) {
        messagesCount = schema.messages.count
        let table = UnsafeMutablePointer<UInt16>.allocate(capacity: messagesCount * Self.fieldsMax)
        unsafe table.initialize(repeating: 0, count: messagesCount * Self.fieldsMax)
        for (index, message) in schema.messages.enumerated() {
            for field in message.fields where !field.isLater {
                precondition(field.number < Self.fieldsMax, "field numbers of the schema are below \(Self.fieldsMax)")
                let isWanted = wanted[message.name]?.contains(field.number) ?? false
                unsafe table[index * Self.fieldsMax + field.number] =
                    Self.entry(field, schema) | (isWanted ? Self.wanted : 0)
            }
        }
        unsafe entries = UnsafePointer(table)
    }

    private static func entry(_ field: PodSchema.Field, _ schema: PodSchema) -> UInt16 {
        switch field.kind {
        case .text, .bytes: (field.shape == .map ? Kind.textMap : Kind.delimited) << 8
        case .bool, .int32, .int64: (field.shape == .list ? Kind.varintList : Kind.varint) << 8
        case .message(let index):
            if index == schema.quantity {
                (field.shape == .map ? Kind.quantityMap : Kind.quantity) << 8
            } else {
                Kind.message << 8 | UInt16(index)
            }
        }
    }

    @inline(__always)
    private func entry(_ tag: UInt32, _ message: UInt8) -> UInt16 {
        let number = Int(tag >> 3)
        guard number < Self.fieldsMax, Int(message) < messagesCount else { return 0 }
        return unsafe entries[Int(message) * Self.fieldsMax + number]
    }

    /// Steps over fields, checking them, up to the next one that the facts need, and gives its tag; 0 at the end.
    @inline(__always)
    func nextWanted(
        of message: UInt8,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> UInt32 {
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return 0 }
            let entry = entry(tag, message)
            if entry & Self.wanted != 0 { return tag }
            if entry == Kind.delimited << 8, tag & 7 == 2 {
                _ = try cursor.delimited(bytes)
            } else if entry == Kind.varint << 8, tag & 7 == 0 {
                _ = try cursor.varint(bytes)
            } else {
                cursor.move(to: try check(entry, tag, of: message, cursor, bytes))
            }
        }
    }

    /// Steps over the value of the field whose tag has been read, checking it.
    @inline(__always)
    func check(
        _ tag: UInt32,
        of message: UInt8,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) {
        cursor.move(to: try check(entry(tag, message) & ~Self.wanted, tag, of: message, cursor, bytes))
    }

    /// The fault of a field that has the wrong wire type, a wanted one above all.
    func fault(_ tag: UInt32, of message: UInt8, _ cursor: ProtobufCursor) -> ProtobufFault {
        ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag, in: message)
    }

    /// Checks a whole message.
    func checkMessage(_ message: UInt8, _ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return }
            let entry = entry(tag, message) & ~Self.wanted
            if entry == Kind.delimited << 8, tag & 7 == 2 {
                _ = try cursor.delimited(bytes)
            } else if entry == Kind.varint << 8, tag & 7 == 0 {
                _ = try cursor.varint(bytes)
            } else {
                cursor.move(to: try check(entry, tag, of: message, cursor, bytes))
            }
        }
    }

    /// Gives the place behind the value.
    @inline(never)
    private func check(
        _ entry: UInt16,
        _ tag: UInt32,
        of message: UInt8,
        _ place: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> Int {
        var cursor = place
        switch (entry >> 8, tag & 7) {
        case (Kind.delimited, 2): _ = try cursor.delimited(bytes)
        case (Kind.varint, 0), (Kind.varintList, 0): _ = try cursor.varint(bytes)
        case (Kind.message, 2):
            let nested = try cursor.message(bytes)
            if !nested.isAtEnd { try checkMessage(UInt8(truncatingIfNeeded: entry), nested, bytes) }
        case (Kind.unknown, _): try cursor.skip(tag, bytes)
        case (Kind.textMap, 2): return try MapEntry(cursor, bytes).end
        case (Kind.quantityMap, 2): return try MapEntry(cursor, bytes, valuesAreQuantities: true).end
        case (Kind.quantity, 2): try Self.checkQuantity(try cursor.message(bytes), bytes)
        case (Kind.varintList, 2):
            // As with supplementalGroups: a last varint may reach beyond the list, and reading goes on behind it.
            let listEnd = try cursor.packed(bytes)
            while cursor.offset < listEnd { _ = try cursor.varint(bytes) }
        default: throw fault(tag, of: message, cursor)
        }
        return cursor.offset
    }

    /// Kubernetes parses a quantity's text while it decodes, each time that the text occurs.
    static func checkQuantity(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return }
            switch tag {
            case 1 << 3 | 2:
                let text = try cursor.delimited(bytes)
                guard QuantityText.parts(bytes, text) != nil else {
                    throw ProtobufFault(.badQuantity, at: text.lowerBound)
                }
            case 1 << 3...1 << 3 | 7: throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag)
            default: try cursor.skip(tag, bytes)
            }
        }
    }
}
