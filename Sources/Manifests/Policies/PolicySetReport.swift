package import PolicyObjects

/// A policy set as it was loaded.
package struct LoadedPolicySet: Sendable {
    package var sources: PolicySources
    package var report: PolicySetReport
}

/// What a user should know of a policy set that was loaded: what is in it, what was left out, what is odd.
package struct PolicySetReport: Sendable {
    package var documents = 0
    /// Objects by kind, in a fixed order, only those that occur.
    package private(set) var counts: [(kind: String, count: Int)] = []
    /// Documents of kinds that do not matter to a policy set, as `v1 ConfigMap`, by name.
    package private(set) var skipped: [String: Int] = [:]
    package var warnings: [String] = []

    mutating func skip(apiVersion: String, kind: String) {
        skipped[apiVersion.isEmpty ? kind : "\(apiVersion) \(kind)", default: 0] += 1
    }

    mutating func count(_ sources: PolicySources) {
        let all = [
            ("PodSecurityPolicy", sources.policies.count), ("Role", sources.roles.count),
            ("ClusterRole", sources.clusterRoles.count), ("RoleBinding", sources.roleBindings.count),
            ("ClusterRoleBinding", sources.clusterRoleBindings.count),
            ("ServiceAccount", sources.serviceAccounts.count), ("Namespace", sources.namespaces.count),
        ]
        counts = all.filter { $0.1 > 0 }.map { (kind: $0.0, count: $0.1) }
    }
}
