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
        return check.object(
            node,
            "",
            [
                ("kind", .string), ("apiVersion", .string), ("metadata", .object(Self.objectMeta)),
            ]
        )
    }

    private indirect enum Shape: Sendable {
        case string, bool, integer, time, anything
        case stringMap
        case list(Shape)
        case object([(name: String, shape: Shape)])
    }

    private static let objectMeta: [(name: String, shape: Shape)] = [
        ("name", .string), ("generateName", .string), ("namespace", .string), ("selfLink", .string), ("uid", .string),
        ("resourceVersion", .string), ("generation", .integer), ("creationTimestamp", .time),
        ("deletionTimestamp", .time), ("deletionGracePeriodSeconds", .integer), ("labels", .stringMap),
        ("annotations", .stringMap),
        (
            "ownerReferences",
            .list(
                .object([
                    ("apiVersion", .string), ("kind", .string), ("name", .string), ("uid", .string),
                    ("controller", .bool), ("blockOwnerDeletion", .bool),
                ])
            )
        ),
        ("finalizers", .list(.string)), ("clusterName", .string),
        (
            "managedFields",
            .list(
                .object([
                    ("manager", .string), ("operation", .string), ("apiVersion", .string), ("time", .time),
                    ("fieldsType", .string), ("fieldsV1", .anything),
                ])
            )
        ),
    ]

    private func object(_ node: Int, _ path: String, _ fields: [(name: String, shape: Shape)]) -> DocumentProblem? {
        members(of: node) { key, value in
            guard let field = fields.first(where: { tape.bytes(key).elementsEqual($0.name.utf8) }) else { return nil }
            return self.value(value, path.isEmpty ? field.name : "\(path).\(field.name)", field.shape)
        }
    }

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

    private func value(_ node: Int, _ path: String, _ shape: Shape) -> DocumentProblem? {
        let kind = tape.nodes[node].kind
        if kind == .null { return nil }
        switch shape {
        case .anything: return nil
        case .string: return kind == .string ? nil : mismatch(node, path, "a string")
        case .bool: return kind == .true || kind == .false ? nil : mismatch(node, path, "a boolean")
        case .integer: return isInteger(node) ? nil : mismatch(node, path, "a 64-bit integer")
        case .time:
            let isTime = kind == .string && (unsafe GoTime.isRFC3339(tape.bytes(node).span.bytes))
            return isTime ? nil : mismatch(node, path, "an RFC 3339 time")
        case .stringMap:
            guard kind == .mapping else { return mismatch(node, path, "a map of strings") }
            return members(of: node) { key, value in
                self.value(value, "\(path)[\(tape.string(key))]", .string)
            }
        case .list(let element):
            guard kind == .sequence else { return mismatch(node, path, "a list") }
            var cursor = node + 1
            var index = 0
            while cursor < Int(tape.nodes[node].end) {
                if let problem = value(cursor, "\(path)[\(index)]", element) { return problem }
                cursor = Int(tape.nodes[cursor].end)
                index += 1
            }
            return nil
        case .object(let fields):
            return kind == .mapping ? object(node, path, fields) : mismatch(node, path, "an object")
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
