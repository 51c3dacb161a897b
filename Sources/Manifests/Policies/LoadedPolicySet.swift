package import PolicyObjects

/// A policy set as it was loaded, with where each object comes from.
package struct LoadedPolicySet: Sendable {
    package var sources: PolicySources
    package var report: PolicySetReport
    /// Where the objects of `sources` were read, by kind, each list as long as its list there; empty: nowhere.
    package var origins: [PolicySetObject.Kind: [ObjectOrigin]]

    /// What admission will not say of the set but its user should hear, a line each, in the order of the objects.
    ///
    /// Unusable policies; bindings whose role is not there, so that they grant nothing; objects that live in `default` because they
    /// do not say where; a set that refuses every pod.
    package func findings(for options: AdmissionOptions) -> [String] {
        var findings = report.warnings
        for (index, policy) in sources.policies.enumerated() {
            guard let reason = policy.stored(with: options).unusableReason(with: options) else { continue }
            let place = place(.podSecurityPolicy, index)
            findings.append(
                "\(place)PodSecurityPolicy \(quoted(policy.name)) is unusable, admission skips it: \(reason)"
            )
        }
        findings += Self.bounded(danglingBindings(options))
        findings += Self.bounded(homeless)
        findings += Self.bounded(unfilledRoles)
        if sources.policies.isEmpty { findings.append("there is no PodSecurityPolicy: every pod is refused") }
        return findings
    }

    /// All that is to be said on loading, for a command's standard error.
    package func lines(for options: AdmissionOptions) -> [String] {
        ["policies: \(report.summary)"] + (report.skippedSummary.map { [$0] } ?? []) + findings(for: options)
    }

    /// Of a long list of one kind the first lines, and how many more there are.
    private static func bounded(_ lines: [String]) -> [String] {
        let linesMax = 20
        guard lines.count > linesMax else { return lines }
        return lines.prefix(linesMax) + ["and \(lines.count - linesMax) more like the last one"]
    }

    /// Aggregated roles that came without rules and were not filled, since they are as a server stores them.
    private var unfilledRoles: [String] {
        sources.clusterRoles.enumerated().filter { $0.element.aggregation != nil && $0.element.rules.isEmpty }
            .map { index, role in
                "\(place(.clusterRole, index))ClusterRole \(quoted(role.metadata.name)) aggregates other roles, but has no rules: "
                    + "it grants nothing"
            }
    }

    private func place(_ kind: PolicySetObject.Kind, _ index: Int) -> String {
        guard let origins = origins[kind], origins.indices.contains(index) else { return "" }
        return "\(origins[index]): "
    }

    private func danglingBindings(_ options: AdmissionOptions) -> [String] {
        var clusterRoles = Set(sources.clusterRoles.map { Array($0.metadata.name.utf8) })
        if options.bootstrapRBAC { clusterRoles.insert(Array("cluster-admin".utf8)) }
        let roles = Set(sources.roles.map { Self.key($0.metadata.effectiveNamespace, $0.metadata.name) })
        func exists(_ reference: RoleReference, in namespace: String?) -> Bool {
            if reference.kind.utf8.elementsEqual("ClusterRole".utf8) {
                return clusterRoles.contains(Array(reference.name.utf8))
            }
            guard let namespace, reference.kind.utf8.elementsEqual("Role".utf8) else { return false }
            return roles.contains(Self.key(namespace, reference.name))
        }
        var findings: [String] = []
        for (index, binding) in sources.clusterRoleBindings.enumerated() where !exists(binding.role, in: nil) {
            findings.append(
                "\(place(.clusterRoleBinding, index))ClusterRoleBinding \(quoted(binding.metadata.name)) grants nothing: "
                    + "there is no \(binding.role.kind) \(quoted(binding.role.name)) for it"
            )
        }
        for (index, binding) in sources.roleBindings.enumerated() {
            let namespace = binding.metadata.effectiveNamespace
            guard !exists(binding.role, in: namespace) else { continue }
            findings.append(
                "\(place(.roleBinding, index))RoleBinding \(quoted("\(namespace)/\(binding.metadata.name)")) grants nothing: "
                    + "there is no \(binding.role.kind) \(quoted(binding.role.name)) for it"
            )
        }
        return findings
    }

    private static func key(_ namespace: String, _ name: String) -> [UInt8] {
        Array(namespace.utf8) + [0] + Array(name.utf8)
    }

    /// Namespaced objects without a namespace.
    private var homeless: [String] {
        let kinds: [(PolicySetObject.Kind, [ObjectMetadata])] = [
            (.role, sources.roles.map(\.metadata)), (.roleBinding, sources.roleBindings.map(\.metadata)),
            (.serviceAccount, sources.serviceAccounts.map(\.metadata)),
        ]
        return kinds.flatMap { kind, objects in
            objects.enumerated().filter { $0.element.namespace.isEmpty }.map { index, metadata in
                "\(place(kind, index))\(kind.rawValue) \(quoted(metadata.name)) has no namespace: it lives in `default`"
            }
        }
    }
}
