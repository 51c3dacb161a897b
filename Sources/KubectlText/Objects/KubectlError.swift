/// What kubectl says on standard error when a question has no answer, in its words.
package enum KubectlError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Kubernetes: `apierrors.NewNotFound`.
    case notFound(ResourceType, name: String)
    /// Kubernetes: `discovery`, `meta.NoResourceMatchError`.
    case unknownType(String)
    /// The arguments do not fit each other.
    case usage(String)

    package var description: String {
        switch self {
        case .notFound: "Error from server (NotFound): \(reason)"
        case .unknownType, .usage: "error: \(reason)"
        }
    }

    /// Without the prefix that kubectl puts before it.
    package var reason: String {
        switch self {
        case .notFound(let type, let name): "\(type.resource) \(Self.goQuoted(name)) not found"
        case .unknownType(let name): "the server doesn't have a resource type \(Self.goQuoted(name))"
        case .usage(let text): text
        }
    }

    /// Go's `%q`, as far as names go.
    private static func goQuoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
