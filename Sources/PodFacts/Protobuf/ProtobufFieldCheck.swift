/// The check of fields that the facts do not need: that Kubernetes' decoder would take them.
///
/// `PodSchema` as one flat table, an entry for each message and field number, so that a skipped field costs one look-up.
/// Unknown fields are stepped over by their wire type; known ones must have the right wire type, and embedded messages
/// are walked, since Kubernetes decodes them whole. The depth is the schema's, so recursion is bounded.
struct ProtobufFieldCheck: Sendable {
    /// `kind << 8 | message`.
    private let entries: [UInt16]

    private static let fieldsMax = 64

    private enum Kind {
        static let unknown: UInt16 = 0
        static let varint: UInt16 = 1
        static let delimited: UInt16 = 2
        static let message: UInt16 = 3
        static let textMap: UInt16 = 4
        static let messageMap: UInt16 = 5
        static let varintList: UInt16 = 6
        static let quantity: UInt16 = 7
    }

    static let standard = ProtobufFieldCheck(.standard)

    private init(_ schema: PodSchema) {
        var entries = [UInt16](repeating: 0, count: schema.messages.count * Self.fieldsMax)
        for (index, message) in schema.messages.enumerated() {
            for field in message.fields where !field.isLater {
                precondition(field.number < Self.fieldsMax, "field numbers of the schema are below \(Self.fieldsMax)")
                entries[index * Self.fieldsMax + field.number] = Self.entry(field, schema)
            }
        }
        self.entries = entries
    }

    private static func entry(_ field: PodSchema.Field, _ schema: PodSchema) -> UInt16 {
        switch field.kind {
        case .text, .bytes: (field.shape == .map ? Kind.textMap : Kind.delimited) << 8
        case .bool, .int32, .int64: (field.shape == .list ? Kind.varintList : Kind.varint) << 8
        case .message(let index):
            (field.shape == .map ? Kind.messageMap : index == schema.quantity ? Kind.quantity : Kind.message) << 8
                | UInt16(index)
        }
    }

    /// Steps over the value of the field whose tag has been read.
    @inline(__always)
    func check(
        _ tag: UInt32,
        of message: UInt8,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) {
        try Self.check(tag, of: message, &cursor, bytes, entries.span)
    }

    /// Checks a whole message.
    func checkMessage(_ message: UInt8, _ cursor: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        try Self.checkMessage(message, cursor, bytes, entries.span)
    }

    private static func checkMessage(
        _ message: UInt8,
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        _ entries: Span<UInt16>
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try cursor.tag(bytes)
            if tag == 0 { return }
            try check(tag, of: message, &cursor, bytes, entries)
        }
    }

    @inline(__always)
    private static func check(
        _ tag: UInt32,
        of message: UInt8,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan,
        _ entries: Span<UInt16>
    ) throws(ProtobufFault) {
        let number = Int(tag >> 3)
        let entry = number < fieldsMax ? entries[Int(message) * fieldsMax + number] : 0
        let wireType = tag & 7
        switch (entry >> 8, wireType) {
        case (Kind.delimited, 2): _ = try cursor.delimited(bytes)
        case (Kind.varint, 0), (Kind.varintList, 0): _ = try cursor.varint(bytes)
        case (Kind.message, 2):
            let nested = try cursor.message(bytes)
            if !nested.isAtEnd { try checkMessage(UInt8(truncatingIfNeeded: entry), nested, bytes, entries) }
        case (Kind.unknown, _): try cursor.skip(tag, bytes)
        case (Kind.textMap, 2): _ = try MapEntry(&cursor, bytes)
        case (Kind.quantity, 2): try checkQuantity(try cursor.message(bytes), bytes)
        case (Kind.messageMap, 2):
            // All maps of messages hold quantities.
            let value = try MapEntry(&cursor, bytes, values: checkQuantity)
            _ = value
        case (Kind.varintList, 2):
            // As with supplementalGroups: a last varint may reach beyond the list, and reading goes on behind it.
            let listEnd = try cursor.packed(bytes)
            while cursor.offset < listEnd { _ = try cursor.varint(bytes) }
        default: throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag, in: message)
        }
    }

    /// Kubernetes parses a quantity's text while it decodes, each time that the text occurs.
    private static func checkQuantity(_ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
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
