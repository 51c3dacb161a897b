import PodFacts

/// Checks that an object's type and metadata are what kubectl can decode: a document that they are not is refused.
///
/// Kubernetes: cli-runtime's `metadataValidatingDecoder`, which decodes `TypeMeta` and `metav1.ObjectMeta` with
/// case-sensitive keys; unknown fields are ignored, null is fine everywhere, every occurrence of a repeated key counts.
struct MetadataCheck {
    private let tape: DocumentTape
    private let isJSON: Bool

    static func problem(raw tape: DocumentTape, isJSON: Bool) -> DocumentProblem? {
        problem(0, of: tape, isJSON: isJSON)
    }

    /// The first problem of the object at a node of the tape.
    static func problem(_ node: Int, of tape: DocumentTape, isJSON: Bool) -> DocumentProblem? {
        guard tape.nodes[node].kind == .mapping else { return nil }
        let check = MetadataCheck(tape: tape, isJSON: isJSON)
        return check.members(of: node) { key, value in
            switch tape.string(key) {
            case "kind": check.value(value, "kind", .text)
            case "apiVersion": check.value(value, "apiVersion", .text)
            case "metadata": check.value(value, "metadata", .message(objectMeta))
            default: nil
            }
        }
    }

    private static let schema = PodSchema.standard
    private static let objectMeta = schema.index(of: "ObjectMeta")

    /// The first problem among the members of a mapping.
    private func members(
        of node: Int,
        _ check: (_ key: Int, _ value: Int) -> DocumentProblem?
    ) -> DocumentProblem? {
        var cursor = node + 1
        let end = Int(tape.nodes[node].end)
        while cursor < end {
            let value = Int(tape.nodes[cursor].end)
            if let problem = check(cursor, value) { return problem }
            cursor = Int(tape.nodes[value].end)
        }
        return nil
    }

    private func object(_ node: Int, _ path: String, _ message: Int) -> DocumentProblem? {
        members(of: node) { key, value in
            let name = tape.bytes(key)
            // kubectl 1.20 does not know the later ones.
            let field = Self.schema.messages[message].fields.first { $0.name.utf8.elementsEqual(name) && !$0.isLater }
            return field.flatMap { self.field(value, "\(path).\($0.name)", $0) }
        }
    }

    private func field(_ node: Int, _ path: String, _ field: PodSchema.Field) -> DocumentProblem? {
        let kind = tape.nodes[node].kind
        if kind == .null { return nil }
        switch field.shape {
        case .single, .optional: return value(node, path, field.kind)
        case .map:
            guard kind == .mapping else { return mismatch(node, path, "a map of strings") }
            return members(of: node) { key, value in
                self.value(value, "\(path)[\(tape.string(key))]", field.kind)
            }
        case .list:
            guard kind == .sequence else { return mismatch(node, path, "a list") }
            var cursor = node + 1
            var index = 0
            while cursor < Int(tape.nodes[node].end) {
                if let problem = value(cursor, "\(path)[\(index)]", field.kind) { return problem }
                cursor = Int(tape.nodes[cursor].end)
                index += 1
            }
            return nil
        }
    }

    private func value(_ node: Int, _ path: String, _ kind: PodSchema.Field.Kind) -> DocumentProblem? {
        let found = tape.nodes[node].kind
        if found == .null { return nil }
        switch kind {
        case .text, .bytes: return found == .string ? nil : mismatch(node, path, "a string")
        case .bool: return found == .true || found == .false ? nil : mismatch(node, path, "a boolean")
        case .int32, .int64: return isInteger(node) ? nil : mismatch(node, path, "a 64-bit integer")
        case .message(Self.schema.fieldsV1): return nil
        case .message(Self.schema.time):
            let isTime = found == .string && (unsafe GoTime.isRFC3339(tape.bytes(node).span.bytes))
            return isTime ? nil : mismatch(node, path, "an RFC 3339 time")
        case .message(let message):
            return found == .mapping ? object(node, path, message) : mismatch(node, path, "an object")
        }
    }

    /// In YAML a float that is a whole number has become one on the way.
    private func isInteger(_ node: Int) -> Bool {
        switch tape.nodes[node].kind {
        case .integer: true
        case .float: !isJSON && GoNumber.int64(tape.bytes(node)) != nil
        default: false
        }
    }

    private func mismatch(_ node: Int, _ path: String, _ expected: String) -> DocumentProblem {
        let found = ObjectDecoder.describe(tape.nodes[node].kind)
        return DocumentProblem(
            "unable to decode `\(path)`: expected \(expected), found \(found)",
            line: Int(tape.nodes[node].line),
            scope: .document
        )
    }
}
