package import PolicyObjects

/// A resource as an argument names it: `psp`, `clusterroles.rbac.authorization.k8s.io`, `PodSecurityPolicy`.
///
/// Kubernetes: `meta.RESTMapper`, `schema.ParseResourceArg`.
package struct ResourceType: Sendable, Equatable {
    package var kind: ResourceKind
    /// In which the server is asked.
    package var group: String
    package var version: String

    /// The type that `argument` names on a server of `kubernetesVersion`; nil: the server has none of that name.
    package init?(_ argument: String, on kubernetesVersion: KubernetesVersion) {
        let text = argument.lowercased()
        let name = text.prefix { $0 != "." }
        guard let kind = ResourceKind.allCases.first(where: { $0.names.contains(String(name)) }) else { return nil }
        self.kind = kind
        version = kind == .podSecurityPolicy ? "v1beta1" : "v1"
        let groups = kind.groups(on: kubernetesVersion)
        let asked = text.dropFirst(name.count + 1)
        // `TYPE.VERSION.GROUP`, else `TYPE.GROUP`, of which the beginning suffices.
        let versioned = "\(version)."
        let whole = asked.hasPrefix(versioned) ? String(asked.dropFirst(versioned.count)) : nil
        guard
            let group = groups.first(where: { $0 == whole }) ?? groups.first(where: { $0 == asked })
                ?? groups.first(where: { $0.hasPrefix(asked) })
        else { return nil }
        self.group = group
    }

    /// The name of all objects of the type, `podsecuritypolicies.policy`.
    package var resource: String { "\(kind.plural).\(group)" }

    /// An object as `-o name` prints it, `podsecuritypolicy.policy/NAME`.
    package func qualified(_ name: String) -> String { "\(kind.singular).\(group)/\(name)" }
}

/// The kinds that `get` and `describe` know.
package enum ResourceKind: Sendable, CaseIterable {
    case podSecurityPolicy, role, clusterRole, roleBinding, clusterRoleBinding

    package var isNamespaced: Bool { self == .role || self == .roleBinding }

    package var plural: String { self == .podSecurityPolicy ? "podsecuritypolicies" : "\(singular)s" }

    package var singular: String {
        switch self {
        case .podSecurityPolicy: "podsecuritypolicy"
        case .role: "role"
        case .clusterRole: "clusterrole"
        case .roleBinding: "rolebinding"
        case .clusterRoleBinding: "clusterrolebinding"
        }
    }

    fileprivate var names: [String] { [plural, singular] + (self == .podSecurityPolicy ? ["psp"] : []) }

    /// The groups in which a server has the kind, the preferred one first.
    fileprivate func groups(on version: KubernetesVersion) -> [String] {
        guard self == .podSecurityPolicy else { return ["rbac.authorization.k8s.io"] }
        return version < .v1_20 ? ["extensions", "policy"] : ["policy"]
    }
}
