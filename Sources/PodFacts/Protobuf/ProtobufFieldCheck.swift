/// Which fields of a message the facts need, and the check of all others: that Kubernetes' decoder would take them.
///
/// `PodSchema` as one flat table, an entry for each message and tag, so that a skipped field costs one look-up. Unknown
/// fields are stepped over by their wire type; known ones must have the right wire type, and embedded messages are walked,
/// since Kubernetes decodes them whole. How deep they are is the schema's, so the walk is bounded.
///
/// Each step has two ways: fields written as every encoder writes them are taken where they stand, all others by `step`,
/// which knows all that Kubernetes' decoder takes and refuses.
///
/// `Sendable`, though it holds a pointer: the table is written once, before `standard` is there, and never freed.
/// INVARIANT: it has `usualTagsMax` entries for each message of the schema. Every tag that is looked up is less (so are those
/// of `usualTag`), and every message is one of the schema: `message` makes sure of it, and the entries hold no others.
@safe
struct ProtobufFieldCheck: @unchecked Sendable {
    private typealias Kind = ProtobufFieldEntry.Kind

    private let entries: UnsafePointer<ProtobufFieldEntry>
    private let messagesCount: Int

    static let standard = ProtobufFieldCheck(.standard, wanted: ProtobufMessages.wantedFields)

    private init(_ schema: PodSchema, wanted: [String: [Int]]) {
        messagesCount = schema.messages.count
        let count = messagesCount * ProtobufCursor.usualTagsMax
        let table = UnsafeMutablePointer<ProtobufFieldEntry>.allocate(capacity: count)
        unsafe table.initialize(repeating: .unknown, count: count)
        for (index, message) in schema.messages.enumerated() {
            for field in message.fields where !field.isLater {
                let isWanted = wanted[message.name]?.contains(field.number) ?? false
                for wireType in 0..<8 {
                    let tag = field.number << 3 | wireType
                    precondition(tag < ProtobufCursor.usualTagsMax, "a field number of the schema is too large")
                    unsafe table[index * ProtobufCursor.usualTagsMax + tag] =
                        ProtobufFieldEntry(field, wireType: wireType, schema, isWanted: isWanted)
                }
            }
        }
        unsafe entries = UnsafePointer(table)
    }

    @inline(__always)
    fileprivate func entry(_ tag: Int, _ message: UInt8) -> ProtobufFieldEntry {
        assert(tag >= 0 && tag < ProtobufCursor.usualTagsMax && Int(message) < messagesCount)
        return unsafe entries[Int(message) * ProtobufCursor.usualTagsMax + tag]
    }

    /// The fields of the schema's message of this index.
    @inline(__always)
    func message(_ message: UInt8) -> ProtobufMessageCheck {
        precondition(Int(message) < messagesCount, "a reader asks for messages of the schema only")
        return ProtobufMessageCheck(fields: self, message: message)
    }

