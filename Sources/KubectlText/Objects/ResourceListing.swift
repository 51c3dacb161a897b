package import PolicyObjects

/// The objects of a policy set as a server lists them: by namespace and name, policies as it stores them.
package struct ResourceListing: Sendable {
    private let sources: PolicySources
    private let options: AdmissionOptions

    package init(_ sources: PolicySources, options: AdmissionOptions) {
        self.sources = sources
        self.options = options
    }

    /// The objects of a type, of one namespace if they have one; nil: of all namespaces.
    package func objects(of kind: ResourceKind, in namespace: String?) -> [PolicySetObject] {
        let objects: [PolicySetObject] =
            switch kind {
            case .podSecurityPolicy: sources.policies.map { .podSecurityPolicy($0.stored(with: options)) }
            case .role: sources.roles.map(PolicySetObject.role)
            case .clusterRole: sources.clusterRoles.map(PolicySetObject.clusterRole)
            case .roleBinding: sources.roleBindings.map(PolicySetObject.roleBinding)
            case .clusterRoleBinding: sources.clusterRoleBindings.map(PolicySetObject.clusterRoleBinding)
            }
        let listed = objects.map { object in
            let identity = object.identity
            return (key: Array(identity.namespace.utf8) + [0] + Array(identity.name.utf8), identity, object)
        }
        return listed.filter { _, identity, _ in
            guard kind.isNamespaced, let namespace else { return true }
            return identity.namespace.utf8.elementsEqual(namespace.utf8)
        }
        .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        .map(\.2)
    }
}

extension [PolicySetObject] {
    /// The first object of that name.
    package func named(_ name: String) -> PolicySetObject? {
        first { $0.identity.name.utf8.elementsEqual(name.utf8) }
    }
}
