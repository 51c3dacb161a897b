package import JSONScan

/// An object of a policy set, by its kind.
package enum PolicySetObject: Sendable, Equatable {
    case podSecurityPolicy(PodSecurityPolicy)
    case role(Role)
    case clusterRole(ClusterRole)
    case roleBinding(RoleBinding)
    case clusterRoleBinding(ClusterRoleBinding)
    case serviceAccount(ServiceAccount)
    case namespace(String)

    /// The kinds that make a policy set.
    package enum Kind: String, CaseIterable, Sendable {
        case podSecurityPolicy = "PodSecurityPolicy"
        case role = "Role"
        case clusterRole = "ClusterRole"
        case roleBinding = "RoleBinding"
        case clusterRoleBinding = "ClusterRoleBinding"
        case serviceAccount = "ServiceAccount"
        case namespace = "Namespace"

        private var apiVersions: [String] {
            switch self {
            case .podSecurityPolicy: ["policy/v1beta1", "extensions/v1beta1"]
            case .serviceAccount, .namespace: ["v1"]
            case .role, .clusterRole, .roleBinding, .clusterRoleBinding:
                [
                    "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1",
                    "rbac.authorization.k8s.io/v1alpha1",
                ]
            }
        }

        /// The kind that `apiVersion` and `kind` name; nil: one that does not matter to a policy set.
        ///
        /// What looks like a policy or an RBAC object of a version that no server has is an error: leaving it out would change answers.
        package init?(apiVersion: String, kind text: String) throws(ObjectProblem) {
            if let kind = Self(exactly: text) {
                if kind.apiVersions.contains(where: { $0.utf8.elementsEqual(apiVersion.utf8) }) {
                    self = kind
                    return
                }
                guard kind == .podSecurityPolicy || Self.isMeant(for: kind, KubernetesKinds.group(of: apiVersion))
                else {
                    return nil
                }
                let served = kind.apiVersions.map { "`\($0)`" }.joined(separator: ", ")
                throw ObjectProblem(
                    .unknownKind,
                    at: "apiVersion",
                    "no \(text) is served in \(quoted(apiVersion)), expected one of \(served)"
                )
            }
            guard let name = suggestion(for: text, among: Self.knownKinds), let meant = Self(rawValue: name),
                Self.isMeant(for: meant, KubernetesKinds.group(of: apiVersion))
            else { return nil }
            throw ObjectProblem(
                .unknownKind,
                at: "kind",
                "unknown kind \(quoted(text)), did you mean `\(meant.rawValue)`?"
            )
        }

        /// Besides the kinds of a policy set those that must not be taken for a misspelling of one.
        private static let knownKinds = allCases.map(\.rawValue) + KubernetesKinds.others

        /// Whether an object of that group, called like the kind, can be nothing but that kind: the group is the kind's, or
        /// nearly so, or one in which nobody else may define any.
        private static func isMeant(for kind: Self, _ group: String) -> Bool {
            let own = kind.apiVersions.map(KubernetesKinds.group)
            return KubernetesKinds.isReserved(group) || suggestion(for: group, among: own) != nil
        }

        private init?(exactly text: String) {
            guard let kind = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
                return nil
            }
            self = kind
        }
    }

    package init(decoding value: JSONValue, as kind: Kind, problems: inout [ObjectProblem]) {
        switch kind {
        case .podSecurityPolicy: self = .podSecurityPolicy(PodSecurityPolicy(decoding: value, problems: &problems))
        case .role: self = .role(Role(decoding: value, problems: &problems))
        case .clusterRole: self = .clusterRole(ClusterRole(decoding: value, problems: &problems))
        case .roleBinding: self = .roleBinding(RoleBinding(decoding: value, problems: &problems))
        case .clusterRoleBinding: self = .clusterRoleBinding(ClusterRoleBinding(decoding: value, problems: &problems))
        case .serviceAccount: self = .serviceAccount(ServiceAccount(decoding: value, problems: &problems))
        case .namespace:
            let object = ObjectReader(value, at: "", known: nil, problems: &problems)
            self = .namespace(ObjectMetadata(of: object, &problems).name)
        }
    }

    package var kind: Kind {
        switch self {
        case .podSecurityPolicy: .podSecurityPolicy
        case .role: .role
        case .clusterRole: .clusterRole
        case .roleBinding: .roleBinding
        case .clusterRoleBinding: .clusterRoleBinding
        case .serviceAccount: .serviceAccount
        case .namespace: .namespace
        }
    }

    /// Of a namespace its name alone is known.
    package var metadata: ObjectMetadata {
        switch self {
        case .podSecurityPolicy(let policy): policy.metadata
        case .role(let role): role.metadata
        case .clusterRole(let role): role.metadata
        case .roleBinding(let binding): binding.metadata
        case .clusterRoleBinding(let binding): binding.metadata
        case .serviceAccount(let account): account.metadata
        case .namespace(let name): ObjectMetadata(name: name)
        }
    }

    /// The namespace (empty for cluster-wide kinds; `default` where none was written) and the name.
    package var identity: (namespace: String, name: String) {
        switch self {
        case .podSecurityPolicy(let policy): ("", policy.name)
        case .clusterRole(let role): ("", role.metadata.name)
        case .clusterRoleBinding(let binding): ("", binding.metadata.name)
        case .namespace(let name): ("", name)
        case .role(let role): (role.metadata.effectiveNamespace, role.metadata.name)
        case .roleBinding(let binding): (binding.metadata.effectiveNamespace, binding.metadata.name)
        case .serviceAccount(let account): (account.metadata.effectiveNamespace, account.metadata.name)
        }
    }
}
