import PolicyObjects

/// What a user should know of a policy set that was loaded: what is in it, what was left out, what is odd.
package struct PolicySetReport: Sendable {
    /// Objects by kind, in a fixed order, only those that occur.
    package private(set) var counts: [(kind: String, count: Int)] = []
    /// Objects of kinds that do not matter to a policy set, as `v1 ConfigMap`, by name.
    package private(set) var skipped: [String: Int] = [:]
    /// Said of objects one by one, with their place.
    package var warnings: [String] = []
    /// The set is Amazon EKS' default, since none was given.
    package var isDefaultSet = false

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

    /// `2 PodSecurityPolicy, 1 ClusterRole`.
    package var summary: String {
        if isDefaultSet { return "none given, so the default set of Amazon EKS (`eks.privileged` for everyone)" }
        return counts.isEmpty ? "no objects" : counts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    }

    /// `skipped 3 objects of other kinds: 2 v1 ConfigMap, 1 apps/v1 Deployment`, most frequent first; nil: none was.
    package var skippedSummary: String? {
        guard !skipped.isEmpty else { return nil }
        let byCount = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let kinds = byCount.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let count = skipped.values.reduce(0, +)
        return "skipped \(count) \(count == 1 ? "object" : "objects") of other kinds: \(kinds)"
    }
}
