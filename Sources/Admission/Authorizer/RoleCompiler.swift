import PolicyObjects

/// The RBAC objects that an API server makes for itself, as far as they grant the use of policies.
enum BootstrapRBAC {
    static let masters = "system:masters"
    static let clusterAdmin = "cluster-admin"

    /// Kubernetes: `bootstrappolicy.ClusterRoles`, `cluster-admin`.
    static var clusterAdminRules: [PolicyRule] {
        var rule = PolicyRule()
        rule.apiGroups = ["*"]
        rule.resources = ["*"]
        rule.verbs = ["*"]
        return [rule]
    }

    /// Kubernetes: `bootstrappolicy.ClusterRoleBindings`, `cluster-admin`.
    static var mastersSubject: BindingSubject {
        var subject = BindingSubject()
        subject.kind = "Group"
        subject.name = masters
        return subject
    }
}

/// Resolves roles to policy numbers and bindings to roles; a binding to a role that is not there binds nothing.
struct RoleCompiler {
    private(set) var roles: [RoleGrants] = []
    private(set) var bindings = BindingIndex()

    private var clusterRoles: [[UInt8]: Int32] = [:]
    /// By namespace, then name.
    private var namespacedRoles: [[UInt8]: [[UInt8]: Int32]] = [:]

    init(policyNames: [String], sources: PolicySources, options: AdmissionOptions) {
        var numbers: [[UInt8]: Int32] = [:]
        numbers.reserveCapacity(policyNames.count)
        for (number, name) in policyNames.enumerated() { numbers[Array(name.utf8)] = Int32(clamping: number) }
        for role in sources.clusterRoles {
            clusterRoles[Array(role.metadata.name.utf8)] = add(role.rules, numbers)
        }
        if options.bootstrapRBAC {
            // The server adds what its own role lacks each time that it starts.
            let own = sources.clusterRoles.last { $0.metadata.name.utf8.elementsEqual(BootstrapRBAC.clusterAdmin.utf8) }
            clusterRoles[Array(BootstrapRBAC.clusterAdmin.utf8)] = add(
                (own?.rules ?? []) + BootstrapRBAC.clusterAdminRules,
                numbers
            )
        }
        for role in sources.roles {
            let namespace = Array(role.metadata.effectiveNamespace.utf8)
            namespacedRoles[namespace, default: [:]][Array(role.metadata.name.utf8)] = add(role.rules, numbers)
        }
    }

    private mutating func add(_ rules: [PolicyRule], _ numbers: [[UInt8]: Int32]) -> Int32 {
        roles.append(RoleGrants(rules: rules, numbers: numbers))
        return Int32(clamping: roles.count - 1)
    }

    mutating func bindAll(_ sources: PolicySources, _ options: AdmissionOptions) {
        for binding in sources.clusterRoleBindings {
            bind(binding.subjects, to: clusterRole(binding.role), in: nil)
        }
        if options.bootstrapRBAC {
            bind([BootstrapRBAC.mastersSubject], to: clusterRoles[Array(BootstrapRBAC.clusterAdmin.utf8)], in: nil)
        }
        for binding in sources.roleBindings {
            let namespace = binding.metadata.effectiveNamespace
            let role =
                binding.role.kind.utf8.elementsEqual("Role".utf8)
                ? namespacedRoles[Array(namespace.utf8)]?[Array(binding.role.name.utf8)]
                : clusterRole(binding.role)
            bind(binding.subjects, to: role, in: namespace)
        }
    }

    private func clusterRole(_ reference: RoleReference) -> Int32? {
        guard reference.kind.utf8.elementsEqual("ClusterRole".utf8) else { return nil }
        return clusterRoles[Array(reference.name.utf8)]
    }

    private mutating func bind(_ subjects: [BindingSubject], to role: Int32?, in namespace: String?) {
        guard let role, !roles[Int(role)].isEmpty else { return }
        bindings.bind(subjects, to: role, in: namespace)
    }
}
