import PodFacts
import PolicyObjects

/// The list of rules, each with its columns, in the order in which the plugin validates.
///
/// A class, whose rules are read where they lie: a structure of this size would be copied at every pod.
///
/// A new rule is a file beside this one and a line in each of the functions here.
final class Rules: Sendable {
    // The pod's rules.
    let fsGroup: FSGroupRule
    let supplementalGroups: SupplementalGroupsRule
    let seccomp: SeccompRule
    let seLinux: SELinuxRule
    let hostNamespaces: HostNamespacesRule
    let sysctls: SysctlsRule
    let volumes: VolumesRule
    let runtimeClass: RuntimeClassRule
    // The containers' rules; seccomp and SELinux have a half here too.
    let runAsUser: RunAsUserRule
    let runAsGroup: RunAsGroupRule
    let appArmor: AppArmorRule
    let privileged: PrivilegedRule
    let procMount: ProcMountRule
    let capabilities: CapabilitiesRule
    let hostPorts: HostPortsRule
    let readOnlyRootFilesystem: ReadOnlyRootFilesystemRule
    let privilegeEscalation: PrivilegeEscalationRule

    let ephemeralContainers: EphemeralContainers

    /// What the rows of several rules come to.
    struct JoinedRows: Sendable {
        let allowing: MaskRow
        let filling: MaskRow
    }

    /// Most pods and containers set nothing: what all rules select for those, joined in advance.
    struct BareRows: Sendable {
        let pod: JoinedRows
        let container: JoinedRows
    }

    /// What becomes of a pod's ephemeral containers.
    enum EphemeralContainers: Sendable {
        /// The version does not know them.
        case unknown
        /// They are filled in, but not judged: the feature gate is off.
        case filled
        case judged
    }

    init(_ compilation: inout PolicyCompilation) {
        fsGroup = FSGroupRule(&compilation)
        supplementalGroups = SupplementalGroupsRule(&compilation)
        seccomp = SeccompRule(&compilation)
        seLinux = SELinuxRule(&compilation)
        hostNamespaces = HostNamespacesRule(&compilation)
        sysctls = SysctlsRule(&compilation)
        volumes = VolumesRule(&compilation)
        runtimeClass = RuntimeClassRule(&compilation)
        runAsUser = RunAsUserRule(&compilation)
        runAsGroup = RunAsGroupRule(&compilation)
        appArmor = AppArmorRule(&compilation)
        privileged = PrivilegedRule(&compilation)
        procMount = ProcMountRule(&compilation)
        capabilities = CapabilitiesRule(&compilation)
        hostPorts = HostPortsRule(&compilation)
        readOnlyRootFilesystem = ReadOnlyRootFilesystemRule(&compilation)
        privilegeEscalation = PrivilegeEscalationRule(&compilation)
        let options = compilation.options
        ephemeralContainers =
            options.version < .v1_20 ? .unknown : options.gates.ephemeralContainers ? .judged : .filled
    }

    /// Lets the rules themselves match a pod and a container that set nothing.
    func bareRows(_ table: inout MaskTableBuilder) -> BareRows {
        var pod = PodFacts()
        pod.containers = [ContainerFacts(kind: .container)]
        var scratch = PodScratch(index: PodIndex(judgesEphemeralContainers: false))
        var rows = MatchedRows()
        matchSettings(pod, &scratch, into: &rows)
        let barePod = JoinedRows(rows, &table)
        rows.removeAll()
        matchSettings(pod, 0, &scratch, into: &rows)
        return BareRows(pod: barePod, container: JoinedRows(rows, &table))
    }

    func match(
        _ pod: borrowing PodFacts,
        _ scratch: inout PodScratch,
        bare: BareRows,
        into rows: inout MatchedRows
    ) {
        if pod.securityContext.setsNothing, pod.runtimeClassName == nil, scratch.index.podSeccomp == nil {
            rows.allow(bare.pod.allowing)
            rows.fill(bare.pod.filling)
        } else {
            matchSettings(pod, &scratch, into: &rows)
        }
        hostNamespaces.match(pod, &scratch, into: &rows)
        sysctls.match(pod, &scratch, into: &rows)
        volumes.match(pod, &scratch, into: &rows)
        for container in pod.containers.indices {
            // A pattern, because `==` of another module's enum is a call through a witness table.
            if case .ephemeralContainer = pod.containers[container].kind {
                matchEphemeral(pod, container, &scratch, bare, into: &rows)
            } else {
                match(pod, container, &scratch, bare, into: &rows)
            }
        }
    }

    /// The rules on what a pod may leave unset.
    private func matchSettings(
        _ pod: borrowing PodFacts,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        fsGroup.match(pod, &scratch, into: &rows)
        supplementalGroups.match(pod, &scratch, into: &rows)
        seccomp.match(pod, &scratch, into: &rows)
        seLinux.match(pod, &scratch, into: &rows)
        runtimeClass.match(pod, &scratch, into: &rows)
    }

