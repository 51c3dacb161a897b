import JSONScan
import PodFacts

/// Writes a pod as the API server does: gogo-protobuf's order and its habit to write what is no pointer even if it is zero.
struct KubernetesProtobufEncoder {
    /// What no pod of Kubernetes can hold.
    struct Unencodable: Error {}

    private static let schema = PodSchema.standard

    static func enveloped(_ pod: JSONValue) throws -> [UInt8] {
        try ProtobufPodReaderTests.enveloped(bare(pod))
    }

    static func bare(_ pod: JSONValue) throws -> [UInt8] {
        guard let index = schema.messages.firstIndex(where: { $0.name == "Pod" }) else { throw Unencodable() }
        return try message(pod, index)
    }

    private static func message(_ value: JSONValue, _ index: Int) throws -> [UInt8] {
        guard value.isNull || value.members != nil else { throw Unencodable() }
        switch schema.messages[index].name {
        case "Time", "Quantity", "IntOrString", "FieldsV1": throw Unencodable()
        default: break
        }
        if let members = value.members, Set(members.map(\.key)).count != members.count { throw Unencodable() }
        var bytes: [UInt8] = []
        for field in schema.messages[index].fields.sorted(by: { $0.number < $1.number }) where !field.isLater {
            bytes += try self.field(field, of: value)
        }
        return bytes
    }

    private static func field(_ field: PodSchema.Field, of object: JSONValue) throws -> [UInt8] {
        let value = field.isInline ? object : object[field.name] ?? .null
        switch field.shape {
        case .single: return try single(value, field)
        case .optional: return value.isNull ? [] : try single(value, field)
        case .list:
            guard value.isNull || value.array != nil else { throw Unencodable() }
            return try (value.array ?? []).flatMap { try single($0, field) }
        case .map:
            guard value.isNull || value.members != nil else { throw Unencodable() }
            let members = value.members ?? []
            guard Set(members.map(\.key)).count == members.count else { throw Unencodable() }
            return try members.flatMap { member in
                var named = field
                named.number = 2
                return ProtobufPodReaderTests.field(
                    field.number,
                    try ProtobufPodReaderTests.field(1, member.key) + single(member.value, named)
                )
            }
        }
    }

    private static func single(_ value: JSONValue, _ field: PodSchema.Field) throws -> [UInt8] {
        let number = field.number
        switch (field.kind, value) {
        case (.text, .null), (.bytes, .null): return ProtobufPodReaderTests.field(number, "")
        case (.text, .string(let text)): return ProtobufPodReaderTests.field(number, text)
        case (.bool, .null), (.int32, .null), (.int64, .null): return ProtobufPodReaderTests.field(number, varint: 0)
        case (.bool, .bool(let value)): return ProtobufPodReaderTests.field(number, varint: value ? 1 : 0)
        case (.int32, .integer(let value)) where Int32(exactly: value) == nil: throw Unencodable()
        case (.int32, .integer(let value)), (.int64, .integer(let value)):
            return ProtobufPodReaderTests.field(number, varint: UInt64(bitPattern: value))
        case (.message(let index), _):
            return ProtobufPodReaderTests.field(number, try special(value, index) ?? message(value, index))
        default: throw Unencodable()
        }
    }

    /// The messages that are more than their fields.
    private static func special(_ value: JSONValue, _ index: Int) throws -> [UInt8]? {
        switch (schema.messages[index].name, value) {
        case ("Time", .null): return []
        case ("Time", .string(let text)): return try time(text)
        case ("Quantity", .null): return ProtobufPodReaderTests.field(1, "0")
        case ("Quantity", .string(let text)): return ProtobufPodReaderTests.field(1, text)
        case ("Quantity", .integer(let value)): return ProtobufPodReaderTests.field(1, "\(value)")
        case ("Quantity", .number(let text)): return ProtobufPodReaderTests.field(1, text)
        case ("IntOrString", .null): return intOrString(0, 0, "")
        case ("IntOrString", .integer(let value)): return intOrString(0, UInt64(bitPattern: value), "")
        case ("IntOrString", .string(let text)): return intOrString(1, 0, text)
        case ("FieldsV1", _): return ProtobufPodReaderTests.field(1, "\(value)")
        default: return nil
        }
    }

    private static func intOrString(_ type: UInt64, _ number: UInt64, _ text: String) -> [UInt8] {
        ProtobufPodReaderTests.field(1, varint: type) + ProtobufPodReaderTests.field(2, varint: number)
            + ProtobufPodReaderTests.field(3, text)
    }

    /// Of whole seconds in UTC.
    private static func time(_ text: String) throws -> [UInt8] {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 6, text.hasSuffix("Z") else { throw Unencodable() }
        var days = 0
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        guard numbers[0] >= 1970 else { throw Unencodable() }
        for year in 1970..<numbers[0] { days += isLeap(year) ? 366 : 365 }
        let months = [31, isLeap(numbers[0]) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        days += months.prefix(numbers[1] - 1).reduce(0, +) + numbers[2] - 1
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return ProtobufPodReaderTests.field(1, varint: UInt64(seconds)) + ProtobufPodReaderTests.field(2, varint: 0)
    }
}
