package import PolicyObjects

/// Policies with odd and invalid values among sensible ones: reversed and extreme ranges, unknown rules, defaults outside
/// their own lists.
package struct RandomPolicies {
    private var chance: Chance

    package init(seed: UInt64) { chance = Chance(seed: seed) }

    /// `count` policies with distinct names.
    package mutating func policies(_ count: Int) -> [PodSecurityPolicy] {
        (0..<count).map { policy(named: "\(chance.pick(["p", "P", "q-", "z."]))\($0)") }
    }

    private mutating func policy(named name: String) -> PodSecurityPolicy {
        var policy = PodSecurityPolicy(name: name)
        // Half of the policies are open but for a few rules, so that verdicts vary.
        let share = chance.pick([8, 8, 30, 60])
        policy.privileged = !chance.percent(share)
        policy.hostNetwork = !chance.percent(share)
        policy.hostPID = !chance.percent(share)
        policy.hostIPC = !chance.percent(share)
        policy.readOnlyRootFilesystem = chance.percent(share)
        policy.allowPrivilegeEscalation = !chance.percent(share)
        if chance.percent(share) { policy.defaultAllowPrivilegeEscalation = chance.percent(50) }
        policy.runAsUser = strategy(share, ["MustRunAs", "MustRunAsNonRoot", "MustRunAsNonRoot"])
        policy.fsGroup = strategy(share, ["MustRunAs", "MayRunAs"])
        policy.supplementalGroups = strategy(share, ["MustRunAs", "MayRunAs"])
        if chance.percent(50) { policy.runAsGroup = strategy(share, ["MustRunAs", "MayRunAs"]) }
        seLinux(&policy, share)
        volumes(&policy, share)
        profiles(&policy, share)
        capabilities(&policy, share)
        if chance.percent(share) {
            policy.allowedUnsafeSysctls = chance.some(Universe.patterns, most: 3)
            policy.forbiddenSysctls = chance.some(Universe.patterns, most: 2)
        } else {
            policy.allowedUnsafeSysctls = ["*"]
        }
        if chance.percent(share) { policy.allowedProcMountTypes = chance.some(Universe.procMounts, most: 2) }
        if chance.percent(share) {
            var strategy = PodSecurityPolicy.RuntimeClassStrategy()
            strategy.allowedRuntimeClassNames = chance.some(Universe.runtimes, most: 3)
            if chance.percent(50) { strategy.defaultRuntimeClassName = chance.pick(Universe.runtimes) }
            policy.runtimeClass = strategy
        }
        policy.hostPorts = [PodSecurityPolicy.HostPortRange(min: 0, max: 65535)]
        if chance.percent(share) {
            policy.hostPorts = (0..<chance.below(4)).map { _ in
                PodSecurityPolicy.HostPortRange(min: chance.pick(Universe.ports), max: chance.pick(Universe.ports))
            }
        }
        return policy
    }

    private mutating func strategy(_ share: Int, _ rules: [String]) -> PodSecurityPolicy.IDStrategy {
        guard chance.percent(share) else { return PodSecurityPolicy.IDStrategy(rule: "RunAsAny") }
        var ranges: [PodSecurityPolicy.IDRange]?
        if !chance.percent(3) {
            ranges = (0..<1 + chance.below(3)).map { _ in
                let (low, high) = (chance.pick(Universe.numbers), chance.pick(Universe.numbers))
                return chance.percent(15)
                    ? PodSecurityPolicy.IDRange(min: low, max: high)
                    : PodSecurityPolicy.IDRange(min: min(low, high), max: max(low, high))
            }
        }
        let rule = chance.percent(2) ? "Bogus" : chance.pick(rules)
        return PodSecurityPolicy.IDStrategy(rule: rule, ranges: ranges)
    }

    private mutating func seLinux(_ policy: inout PodSecurityPolicy, _ share: Int) {
        policy.seLinux.rule = "RunAsAny"
        guard chance.percent(share) else { return }
        policy.seLinux.rule = chance.percent(3) ? "Bogus" : "MustRunAs"
        guard !chance.percent(3) else { return }
        var options = PodSecurityPolicy.SELinuxOptions()
        options.level = chance.pick(Universe.levels)
        if chance.percent(40) { options.role = chance.pick(Universe.names) }
        if chance.percent(40) { options.type = chance.pick(Universe.names) }
        if chance.percent(40) { options.user = chance.pick(Universe.names) }
        policy.seLinux.options = options
    }

    private mutating func volumes(_ policy: inout PodSecurityPolicy, _ share: Int) {
        policy.volumes = ["*"]
        if chance.percent(share) {
            policy.volumes = chance.some(
                [
                    "hostPath", "emptyDir", "secret", "configMap", "projected", "csi", "flexVolume", "cephFS", "cephfs",
                    "none",
                ],
                most: 8
            )
        }
        if chance.percent(share) {
            policy.allowedHostPaths = (0..<chance.below(4)).map { _ in
                PodSecurityPolicy.AllowedHostPath(
                    pathPrefix: chance.pick(Universe.paths),
                    readOnly: chance.percent(50)
                )
            }
        }
        if chance.percent(share) { policy.allowedFlexVolumes = chance.some(Universe.drivers, most: 2) }
        if chance.percent(share) { policy.allowedCSIDrivers = chance.some(Universe.drivers, most: 2) }
    }

    private mutating func profiles(_ policy: inout PodSecurityPolicy, _ share: Int) {
        func key(_ kind: String, _ name: String) -> String {
            "\(kind)/\(name)ProfileName\(name == "allowed" ? "s" : "")"
        }
        let (seccomp, appArmor) = ("seccomp.security.alpha.kubernetes.io", "apparmor.security.beta.kubernetes.io")
        if chance.percent(share) {
            let list = chance.some(Universe.profiles, most: 3).joined(separator: ",")
            policy.metadata.annotations.append((key(seccomp, "allowed"), list))
        } else {
            policy.metadata.annotations.append((key(seccomp, "allowed"), "*"))
        }
        if chance.percent(share / 2) {
            policy.metadata.annotations.append((key(seccomp, "default"), chance.pick(Universe.profiles)))
        }
        if chance.percent(share / 2) {
            let list = chance.some(Universe.profiles, most: 3).joined(separator: ",")
            policy.metadata.annotations.append((key(appArmor, "allowed"), list))
        }
        if chance.percent(share / 2) {
            policy.metadata.annotations.append((key(appArmor, "default"), chance.pick(Universe.profiles)))
        }
    }

    private mutating func capabilities(_ policy: inout PodSecurityPolicy, _ share: Int) {
        policy.allowedCapabilities = ["*"]
        if chance.percent(share) { policy.allowedCapabilities = chance.some(Universe.capabilities, most: 4) }
        if chance.percent(share / 2) { policy.defaultAddCapabilities = chance.some(Universe.capabilities, most: 3) }
        if chance.percent(share / 2) { policy.requiredDropCapabilities = chance.some(Universe.capabilities, most: 3) }
    }
}