    private func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        _ bare: BareRows,
        into rows: inout MatchedRows
    ) {
        if pod.setsNothing(inContainer: container), pod.securityContext.setsNothing,
            !scratch.index.hasContainerAnnotations, scratch.index.podSeccomp == nil
        {
            rows.allow(bare.container.allowing)
            rows.fill(bare.container.filling)
        } else {
            matchSettings(pod, container, &scratch, into: &rows)
        }
        hostPorts.match(pod, container, &scratch, into: &rows)
    }

    /// The rules on what a container may leave unset.
    private func matchSettings(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        runAsUser.match(pod, container, &scratch, into: &rows)
        runAsGroup.match(pod, container, &scratch, into: &rows)
        seLinux.match(pod, container, &scratch, into: &rows)
        appArmor.match(pod, container, &scratch, into: &rows)
        seccomp.match(pod, container, &scratch, into: &rows)
        privileged.match(pod, container, &scratch, into: &rows)
        procMount.match(pod, container, &scratch, into: &rows)
        capabilities.match(pod, container, &scratch, into: &rows)
        readOnlyRootFilesystem.match(pod, container, &scratch, into: &rows)
        privilegeEscalation.match(pod, container, &scratch, into: &rows)
    }

    private func matchEphemeral(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        _ bare: BareRows,
        into rows: inout MatchedRows
    ) {
        switch ephemeralContainers {
        case .unknown: return
        case .judged: match(pod, container, &scratch, bare, into: &rows)
        case .filled:
            let judged = rows.allowing.count
            match(pod, container, &scratch, bare, into: &rows)
            rows.allowing.removeAll(from: judged)
        }
    }

    /// Writes the errors of one policy, in the plugin's order.
    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        fsGroup.explain(pod, policy, &scratch, into: &list)
        supplementalGroups.explain(pod, policy, &scratch, into: &list)
        seccomp.explain(pod, policy, &scratch, into: &list)
        seLinux.explain(pod, policy, &scratch, into: &list)
        hostNamespaces.explain(pod, policy, &scratch, into: &list)
        sysctls.explain(pod, policy, &scratch, into: &list)
        volumes.explain(pod, policy, &scratch, into: &list)
        runtimeClass.explain(pod, policy, &scratch, into: &list)
        for container in pod.containers.indices {
            if case .ephemeralContainer = pod.containers[container].kind, ephemeralContainers != .judged { continue }
            explain(pod, container, policy, &scratch, into: &list)
            if list.isTruncated { return }
        }
    }

    private func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        runAsUser.explain(pod, container, policy, &scratch, into: &list)
        runAsGroup.explain(pod, container, policy, &scratch, into: &list)
        seLinux.explain(pod, container, policy, &scratch, into: &list)
        appArmor.explain(pod, container, policy, &scratch, into: &list)
        seccomp.explain(pod, container, policy, &scratch, into: &list)
        privileged.explain(pod, container, policy, &scratch, into: &list)
        procMount.explain(pod, container, policy, &scratch, into: &list)
        capabilities.explain(pod, container, policy, &scratch, into: &list)
        hostPorts.explain(pod, container, policy, &scratch, into: &list)
        readOnlyRootFilesystem.explain(pod, container, policy, &scratch, into: &list)
        privilegeEscalation.explain(pod, container, policy, &scratch, into: &list)
    }

    /// Writes what one policy fills in.
    func mutate(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into patch: inout PodPatch
    ) {
        patch.openPodSecurityContext(exists: pod.presence.contains(.securityContext))
        supplementalGroups.mutate(pod, policy, into: &patch)
        fsGroup.mutate(pod, policy, into: &patch)
        seLinux.mutate(pod, policy, into: &patch)
        patch.close()
        seccomp.mutate(pod, policy, scratch, into: &patch)
        runtimeClass.mutate(pod, policy, into: &patch)
        for container in pod.containers.indices {
            if case .ephemeralContainer = pod.containers[container].kind, ephemeralContainers == .unknown { continue }
            patch.openSecurityContext(of: pod.containers[container])
            runAsUser.mutate(pod, container, policy, into: &patch)
            runAsGroup.mutate(pod, container, policy, into: &patch)
            capabilities.mutate(pod, container, policy, &scratch, into: &patch)
            readOnlyRootFilesystem.mutate(pod, container, policy, into: &patch)
            privilegeEscalation.mutate(pod, container, policy, into: &patch)
            patch.close()
            appArmor.mutate(pod, container, policy, scratch, into: &patch)
        }
    }
}

extension Rules.JoinedRows {
    fileprivate init(_ rows: borrowing MatchedRows, _ table: inout MaskTableBuilder) {
        allowing = table.intersection(rows.allowing.rows)
        filling = table.union(rows.filling.rows)
    }
}

extension PodSecurityContextFacts {
    /// No rule on the pod or on what its containers inherit finds anything here. (Sysctls are looked at in any case.)
    fileprivate var setsNothing: Bool {
        seLinux == nil && runAsUser == nil && runAsGroup == nil && runAsNonRoot == nil && supplementalGroups == nil
            && fsGroup == nil && seccomp == nil
    }
}

extension PodFacts {
    /// No rule on containers finds anything in this one but ports.
    ///
    /// Field by field in its place: a copy of the container costs more than the questions.
    fileprivate func setsNothing(inContainer place: Int) -> Bool {
        if containers[place].privileged != nil || containers[place].runAsUser != nil { return false }
        if containers[place].runAsGroup != nil || containers[place].runAsNonRoot != nil { return false }
        if containers[place].readOnlyRootFilesystem != nil { return false }
        if containers[place].allowPrivilegeEscalation != nil || containers[place].procMount != nil { return false }
        if containers[place].seLinux != nil || containers[place].seccomp != nil { return false }
        return containers[place].capabilitiesAdd.count == 0 && containers[place].capabilitiesDrop.count == 0
    }
}
