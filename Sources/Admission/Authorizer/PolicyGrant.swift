package import PolicyObjects

/// One subject of one binding whose role lets its holders `use` policies.
package struct PolicyGrant: Sendable, Equatable {
    package var subject: GrantSubject
    package var binding: GrantBinding
    package var role: GrantRole
    /// The role's rules that speak of the use of policies.
    var rules: [PolicyRule]

    /// The API groups in which the grant lets its subject use a policy, which need not be one of any set; empty: in none.
    ///
    /// An empty name asks for the use of all policies.
    package func apiGroups(forUseOf policy: String) -> [PolicyAPIGroup] {
        PolicyAPIGroup.allCases.filter { group in rules.contains { $0.grants(policy, in: group) } }
    }

    /// Every policy may be used, whatever its name.
    package var isForEveryPolicy: Bool { rules.contains { $0.resourceNames.isEmpty } }

    /// The policies that the rules name, in their order, each once.
    package var policyNames: [String] {
        var seen: Set<[UInt8]> = []
        return rules.flatMap(\.resourceNames).filter { seen.insert(Array($0.utf8)).inserted }
    }

    /// Whether the grant reaches a request in `namespace`; an empty namespace asks for the whole cluster.
    package func holds(in namespace: String) -> Bool {
        guard let own = binding.namespace else { return true }
        return own.utf8.elementsEqual(namespace.utf8)
    }
}

/// Whom a binding names.
package enum GrantSubject: Sendable, Hashable, CustomStringConvertible {
    case user(String)
    case group(String)
    case serviceAccount(namespace: String, name: String)

    /// nil: nobody, as Kubernetes compares subjects.
    ///
    /// `bindingNamespace` is that of a RoleBinding: a service account without a namespace lives there; without either, it is nobody.
    /// Kubernetes: `appliesToUser`.
    package init?(_ subject: BindingSubject, bindingNamespace: String?) {
        switch subject.kind {
        case "User": self = .user(subject.name)
        case "Group": self = .group(subject.name)
        case "ServiceAccount":
            let namespace = subject.namespace.isEmpty ? bindingNamespace ?? "" : subject.namespace
            guard !namespace.isEmpty else { return nil }
            self = .serviceAccount(namespace: namespace, name: subject.name)
        default: return nil
        }
    }

    /// Whether it is this requester, or a group of it.
    package func matches(_ requester: Subject) -> Bool {
        switch self {
        case .user(let name): requester.username.utf8.elementsEqual(name.utf8)
        case .group(let name): requester.groups.holds(name.utf8)
        case .serviceAccount(let namespace, let name):
            requester.username.utf8.elementsEqual(ServiceAccountName(namespace: namespace, name: name).username.utf8)
        }
    }

    package var kind: String {
        switch self {
        case .user: "User"
        case .group: "Group"
        case .serviceAccount: "ServiceAccount"
        }
    }

    package var name: String {
        switch self {
        case .user(let name), .group(let name), .serviceAccount(_, let name): name
        }
    }

    /// `Group/system:authenticated`, `ServiceAccount/NAMESPACE/NAME`.
    package var description: String {
        switch self {
        case .user(let name), .group(let name): "\(kind)/\(name)"
        case .serviceAccount(let namespace, let name): "\(kind)/\(namespace)/\(name)"
        }
    }
}

/// The binding of a grant.
package struct GrantBinding: Sendable, Hashable, CustomStringConvertible {
    /// That of a RoleBinding, where alone it counts; nil: a ClusterRoleBinding.
    package var namespace: String?
    package var name: String
    /// Its place among the set's bindings of its kind; nil: the API server's own, which is in no file.
    package var index: Int?

    package var kind: String { namespace == nil ? "ClusterRoleBinding" : "RoleBinding" }

    /// `ClusterRoleBinding/NAME`, `RoleBinding/NAMESPACE/NAME`.
    package var description: String { "\(kind)/\(namespace.map { "\($0)/" } ?? "")\(name)" }
}

/// The role of a grant.
package struct GrantRole: Sendable, Hashable, CustomStringConvertible {
    /// That of a Role; nil: a ClusterRole.
    package var namespace: String?
    package var name: String
    /// Its place among the set's roles of its kind; nil: the API server's own, which is in no file.
    package var index: Int?

    package var kind: String { namespace == nil ? "ClusterRole" : "Role" }

    /// `ClusterRole/NAME`, `Role/NAMESPACE/NAME`.
    package var description: String { "\(kind)/\(namespace.map { "\($0)/" } ?? "")\(name)" }
}
