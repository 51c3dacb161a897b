/// What a tag means in one message: an entry of the table of `ProtobufFieldCheck`.
struct ProtobufFieldEntry: Equatable, Sendable {
    /// Numbers rather than cases: the compiler checks a case's raw value each time that it is made from one.
    enum Kind {
        /// No field of the message, or no tag at all: stepped over by the wire type, if that can be.
        static let unknown: UInt16 = 0
        /// A known field with another wire type than its own.
        static let mistyped: UInt16 = 1
        static let number: UInt16 = 2
        /// All other kinds are delimited.
        static let text: UInt16 = 3
        static let message: UInt16 = 4
        static let textMap: UInt16 = 5
        static let quantityMap: UInt16 = 6
        static let quantity: UInt16 = 7
        static let numberList: UInt16 = 8
    }

    /// `wanted | delimited | kind << 8 | message`.
    private let bits: UInt16

    private static let wanted: UInt16 = 0x8000
    private static let delimited: UInt16 = 0x4000

    static let unknown = ProtobufFieldEntry(Kind.unknown)
    static let skippedNumber = ProtobufFieldEntry(Kind.number)
    static let skippedText = ProtobufFieldEntry(Kind.text)

    private init(bits: UInt16) { self.bits = bits }

    private init(_ kind: UInt16, message: Int = 0) {
        bits = kind << 8 | UInt16(message) | (kind >= Kind.text ? Self.delimited : 0)
    }

    init(_ field: PodSchema.Field, wireType: Int, _ schema: PodSchema, isWanted: Bool) {
        let entry = Self.of(field, isDelimited: wireType == 2, schema)
        let fits = wireType == 2 || wireType == 0 && entry.kind == Kind.number
        guard fits, entry.kind != Kind.mistyped else {
            self = ProtobufFieldEntry(Kind.mistyped)
            return
        }
        self.init(bits: entry.bits | (isWanted ? Self.wanted : 0))
    }

    private static func of(_ field: PodSchema.Field, isDelimited: Bool, _ schema: PodSchema) -> ProtobufFieldEntry {
        switch field.kind {
        case .text, .bytes: return ProtobufFieldEntry(field.shape == .map ? Kind.textMap : Kind.text)
        case .bool, .int32, .int64:
            // A list of numbers may be packed or not, from element to element.
            guard isDelimited else { return ProtobufFieldEntry(Kind.number) }
            return ProtobufFieldEntry(field.shape == .list ? Kind.numberList : Kind.mistyped)
        case .message(schema.quantity):
            return ProtobufFieldEntry(field.shape == .map ? Kind.quantityMap : Kind.quantity)
        case .message(let index): return ProtobufFieldEntry(Kind.message, message: index)
        }
    }

    /// The facts need the field, and it has its own wire type.
    @inline(__always) var isWanted: Bool { bits & Self.wanted != 0 }
    /// The field has a length and is known.
    @inline(__always) var isDelimited: Bool { bits & Self.delimited != 0 }
    @inline(__always) var message: UInt8 { UInt8(truncatingIfNeeded: bits) }
    @inline(__always) var kind: UInt16 { bits >> 8 & 0x3F }
    /// The same field where nothing is wanted.
    @inline(__always) var skipped: ProtobufFieldEntry { ProtobufFieldEntry(bits: bits & ~Self.wanted) }
}
