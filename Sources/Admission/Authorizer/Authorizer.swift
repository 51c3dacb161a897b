package import PolicyObjects

/// Answers which policies a subject may `use` in a namespace, by RBAC alone, as PodSecurityPolicy admission asks.
///
/// ```
/// (subject's name and groups, namespace) -> roles held there and cluster-wide -> policies
/// ```
/// Roles are resolved to policy numbers, and bindings indexed by their subjects, when the authorizer is made; a question costs a
/// few look-ups and one pass over the policies granted, however many policies and bindings there are.
///
/// The group `system:masters` means nothing here: what lets a master use every policy in a cluster is the binding
/// `cluster-admin`, which `AdmissionOptions.bootstrapRBAC` adds. Aggregated roles count by their `rules` alone.
///
/// Kubernetes: `plugin/pkg/auth/authorizer/rbac`, `podsecuritypolicy.isAuthorizedForPolicy`.
package struct Authorizer: Sendable {
    private let none: PolicyMask
    private let everything: PolicyMask
    private let roles: [RoleGrants]
    private let bindings: BindingIndex
    private let hasBootstrapRBAC: Bool
    private let mastersUseAll: Bool

    /// Policy *i* has the name at *i* of `policyNames`; a name that stands twice counts for the last.
    package init(policyNames: [String], sources: PolicySources, options: AdmissionOptions) {
        var compiler = RoleCompiler(policyNames: policyNames, sources: sources, options: options)
        compiler.bindAll(sources, options)
        none = PolicyMask(count: policyNames.count)
        var everything = none
        for policy in policyNames.indices { everything[policy] = true }
        self.everything = everything
        roles = compiler.roles
        bindings = compiler.bindings
        hasBootstrapRBAC = options.bootstrapRBAC
        mastersUseAll = (compiler.bindings.clusterWide[.group(BootstrapRBAC.masters)] ?? []).contains {
            compiler.roles[Int($0)].policyGroup.isAll || compiler.roles[Int($0)].extensionsGroup.isAll
        }
    }

    /// The policies that a requester may use, with the groups as given (`system:authenticated` is among them if it was said).
    package func policies(usableBy subject: Subject, in namespace: String) -> PolicyMask {
        policies(usableBy: subject, in: namespace, askedIn: PolicyAPIGroup.allCases)
    }

    /// The same, asked in one API group only.
    package func policies(
        usableBy subject: Subject,
        in namespace: String,
        askedIn groups: [PolicyAPIGroup]
    ) -> PolicyMask {
        var mask = none
        forEachRole(of: subject, in: namespace) { role in
            for group in groups {
                let selection = group == .policy ? role.policyGroup : role.extensionsGroup
                if selection.isAll {
                    mask = everything
                    return true
                }
                for policy in selection.policies { mask[Int(policy)] = true }
            }
            return false
        }
        return mask
    }

    /// The policies that a pod's own service account may use; an empty name is no account.
    package func policies(usableByServiceAccount name: String, in namespace: String) -> PolicyMask {
        guard !name.isEmpty else { return none }
        return policies(usableBy: ServiceAccountName(namespace: namespace, name: name).subject, in: namespace)
    }

    /// Whether a subject may use a policy, which need not be one of the set, asked in one API group.
    package func allows(
        _ subject: Subject,
        toUse policy: String,
        in namespace: String,
        askedIn group: PolicyAPIGroup
    ) -> Bool {
        var isAllowed = false
        forEachRole(of: subject, in: namespace) { role in
            isAllowed = role.allowUse(of: policy, in: group)
            return isAllowed
        }
        return isAllowed
    }

    /// The same for a pod's own service account, in either API group.
    package func allowsServiceAccount(_ name: String, toUse policy: String, in namespace: String) -> Bool {
        let subject = ServiceAccountName(namespace: namespace, name: name).subject
        return !name.isEmpty
            && PolicyAPIGroup.allCases.contains { allows(subject, toUse: policy, in: namespace, askedIn: $0) }
    }

    /// With the API server's own `cluster-admin` binding this subject could use every policy; without it, as here, not.
    ///
    /// A refusal of a pod for such a requester should say so.
    package func isChangedByBootstrapRBAC(_ subject: Subject) -> Bool {
        !hasBootstrapRBAC && !mastersUseAll
            && subject.groups.contains { $0.utf8.elementsEqual(BootstrapRBAC.masters.utf8) }
    }

    /// Calls `body` for each role that the subject holds, until it returns true.
    private func forEachRole(of subject: Subject, in namespace: String, _ body: (RoleGrants) -> Bool) {
        let inNamespace = bindings.roles(in: namespace)
        var holders = [BindingIndex.Holder.user(subject.username)]
        holders += subject.groups.map(BindingIndex.Holder.group)
        for held in [bindings.clusterWide, inNamespace ?? [:]] where !held.isEmpty {
            for holder in holders {
                for role in held[holder] ?? [] where body(roles[Int(role)]) { return }
            }
        }
    }
}
