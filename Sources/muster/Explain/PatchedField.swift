import JSONScan

/// A field that a policy fills in, as people name it.
struct PatchedField: Equatable {
    /// From the object's root, as `spec.containers[0].securityContext.runAsUser`.
    var path: String
    var value: JSONValue

    /// The fields of an RFC 6902 patch that only adds, as the plugin's mutation does, one each.
    ///
    /// The annotation that names the policy is left out: it is no change of the pod.
    static func fields(ofPatch patch: [UInt8]) throws(JSONError) -> [PatchedField] {
        guard !patch.isEmpty else { return [] }
        var fields: [PatchedField] = []
        for operation in try JSONParser.parse(patch).array ?? [] {
            guard let pointer = operation["path"]?.string, let value = operation["value"] else { continue }
            var path = ""
            for token in pointer.utf8.split(separator: UInt8(ascii: "/")) {
                path = Self.path(path, Self.unescaped(token))
            }
            add(value, at: path, to: &fields)
        }
        return fields
    }

    /// Objects are taken apart, so that one that is added for its members' sake is none; lists are not.
    private static func add(_ value: JSONValue, at path: String, to fields: inout [PatchedField]) {
        if let members = value.members {
            for member in members { add(member.value, at: Self.path(path, member.key), to: &fields) }
        } else if !path.hasSuffix("metadata.annotations[kubernetes.io/psp]") {
            fields.append(PatchedField(path: path, value: value))
        }
    }

    /// An index in brackets, a key of a map too, a field behind a dot.
    private static func path(_ parent: String, _ name: String) -> String {
        if parent.isEmpty { return name }
        let isIndex = !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isIndex || parent.hasSuffix("metadata.annotations") ? "\(parent)[\(name)]" : "\(parent).\(name)"
    }

    /// RFC 6901.
    private static func unescaped(_ token: Substring.UTF8View.SubSequence) -> String {
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in token {
            if isEscape {
                bytes.append(byte == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
                isEscape = false
            } else if byte == UInt8(ascii: "~") {
                isEscape = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `PATH: VALUE`, the value as JSON.
    var text: String {
        var writer = JSONWriter()
        writer.value(value)
        return "\(path): \(String(decoding: writer.bytes, as: UTF8.self))"
    }
}
