import KubectlText
import PolicyObjects

/// What `get` and `describe` are asked for, and the objects that answer.
struct ResourceQuestion {
    let arguments: ResourceArguments
    private let listing: ResourceListing

    private let selector: LabelSelector?

    init(_ arguments: [String], _ options: SelectorOptions, _ set: CommandPolicySet) throws(CommandFailure) {
        do throws(KubectlError) {
            self.arguments = try ResourceArguments(arguments, on: set.version)
        } catch {
            throw CommandFailure(.unusable, error.reason)
        }
        selector = try options.selector()
        if selector != nil, self.arguments.requests.contains(where: { $0.name != nil }) {
            throw CommandFailure(.unusable, "name cannot be provided when a selector is specified")
        }
        listing = ResourceListing(set.sources, options: set.options(set.version))
    }

    /// Servers that are about to lose policies warn at every request for them.
    func warning(_ version: KubernetesVersion) -> String? {
        guard version >= .v1_24, arguments.requests.contains(where: { $0.type.kind == .podSecurityPolicy }) else {
            return nil
        }
        return "Warning: policy/v1beta1 PodSecurityPolicy is deprecated in v1.21+, unavailable in v1.25+"
    }

    struct Found {
        var type: ResourceType
        var object: PolicySetObject
    }

    /// The objects asked for, in the order of the question; what is not there goes to `missing`.
    func objects(in namespace: String?, missing: inout [KubectlError]) -> [Found] {
        var found: [Found] = []
        for request in arguments.requests {
            let all = listing.objects(of: request.type.kind, in: namespace)
            guard let name = request.name else {
                let selected = selector.map { selector in all.filter { selector.matches($0.metadata) } } ?? all
                found += selected.map { Found(type: request.type, object: $0) }
                continue
            }
            if let object = all.named(name) {
                found.append(Found(type: request.type, object: object))
            } else {
                missing.append(.notFound(request.type, name: name))
            }
        }
        return found
    }

    /// The objects of a type whose names begin with `prefix`.
    func objects(of type: ResourceType, prefix: String, in namespace: String?) -> [Found] {
        listing.objects(of: type.kind, in: namespace).filter { $0.identity.name.utf8.starts(with: prefix.utf8) }
            .map { Found(type: type, object: $0) }
    }
}
