/// What is wrong with one field of an object, and where in the object.
package struct ObjectProblem: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The document cannot be read at all.
        case unreadable
        /// The field's value has a type that Kubernetes refuses there.
        case wrongType
        /// A whole number that the field's width cannot hold.
        case outOfRange
        /// The type has no such field. Kubernetes drops it silently; in a policy it is a hole.
        case unknownField
        /// A field without which the object means nothing.
        case missingField
        /// The kind is not served in that `apiVersion`.
        case unknownKind
    }

    package var code: Code
    /// From the object's root, as `spec.hostPorts[0].min`; empty: the object as a whole.
    package var path: String
    package var detail: String

    package init(_ code: Code, at path: String, _ detail: String) {
        self.code = code
        self.path = path
        self.detail = detail
    }

    package var description: String {
        if code == .unknownField { return "unknown field \(quoted(path))\(detail)" }
        return path.isEmpty ? detail : "\(quoted(path)): \(detail)"
    }
}
