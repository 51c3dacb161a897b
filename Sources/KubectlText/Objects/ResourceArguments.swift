package import PolicyObjects

/// What the arguments of `get` and `describe` ask for: `TYPE`, `TYPE NAME...`, `TYPE/NAME...`, `TYPE,TYPE`.
///
/// Kubernetes: `resource.Builder.ResourceTypeOrNameArgs`.
package struct ResourceArguments: Sendable, Equatable {
    package struct Request: Sendable, Equatable {
        package var type: ResourceType
        /// nil: all.
        package var name: String?
    }

    package private(set) var requests: [Request] = []

    /// One type and one name: a single object is shown as itself and not in a list.
    package var isSingle: Bool { requests.count == 1 && requests[0].name != nil }

    package init(_ arguments: [String], on version: KubernetesVersion) throws(KubectlError) {
        if arguments.contains(where: { $0.contains("/") }) {
            for argument in arguments { requests.append(try Self.request(argument, on: version)) }
            return
        }
        guard let types = arguments.first else { throw .usage("required resource not specified") }
        let names = arguments.dropFirst()
        guard !names.contains("") else { throw .usage("resource name may not be empty") }
        var seen: [ResourceType] = []
        for text in types.split(separator: ",", omittingEmptySubsequences: false) {
            let type = try Self.type(String(text), on: version)
            guard !seen.contains(type) else { continue }
            seen.append(type)
            if names.isEmpty { requests.append(Request(type: type)) }
            for name in names { requests.append(Request(type: type, name: name)) }
        }
    }

    private static func request(_ argument: String, on version: KubernetesVersion) throws(KubectlError) -> Request {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else {
            throw .usage(
                "there is no need to specify a resource type as a separate argument when passing arguments in "
                    + "resource/name form (e.g. 'muster get resource/<resource_name>' instead of "
                    + "'muster get resource resource/<resource_name>'"
            )
        }
        guard parts.count == 2 else { throw .usage("arguments in resource/name form may not have more than one slash") }
        guard !parts[0].isEmpty, !parts[1].isEmpty else {
            throw .usage("arguments in resource/name form must have a single resource and name")
        }
        return Request(type: try type(parts[0], on: version), name: parts[1])
    }

    private static func type(_ text: String, on version: KubernetesVersion) throws(KubectlError) -> ResourceType {
        guard let type = ResourceType(text, on: version) else { throw .unknownType(text) }
        return type
    }
}
