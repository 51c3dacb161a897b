/// Everything that a policy set is made from: the policies, the RBAC objects that grant them, and the accounts.
///
/// A later object of the same kind, namespace and name replaces an earlier one when the set is loaded.
package struct PolicySources: Sendable, Equatable {
    package var policies: [PodSecurityPolicy] = []
    package var roles: [Role] = []
    package var clusterRoles: [ClusterRole] = []
    package var roleBindings: [RoleBinding] = []
    package var clusterRoleBindings: [ClusterRoleBinding] = []
    package var serviceAccounts: [ServiceAccount] = []
    package var namespaces: [String] = []

    package init() {}
}

/// Kubernetes: `v1.ServiceAccount`, as far as the ServiceAccount admission plugin reads it.
package struct ServiceAccount: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var automountServiceAccountToken: Bool?
    /// Names of its `secrets`.
    package var secrets: [String] = []
    package init(metadata: ObjectMetadata) { self.metadata = metadata }
}