    /// Steps over one field, however it is written, checking it; if it is wanted, gives it as `nextWanted` does.
    @inline(never)
    fileprivate func step(
        of message: UInt8,
        _ place: ProtobufCursor,
        _ bytes: RawSpan,
        skipsWanted: Bool
    ) throws(ProtobufFault) -> (field: ProtobufField, next: Int) {
        var cursor = place
        let tag = try cursor.tag(bytes)
        var entry = tag < ProtobufCursor.usualTagsMax ? entry(Int(tag), message) : .unknown
        if skipsWanted { entry = entry.skipped }
        if entry.isDelimited {
            let field = try cursor.field(tag, bytes)
            if entry.isWanted { return (field, cursor.offset) }
            try checkNested(entry, field, &cursor, bytes)
            return (.none, cursor.offset)
        }
        if entry.isWanted { return (ProtobufField(number: tag), cursor.offset) }
        switch entry.kind {
        case Kind.number: _ = try cursor.varint(bytes)
        case Kind.mistyped: throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag, in: message)
        default: try cursor.skip(tag, bytes)
        }
        return (.none, cursor.offset)
    }

    /// Checks the value of a delimited field, behind which `cursor` stands, and moves it to where reading goes on.
    @inline(__always)
    fileprivate func checkNested(
        _ entry: ProtobufFieldEntry,
        _ field: ProtobufField,
        _ cursor: inout ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) {
        if entry.kind == Kind.message {
            try checkMessage(entry.message, field.message, bytes)
        } else {
            cursor.move(to: try Self.checkValue(entry.kind, field, cursor, bytes))
        }
    }

    /// Checks a whole message.
    @inline(never)
    private func checkMessage(_ message: UInt8, _ place: ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        var cursor = place
        while !cursor.isAtEnd {
            let tag = cursor.usualTag(bytes)
            let entry = self.entry(tag.value, message).skipped
            if entry.isDelimited {
                if let field = cursor.usualDelimited(tag, bytes) {
                    if entry != .skippedText { try checkNested(entry, field, &cursor, bytes) }
                    continue
                }
            } else if entry == .skippedNumber {
                if cursor.skipUsualNumber(tag, bytes) { continue }
            }
            cursor.move(to: try step(of: message, cursor, bytes, skipsWanted: true).next)
        }
    }

    /// Checks a delimited value that is not a message of the schema.
    @inline(never)
    private static func checkValue(
        _ kind: UInt16,
        _ field: ProtobufField,
        _ cursor: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> Int {
        switch kind {
        case Kind.quantityMap:
            if QuantityText.isUsualMapEntry(field.message, bytes) { return cursor.offset }
            return try MapEntry(field, in: cursor, bytes, valuesAreQuantities: true).end
        case Kind.textMap: return try MapEntry(field, in: cursor, bytes).end
        case Kind.quantity: try checkQuantity(field.message, bytes)
        case Kind.numberList: return try checkNumbers(field, cursor, bytes)
        default: break
        }
        return cursor.offset
    }

    /// A last number may reach beyond its list, up to the end of the message, and reading goes on behind it.
    private static func checkNumbers(
        _ list: ProtobufField,
        _ place: ProtobufCursor,
        _ bytes: RawSpan
    ) throws(ProtobufFault) -> Int {
        var cursor = place
        cursor.move(to: list.place.lowerBound)
        while cursor.offset < list.place.upperBound { _ = try cursor.varint(bytes) }
        return cursor.offset
    }

    /// Kubernetes parses a quantity's text while it decodes, each time that the text occurs.
    @inline(never)
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

/// The fields of one message, as its reader meets them.
struct ProtobufMessageCheck {
    private let fields: ProtobufFieldCheck
    private let message: UInt8

    @inline(__always)
    fileprivate init(fields: ProtobufFieldCheck, message: UInt8) {
        self.fields = fields
        self.message = message
    }

    /// Steps over fields, checking them, up to the next one that the facts need; `.none` at the end.
    ///
    /// A length-delimited value has been stepped over then, a number is still to be read.
    @inline(__always)
    func nextWanted(_ cursor: inout ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) -> ProtobufField {
        while !cursor.isAtEnd {
            let tag = cursor.usualTag(bytes)
            let entry = fields.entry(tag.value, message)
            if entry.isDelimited {
                if let field = cursor.usualDelimited(tag, bytes) {
                    if entry.isWanted { return field }
                    if entry != .skippedText { try fields.checkNested(entry, field, &cursor, bytes) }
                    continue
                }
            } else if entry == .skippedNumber {
                if cursor.skipUsualNumber(tag, bytes) { continue }
            } else if entry.isWanted {
                return cursor.usualNumber(tag)
            }
            let (field, next) = try fields.step(of: message, cursor, bytes, skipsWanted: false)
            cursor.move(to: next)
            if field.tag != 0 { return field }
        }
        return .none
    }

    /// Checks the value of the delimited field that `nextWanted` gave last, as if it was not wanted.
    @inline(__always)
    func check(_ field: ProtobufField, _ cursor: inout ProtobufCursor, _ bytes: RawSpan) throws(ProtobufFault) {
        precondition(field.tag < ProtobufCursor.usualTagsMax, "a wanted field is in the table")
        try fields.checkNested(fields.entry(Int(field.tag), message).skipped, field, &cursor, bytes)
    }

    /// The fault of a field that has the wrong wire type.
    func fault(_ tag: UInt32, _ cursor: ProtobufCursor) -> ProtobufFault {
        ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag, in: message)
    }
}
