package import PolicyObjects

/// Policy sets of any size, shaped like those of real clusters' repositories: one range a rule, a few host path prefixes,
/// `*` volumes in a third, hardly any sysctls.
package struct PolicyGenerator: Sendable {
    private var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// `count` policies, of which the generator's service account may use `usable`, spread evenly over the names: one of
    /// them admits most pods, the others are as strict as the rest.
    package mutating func sources(count: Int, usable: Int) -> PolicySources {
        var sources = PolicySources()
        let usable = min(count, usable)
        let usableNumbers = Set((0..<usable).map { $0 * count / usable })
        let open = usable > 0 ? (usable / 2) * count / usable : -1
        for number in 0..<count {
            let name = Self.name(number)
            sources.policies.append(number == open ? openPolicy(name) : policy(name))
            let namespace = usableNumbers.contains(number) ? PodGenerator.namespace : "team-\(number)"
            grant(name, in: namespace, to: &sources)
        }
        return sources
    }

    private static func name(_ number: Int) -> String {
        let digits = String(number)
        return "policy-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    private func grant(_ name: String, in namespace: String, to sources: inout PolicySources) {
        var rule = PolicyRule()
        rule.apiGroups = ["policy"]
        rule.resources = ["podsecuritypolicies"]
        rule.verbs = ["use"]
        rule.resourceNames = [name]
        var role = ClusterRole(metadata: ObjectMetadata(name: "psp:\(name)"))
        role.rules = [rule]
        sources.clusterRoles.append(role)

        var account = BindingSubject()
        account.kind = "ServiceAccount"
        account.name = PodGenerator.serviceAccount
        account.namespace = namespace
        var binding = RoleBinding(metadata: ObjectMetadata(name: "psp:\(name)", namespace: namespace))
        binding.subjects = [account]
        binding.role.apiGroup = "rbac.authorization.k8s.io"
        binding.role.kind = "ClusterRole"
        binding.role.name = role.metadata.name
        sources.roleBindings.append(binding)
    }

    private func openPolicy(_ name: String) -> PodSecurityPolicy {
        var policy = PodSecurityPolicy(name: name)
        policy.metadata.annotations = [("seccomp.security.alpha.kubernetes.io/allowedProfileNames", "*")]
        policy.volumes = ["*"]
        policy.allowedCapabilities = ["*"]
        policy.privileged = true
        policy.hostNetwork = true
        policy.hostPorts = [.init(min: 0, max: 65535)]
        policy.seLinux.rule = "RunAsAny"
        policy.runAsUser.rule = "RunAsAny"
        policy.supplementalGroups.rule = "RunAsAny"
        policy.fsGroup.rule = "RunAsAny"
        return policy
    }

    private mutating func policy(_ name: String) -> PodSecurityPolicy {
        var policy = openPolicy(name)
        policy.metadata.annotations = random.chance(43) ? policy.metadata.annotations : []
        policy.privileged = random.chance(20)
        policy.hostNetwork = random.chance(30)
        policy.hostPID = random.chance(20)
        policy.hostIPC = random.chance(15)
        policy.allowPrivilegeEscalation = random.chance(60)
        policy.readOnlyRootFilesystem = random.chance(9)
        if random.chance(67) {
            policy.volumes = ["configMap", "emptyDir", "projected", "secret", "downwardAPI", "persistentVolumeClaim"]
            if random.chance(30) { policy.volumes.append("hostPath") }
        }
        if random.chance(23) {
            policy.allowedHostPaths = (0...random.below(4)).map { _ in
                .init(
                    pathPrefix: random.pick(["/var/log", "/etc", "/proc", "/sys", "/var/lib/kubelet"]),
                    readOnly: random.chance(50)
                )
            }
        }
        let port = Int32(1024 + random.below(30000))
        policy.hostPorts = random.chance(33) ? [.init(min: port, max: port + Int32(random.below(1000)))] : []
        policy.allowedCapabilities =
            random.chance(20)
            ? ["*"] : random.chance(40) ? [random.pick(["NET_ADMIN", "NET_BIND_SERVICE", "SYS_ADMIN"])] : []
        if policy.allowedCapabilities != ["*"], random.chance(25) {
            policy.requiredDropCapabilities = [random.pick(["ALL", "NET_RAW", "MKNOD"])]
        }
        let first = Int64(1 + random.below(2000))
        let range = [PodSecurityPolicy.IDRange(min: first, max: first + Int64(random.below(60000)))]
        if random.chance(22) { policy.runAsUser = .init(rule: "MustRunAsNonRoot") }
        if random.chance(7) { policy.runAsUser = .init(rule: "MustRunAs", ranges: range) }
        if random.chance(23) { policy.fsGroup = .init(rule: "MustRunAs", ranges: range) }
        if random.chance(24) { policy.supplementalGroups = .init(rule: "MustRunAs", ranges: range) }
        return policy
    }
}
