import JSONScan

/// Reads a pod from JSON for comparison. Whatever Kubernetes refuses, and repeated keys, make it incomparable.
extension ComparableObject {
    /// Brackets nested deeper than any pod's own fields: annotations hold texts, not objects.
    private static let nestingMax = 1000

    init(json body: RawSpan, _ schema: PodSchema) throws(IncomparableError) {
        let bytes = unsafe body.withUnsafeBytes { unsafe [UInt8]($0) }
        self = try Self.read(try Self.parse(bytes), schema.index(of: "Pod"), schema)
    }

    /// A pod that has nothing but one part.
    init(_ part: JSONPodParts.Part, json text: [UInt8]?, _ schema: PodSchema) throws(IncomparableError) {
        let pod = schema.index(of: "Pod")
        self.init(pod)
        guard let text, let field = schema.field(part.rawValue, of: pod) else { return }
        self[field.name] = try Self.read(try Self.parse(text), field, schema)
    }

    private static func parse(_ bytes: [UInt8]) throws(IncomparableError) -> JSONValue {
        // The parser repairs damaged texts, which would make different ones equal; a tree that is too deep or too large is
        // not for us.
        guard isWithinLimits(bytes),
            unsafe (bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }) != nil
        else { throw IncomparableError() }
        do throws(JSONError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw IncomparableError()
        }
    }

    /// Counts brackets and commas outside of texts: there is at most one value more than those.
    private static func isWithinLimits(_ bytes: [UInt8]) -> Bool {
        var depth = 0
        var values = 1
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                values += 1
                if depth > nestingMax { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): values += 1
            default: break
            }
            if values > ComparisonLimits.valuesMax { return false }
        }
        return true
    }

    private static func read(
        _ value: JSONValue,
        _ message: Int,
        _ schema: PodSchema
    ) throws(IncomparableError) -> ComparableObject {
        var object = ComparableObject(message)
        if value.isNull { return object }
        guard let members = value.members else { throw IncomparableError() }
        var seen: Set<String> = []
        for member in members {
            guard let field = schema.field(member.key, of: message) else { continue }
            guard seen.insert(field.name).inserted else { throw IncomparableError() }
            object[field.name] = try read(member.value, field, schema)
        }
        for field in schema.messages[message].fields where field.isInline {
            guard case .message(let inline) = field.kind else { continue }
            let nested = try read(value, inline, schema)
            object[field.name] = nested.isEmpty ? nil : .object(nested)
        }
        return object
    }

    /// nil where the field is as good as absent.
    private static func read(
        _ value: JSONValue,
        _ field: PodSchema.Field,
        _ schema: PodSchema
    ) throws(IncomparableError) -> ComparableValue? {
        if value.isNull { return nil }
        switch field.shape {
        case .single:
            let read = try read(value, field.kind, schema)
            return read.isZero ? nil : read
        case .optional: return try read(value, field.kind, schema)
        case .list:
            guard let elements = value.array else { throw IncomparableError() }
            if elements.isEmpty { return nil }
            guard elements.count <= ComparisonLimits.elementsMax(of: field) else { throw IncomparableError() }
            var list: [ComparableValue] = []
            for element in elements { list.append(try read(element, field.kind, schema)) }
            return .list(list)
        case .map:
            guard let members = value.members else { throw IncomparableError() }
            if members.isEmpty { return nil }
            var map: [[UInt8]: ComparableValue] = [:]
            for member in members {
                let value = try read(member.value, field.kind, schema)
                guard map.updateValue(value, forKey: Array(member.key.utf8)) == nil else { throw IncomparableError() }
            }
            return .map(map)
        }
    }

    private static func read(
        _ value: JSONValue,
        _ kind: PodSchema.Field.Kind,
        _ schema: PodSchema
    ) throws(IncomparableError) -> ComparableValue {
        if value.isNull { return .zero(kind, schema) }
        switch (kind, value) {
        case (.text, .string(let text)): return .text(Array(text.utf8))
        case (.bool, .bool(let value)): return .integer(value ? 1 : 0)
        case (.int64, .integer(let value)): return .integer(value)
        case (.int32, .integer(let value)):
            guard Int32(exactly: value) != nil else { throw IncomparableError() }
            return .integer(value)
        case (.message(schema.quantity), .string(let text)): return try quantity(Array(text.utf8))
        case (.message(schema.quantity), .integer(let value)): return try quantity(Array("\(value)".utf8))
        case (.message(schema.quantity), .number(let text)): return try quantity(Array(text.utf8))
        case (.message(schema.time), .string(let text)):
            guard let time = unsafe GoTime(rfc3339: Array(text.utf8).span.bytes) else { throw IncomparableError() }
            return .instant(time)
        case (.message(schema.intOrString), .string(let text)):
            var object = ComparableObject(schema.intOrString)
            object["type"] = .integer(1)
            object["strVal"] = text.isEmpty ? nil : .text(Array(text.utf8))
            return .object(object)
        case (.message(schema.intOrString), .integer(let value)):
            guard Int32(exactly: value) != nil else { throw IncomparableError() }
            var object = ComparableObject(schema.intOrString)
            object["intVal"] = value == 0 ? nil : .integer(value)
            return .object(object)
        case (.message(schema.fieldsV1), _):
            // Kubernetes keeps these bytes as they are; compared only where managed fields count.
            return .text(Array("\(value)".utf8))
        case (.message(let message), .object): return .object(try read(value, message, schema))
        default: throw IncomparableError()
        }
    }

    private static func quantity(_ text: [UInt8]) throws(IncomparableError) -> ComparableValue {
        // Blanks around it are allowed in JSON.
        let start = text.firstIndex { $0 != 0x20 } ?? text.endIndex
        let end = text.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? start
        guard let value = ComparableValue.quantity(Array(text[start..<end])) else { throw IncomparableError() }
        return value
    }
}

extension PodSchema {
    /// The field of a message that has this name in JSON; inline messages are not named.
    fileprivate func field(_ name: String, of message: Int) -> Field? {
        messages[message].fields.first { !$0.isInline && $0.name.utf8.elementsEqual(name.utf8) }
    }
}
