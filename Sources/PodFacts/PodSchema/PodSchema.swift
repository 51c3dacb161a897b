/// The shape of a v1 Pod, in JSON and in protobuf: what `PodSchema+Messages` says, as tables.
///
/// It serves the readers of the parts that the facts leave out: the check that a skipped protobuf field is one that
/// Kubernetes' decoder takes, that of an object's metadata, and the comparison of two whole pods (`UnchangedUpdate`).
package struct PodSchema: Sendable {
    package struct Message: Sendable {
        package var name: String
        package var fields: [Field]
    }

    package struct Field: Sendable {
        package enum Kind: Sendable, Equatable {
            case text, bytes, bool, int32, int64
            /// The index of a message.
            case message(Int)
        }

        package enum Shape: Sendable {
            case single
            /// Absent is not the zero value.
            case optional
            case list
            /// From texts.
            case map
        }

        package var name: String
        package var number: Int
        package var kind: Kind
        package var shape: Shape
        /// Nested in protobuf, inline in JSON.
        package var isInline: Bool
        /// Kubernetes 1.20 does not know it.
        package var isLater: Bool
    }

    package private(set) var messages: [Message] = []
    /// The indexes of the messages that are more than their fields.
    package private(set) var time = 0
    private(set) var quantity = 0
    private(set) var intOrString = 0
    package private(set) var fieldsV1 = 0

    package static let standard = PodSchema()

    private init() {
        let rows = Self.parts(of: Self.text[...], UInt8(ascii: "\n"))
        let names = rows.filter { $0.hasSuffix(":") }.map { String($0.dropLast()) }
        let indexes = [String: Int](uniqueKeysWithValues: zip(names, names.indices))
        messages = names.map { Message(name: $0, fields: []) }
        var current = -1
        for row in rows {
            if row.hasSuffix(":") {
                current += 1
                continue
            }
            for field in Self.parts(of: row, UInt8(ascii: ",")) {
                let words = Self.parts(of: field, UInt8(ascii: " "))
                precondition(words.count == 3 && current >= 0, "the schema has a malformed field: \(field)")
                messages[current].fields.append(Self.field(words[0], words[1], words[2], indexes))
            }
        }
        time = indexes["Time"] ?? 0
        quantity = indexes["Quantity"] ?? 0
        intOrString = indexes["IntOrString"] ?? 0
        fieldsV1 = indexes["FieldsV1"] ?? 0
    }

    /// The parts of a schema's text between separators.
    ///
    /// Whoever reads a policy file waits for a schema: split by characters it would take two milliseconds more.
    package static func parts(of text: Substring, _ separator: UInt8) -> [Substring] {
        text.utf8.split(separator: separator).map(Substring.init)
    }

    private static func field(
        _ name: Substring,
        _ number: Substring,
        _ notation: Substring,
        _ indexes: [String: Int]
    ) -> Field {
        var type = notation
        let isLater = type.hasPrefix("+")
        if isLater { type = type.dropFirst() }
        var shape = Field.Shape.single
        if type.hasPrefix("*") {
            shape = .optional
            type = type.dropFirst()
        } else if type.hasPrefix("[]") {
            shape = .list
            type = type.dropFirst(2)
        } else if type.hasPrefix("{") {
            shape = .map
            type = type.dropFirst().dropLast()
        }
        let kind: Field.Kind
        switch type {
        case "string": kind = .text
        case "bytes": kind = .bytes
        case "bool": kind = .bool
        case "int32": kind = .int32
        case "int64": kind = .int64
        default:
            guard let index = indexes[String(type)] else { preconditionFailure("the schema has no message \(type)") }
            kind = .message(index)
        }
        guard let number = Int(number) else { preconditionFailure("the schema has a malformed number: \(number)") }
        return Field(
            name: String(name),
            number: number,
            kind: kind,
            shape: shape,
            isInline: name == "~",
            isLater: isLater
        )
    }

    /// The index of a message; the schema has every name that the code asks for, which a test holds.
    package func index(of name: String) -> Int {
        guard let index = messages.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the schema has no message \(name)")
        }
        return index
    }
}
