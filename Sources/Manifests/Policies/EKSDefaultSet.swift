package import PolicyObjects

extension PolicySources {
    /// What Amazon EKS puts into every cluster: one policy that allows everything, granted to every authenticated user.
    ///
    /// It serves where no policies are given.
    package static var eksDefault: PolicySources {
        var sources = PolicySources()
        sources.policies = [EKSDefaultSet.policy]
        sources.clusterRoles = [EKSDefaultSet.role]
        sources.clusterRoleBindings = [EKSDefaultSet.binding]
        return sources
    }
}

/// The three objects, as EKS installs them since its 1.13.
private enum EKSDefaultSet {
    static let policyName = "eks.privileged"
    static let roleName = "eks:podsecuritypolicy:privileged"
    static let rbacGroup = "rbac.authorization.k8s.io"

    static func metadata(_ name: String, description: String? = nil) -> ObjectMetadata {
        var metadata = ObjectMetadata(name: name)
        metadata.labels = [
            ("kubernetes.io/cluster-service", "true"), ("eks.amazonaws.com/component", "pod-security-policy"),
        ]
        if let description { metadata.annotations = [("kubernetes.io/description", description)] }
        return metadata
    }

    static var policy: PodSecurityPolicy {
        var policy = PodSecurityPolicy(name: policyName)
        policy.metadata = metadata(
            policyName,
            description:
                "privileged allows full unrestricted access to pod features, as if the PodSecurityPolicy controller "
                + "was not enabled."
        )
        policy.metadata.annotations.append(("seccomp.security.alpha.kubernetes.io/allowedProfileNames", "*"))
        policy.privileged = true
        policy.allowPrivilegeEscalation = true
        policy.allowedCapabilities = ["*"]
        policy.volumes = ["*"]
        policy.hostNetwork = true
        policy.hostPorts = [.init(min: 0, max: 65_535)]
        policy.hostIPC = true
        policy.hostPID = true
        policy.runAsUser.rule = "RunAsAny"
        policy.seLinux.rule = "RunAsAny"
        policy.supplementalGroups.rule = "RunAsAny"
        policy.fsGroup.rule = "RunAsAny"
        return policy
    }

    static var role: ClusterRole {
        var role = ClusterRole(metadata: metadata(roleName))
        var rule = PolicyRule()
        rule.apiGroups = ["policy"]
        rule.resources = ["podsecuritypolicies"]
        rule.resourceNames = [policyName]
        rule.verbs = ["use"]
        role.rules = [rule]
        return role
    }

    static var binding: ClusterRoleBinding {
        var binding = ClusterRoleBinding(
            metadata: metadata(
                "eks:podsecuritypolicy:authenticated",
                description: "Allow all authenticated users to create privileged pods."
            )
        )
        binding.role.apiGroup = rbacGroup
        binding.role.kind = "ClusterRole"
        binding.role.name = roleName
        var everyone = BindingSubject()
        everyone.kind = "Group"
        everyone.apiGroup = rbacGroup
        everyone.name = "system:authenticated"
        binding.subjects = [everyone]
        return binding
    }
}
