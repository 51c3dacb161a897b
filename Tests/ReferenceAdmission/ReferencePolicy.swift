import PodFacts
package import PolicyObjects

/// One policy, evaluated alone: copy the pod, fill it in, validate the copy.
///
/// Slow and plain; the engine must agree with it.
///
/// Source: `spec/strategies.md`.
package struct ReferencePolicy: Sendable {
    package let policy: PodSecurityPolicy
    let options: AdmissionOptions

    package init(_ policy: PodSecurityPolicy, options: AdmissionOptions) {
        self.policy = policy
        self.options = options
    }

    var isOld: Bool { options.version < .v1_20 }

    /// Strategies can be built.
    package var isUsable: Bool {
        func isUsable(_ strategy: PodSecurityPolicy.IDStrategy, _ withRanges: [String], _ without: [String]) -> Bool {
            without.contains(strategy.rule)
                || (withRanges.contains(strategy.rule) && !(strategy.ranges ?? []).isEmpty)
        }
        let groups = [policy.fsGroup, policy.supplementalGroups] + (runAsGroup.map { [$0] } ?? [])
        return isUsable(policy.runAsUser, ["MustRunAs"], ["RunAsAny", "MustRunAsNonRoot"])
            && groups.allSatisfy { isUsable($0, ["MustRunAs", "MayRunAs"], ["RunAsAny"]) }
            && (policy.seLinux.rule == "RunAsAny"
                || (policy.seLinux.rule == "MustRunAs" && policy.seLinux.options != nil))
    }

    var runAsGroup: PodSecurityPolicy.IDStrategy? { options.gates.runAsGroup ? policy.runAsGroup : nil }

    var runtimeClass: PodSecurityPolicy.RuntimeClassStrategy? { isOld ? nil : policy.runtimeClass }

    /// What the policy makes of the pod, and its errors about the result.
    package func evaluate(_ pod: ReferencePod) -> (pod: ReferencePod, isMutated: Bool, errors: [ReferenceError]) {
        let known = known(pod)
        let mutated = mutate(known)
        return (mutated, mutated != known, validate(mutated))
    }

    /// The pod as the version reads it.
    package func known(_ pod: ReferencePod) -> ReferencePod {
        guard isOld else { return pod }
        var pod = pod
        pod.seccomp = nil
        pod.runtimeClassName = nil
        pod.containers.removeAll { $0.kind == .ephemeralContainer }
        for index in pod.containers.indices { pod.containers[index].seccomp = nil }
        for index in pod.volumes.indices where [.csi, .ephemeral].contains(pod.volumes[index].type) {
            pod.volumes[index].type = .emptyDir
        }
        return pod
    }

    // MARK: Mutation

    private func firstMin(_ strategy: PodSecurityPolicy.IDStrategy?) -> Int64? {
        strategy?.rule == "MustRunAs" ? strategy?.ranges?.first?.min : nil
    }

    private func mutate(_ pod: ReferencePod) -> ReferencePod {
        var pod = pod
        if pod.supplementalGroups == nil, let group = firstMin(policy.supplementalGroups) {
            pod.supplementalGroups = [group]
        }
        if pod.fsGroup == nil { pod.fsGroup = firstMin(policy.fsGroup) }
        if pod.seLinux == nil, policy.seLinux.rule == "MustRunAs", let options = policy.seLinux.options {
            pod.seLinux = ReferencePod.SELinux(
                user: Text(options.user.utf8),
                role: Text(options.role.utf8),
                type: Text(options.type.utf8),
                level: Text(options.level.utf8)
            )
        }
        if (pod.annotations[ReferencePod.podSeccompKey] ?? []).isEmpty {
            let profile = pod.seccomp ?? Text((policy.defaultSeccompProfile ?? "").utf8)
            if !profile.isEmpty { pod.annotations[ReferencePod.podSeccompKey] = profile }
        }
        if pod.runtimeClassName == nil {
            pod.runtimeClassName = runtimeClass?.defaultRuntimeClassName.map { Text($0.utf8) }
        }
        for index in pod.containers.indices {
            var container = pod.containers[index]
            mutate(&container, &pod)
            pod.containers[index] = container
        }
        return pod
    }

    private func mutate(_ container: inout ReferencePod.Container, _ pod: inout ReferencePod) {
        let user = container.runAsUser ?? pod.runAsUser
        if user == nil { container.runAsUser = firstMin(policy.runAsUser) }
        if container.runAsGroup ?? pod.runAsGroup == nil { container.runAsGroup = firstMin(runAsGroup) }
        let key = ReferencePod.appArmorPrefix + container.name
        if (pod.annotations[key] ?? []).isEmpty, let profile = policy.defaultAppArmorProfile, !profile.isEmpty {
            pod.annotations[key] = Text(profile.utf8)
        }
        if policy.runAsUser.rule == "MustRunAsNonRoot", user == nil,
            container.runAsNonRoot ?? pod.runAsNonRoot == nil
        {
            container.runAsNonRoot = true
        }
        mutateCapabilities(&container)
        if policy.readOnlyRootFilesystem, container.readOnlyRootFilesystem == nil {
            container.readOnlyRootFilesystem = true
        }
        if container.allowPrivilegeEscalation == nil {
            container.allowPrivilegeEscalation = policy.defaultAllowPrivilegeEscalation
        }
        if container.allowPrivilegeEscalation == nil, !policy.allowPrivilegeEscalation {
            container.allowPrivilegeEscalation = false
        }
    }

    private func mutateCapabilities(_ container: inout ReferencePod.Container) {
        let add = Set(container.add)
        let drop = Set(container.drop)
        let newAdd = Set(policy.defaultAddCapabilities.map { Text($0.utf8) }).subtracting(drop).union(add)
        let newDrop = Set(policy.requiredDropCapabilities.map { Text($0.utf8) }).union(drop)
        if newAdd.count == add.count, newDrop.count == drop.count { return }
        container.add = newAdd.sorted { $0.lexicographicallyPrecedes($1) }
        container.drop = newDrop.sorted { $0.lexicographicallyPrecedes($1) }
    }
}
