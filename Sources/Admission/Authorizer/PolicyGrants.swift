package import PolicyObjects

/// Through which binding and which role RBAC lets whom `use` which policies: in words what `Authorizer` answers in a bit.
///
/// For people who ask why, not for pods: a question looks at every binding of the set.
///
/// Kubernetes: `plugin/pkg/auth/authorizer/rbac`, `VisitRulesFor`.
package struct PolicyGrants: Sendable {
    /// Every grant: ClusterRoleBindings by name, then RoleBindings by namespace and name, the subjects of each in their order.
    package let all: [PolicyGrant]
    /// Bindings whose role is not there, in the same order.
    private let dangling: [DanglingBinding]

    private struct DanglingBinding: Sendable {
        var binding: GrantBinding
        var subjects: [GrantSubject]
        /// In Kubernetes' words.
        var reason: String
    }

    package init(_ sources: PolicySources, options: AdmissionOptions) {
        let roles = RoleIndex(sources, options)
        var all: [PolicyGrant] = []
        var dangling: [DanglingBinding] = []
        for (binding, reference, subjects) in Self.bindings(of: sources, options) {
            let named = subjects.compactMap { GrantSubject($0, bindingNamespace: binding.namespace) }
            guard let (role, rules) = roles.role(reference, in: binding.namespace) else {
                let reason = RoleIndex.missing(reference)
                dangling.append(DanglingBinding(binding: binding, subjects: named, reason: reason))
                continue
            }
            guard !rules.isEmpty else { continue }
            var seen: Set<[UInt8]> = []
            for subject in named where seen.insert(Array(subject.description.utf8)).inserted {
                all.append(PolicyGrant(subject: subject, binding: binding, role: role, rules: rules))
            }
        }
        self.all = all
        self.dangling = dangling
    }

    /// What a requester, with the groups as given, holds for requests in a namespace; of each binding the first subject that matches.
    package func grants(to requester: Subject, in namespace: String) -> [PolicyGrant] {
        var grants: [PolicyGrant] = []
        for grant in all where grant.holds(in: namespace) && grant.subject.matches(requester) {
            if grants.last?.binding != grant.binding { grants.append(grant) }
        }
        return grants
    }

    /// Who may use a policy for requests in a namespace; nil: in any.
    package func grants(of policy: String, in namespace: String? = nil) -> [PolicyGrant] {
        all.filter { grant in
            (namespace.map(grant.holds) ?? true) && !grant.apiGroups(forUseOf: policy).isEmpty
        }
    }

    /// Why bindings to a requester grant nothing: their roles that are not there, each said once.
    ///
    /// Kubernetes adds this to a refusal, as `RBAC: clusterrole.rbac.authorization.k8s.io "x" not found`.
    package func missingRoles(of requester: Subject, in namespace: String) -> [String] {
        var reasons: [String] = []
        for one in dangling where !reasons.holds(one.reason.utf8) {
            guard one.binding.namespace.map({ $0.utf8.elementsEqual(namespace.utf8) }) ?? true else { continue }
            if one.subjects.contains(where: { $0.matches(requester) }) { reasons.append(one.reason) }
        }
        return reasons
    }

    private typealias Binding = (name: GrantBinding, role: RoleReference, subjects: [BindingSubject])

    private static func bindings(of sources: PolicySources, _ options: AdmissionOptions) -> [Binding] {
        var bindings: [Binding] = sources.clusterRoleBindings.enumerated().map { index, binding in
            (GrantBinding(namespace: nil, name: binding.metadata.name, index: index), binding.role, binding.subjects)
        }
        if options.bootstrapRBAC {
            var role = RoleReference()
            role.kind = "ClusterRole"
            role.name = BootstrapRBAC.clusterAdmin
            let name = GrantBinding(namespace: nil, name: BootstrapRBAC.clusterAdmin, index: nil)
            bindings.append((name, role, [BootstrapRBAC.mastersSubject]))
        }
        bindings += sources.roleBindings.enumerated().map { index, binding in
            let namespace = binding.metadata.effectiveNamespace
            let name = GrantBinding(namespace: namespace, name: binding.metadata.name, index: index)
            return (name, binding.role, binding.subjects)
        }
        return bindings.map { (key: Self.key($0.name), binding: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map(\.binding)
    }

    private static func key(_ binding: GrantBinding) -> [UInt8] {
        var key: [UInt8] = [0]
        if let namespace = binding.namespace { key = [1] + Array(namespace.utf8) }
        key += [0] + Array(binding.name.utf8)
        return key + [0, binding.index == nil ? 1 : 0]
    }
}

/// The roles of a set by their names, each with its rules on the use of policies.
private struct RoleIndex {
    typealias Found = (role: GrantRole, rules: [PolicyRule])

    private var clusterRoles: [[UInt8]: Found] = [:]
    /// By namespace, then name.
    private var roles: [[UInt8]: [[UInt8]: Found]] = [:]

    init(_ sources: PolicySources, _ options: AdmissionOptions) {
        for (index, role) in sources.clusterRoles.enumerated() {
            let name = GrantRole(namespace: nil, name: role.metadata.name, index: index)
            clusterRoles[Array(name.name.utf8)] = (name, role.rules.filter(\.isAboutUseOfPolicies))
        }
        if options.bootstrapRBAC {
            let name = GrantRole(namespace: nil, name: BootstrapRBAC.clusterAdmin, index: nil)
            var found = clusterRoles[Array(name.name.utf8)] ?? (name, [])
            // The server adds what its own role lacks each time that it starts.
            found.rules += BootstrapRBAC.clusterAdminRules
            clusterRoles[Array(name.name.utf8)] = found
        }
        for (index, role) in sources.roles.enumerated() {
            let namespace = role.metadata.effectiveNamespace
            let name = GrantRole(namespace: namespace, name: role.metadata.name, index: index)
            roles[Array(namespace.utf8), default: [:]][Array(name.name.utf8)] =
                (name, role.rules.filter(\.isAboutUseOfPolicies))
        }
    }

    /// `namespace` is the binding's; nil: a ClusterRoleBinding.
    func role(_ reference: RoleReference, in namespace: String?) -> Found? {
        switch reference.kind {
        case "ClusterRole": clusterRoles[Array(reference.name.utf8)]
        case "Role": namespace.flatMap { roles[Array($0.utf8)]?[Array(reference.name.utf8)] }
        default: nil
        }
    }

    /// Kubernetes: `GetRoleReferenceRules`.
    static func missing(_ reference: RoleReference) -> String {
        switch reference.kind {
        case "ClusterRole", "Role":
            "\(reference.kind.lowercased()).rbac.authorization.k8s.io \"\(reference.name)\" not found"
        default: "unsupported role reference kind: \"\(reference.kind)\""
        }
    }
}
