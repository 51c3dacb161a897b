/// From the merged pod to its facts.
extension JSONMergedPod {
    /// Appends the pod to empty `facts`; of a workload's template only the annotations are taken from the metadata.
    func write(to facts: inout PodFacts, at path: PodPath) {
        if hasMetadata { facts.presence.insert(.metadata) }
        if hasSpec { facts.presence.insert(.spec) }
        if !metadata.annotations.isNull { facts.presence.insert(.annotations) }
        if path == .pod {
            facts.name = facts.append(metadata.name.bytes)
            facts.generateName = facts.append(metadata.generateName.bytes)
            facts.namespace = facts.append(metadata.namespace.bytes)
            if let owner = metadata.owners.elements?.first(where: { $0.controller?.value == true }) {
                facts.controller = OwnerFacts(
                    kind: facts.append(owner.kind.bytes),
                    name: facts.append(owner.name.bytes)
                )
            }
        }
        for (key, value) in metadata.annotations.entries {
            guard let (kind, subjectStart) = AnnotationFacts.Kind.of(key: unsafe key.span.bytes) else { continue }
            facts.annotations.append(
                AnnotationFacts(
                    kind: kind,
                    subject: facts.append(key[subjectStart...]),
                    value: facts.append(value.bytes)
                )
            )
        }
        spec.write(to: &facts)
    }
}

extension JSONMergedPodSpec {
    fileprivate func write(to facts: inout PodFacts) {
        facts.hostNetwork = hostNetwork.value
        facts.hostPID = hostPID.value
        facts.hostIPC = hostIPC.value
        facts.automountServiceAccountToken = automountServiceAccountToken?.value
        facts.serviceAccountName = facts.append(serviceAccountName.bytes)
        facts.runtimeClassName = runtimeClassName.map { facts.append($0.bytes) }
        if let securityContext {
            facts.presence.insert(.securityContext)
            securityContext.write(to: &facts)
        }
        for volume in volumes.elements ?? [] { volume.write(to: &facts) }
        JSONMergedContainer.write(initContainers, .initContainer, to: &facts)
        JSONMergedContainer.write(containers, .container, to: &facts)
        JSONMergedContainer.write(ephemeralContainers, .ephemeralContainer, to: &facts)
        PodDefaulting.finish(&facts, serviceAccount: facts.append(serviceAccount.bytes))
    }
}

extension JSONMergedPodSecurityContext {
    fileprivate func write(to facts: inout PodFacts) {
        facts.securityContext.seLinux = seLinuxOptions?.facts(&facts)
        facts.securityContext.runAsUser = runAsUser?.value
        facts.securityContext.runAsGroup = runAsGroup?.value
        facts.securityContext.runAsNonRoot = runAsNonRoot?.value
        facts.securityContext.fsGroup = fsGroup?.value
        facts.securityContext.seccomp = seccompProfile?.facts(&facts)
        if let groups = supplementalGroups.elements {
            facts.securityContext.supplementalGroups = ListRange(behind: facts.supplementalGroups.count, groups.count)
            facts.supplementalGroups.append(contentsOf: groups.lazy.map(\.value))
        }
        facts.securityContext.sysctls = ListRange(behind: facts.sysctls.count, sysctls.elements?.count ?? 0)
        for sysctl in sysctls.elements ?? [] { facts.sysctls.append(facts.append(sysctl.name.bytes)) }
    }
}

extension JSONMergedSELinux {
    fileprivate func facts(_ facts: inout PodFacts) -> SELinuxFacts {
        var result = SELinuxFacts()
        result.user = facts.append(user.bytes)
        result.role = facts.append(role.bytes)
        result.type = facts.append(type.bytes)
        result.level = facts.append(level.bytes)
        return result
    }
}

extension JSONMergedSeccomp {
    fileprivate func facts(_ facts: inout PodFacts) -> SeccompFacts {
        var result = SeccompFacts()
        result.type = SeccompFacts.ProfileType(unsafe type.bytes.span.bytes)
        result.localhostProfile = localhostProfile.map { facts.append($0.bytes) }
        return result
    }
}

extension JSONMergedVolume {
    fileprivate func write(to facts: inout PodFacts) {
        var volume = VolumeFacts()
        volume.name = facts.append(name.bytes)
        volume.type = type
        switch volume.type {
        case .hostPath: volume.detail = facts.append(hostPath?.path.bytes ?? [])
        case .flexVolume: volume.detail = facts.append(flexVolume?.driver.bytes ?? [])
        case .csi: volume.detail = facts.append(csi?.driver.bytes ?? [])
        case .secret: volume.secretName = facts.append(secret?.secretName.bytes ?? [])
        case .projected: volume.isServiceAccountProjection = projected?.isServiceAccountProjection ?? false
        default: break
        }
        facts.volumes.append(volume)
    }
}

extension JSONMergedContainer {
    fileprivate static func write(
        _ containers: JSONMergedList<JSONMergedContainer>,
        _ kind: ContainerFacts.Kind,
        to facts: inout PodFacts
    ) {
        for (index, container) in (containers.elements ?? []).enumerated() {
            container.write(kind, index, to: &facts)
        }
    }

    private func write(_ kind: ContainerFacts.Kind, _ index: Int, to facts: inout PodFacts) {
        var container = ContainerFacts(kind: kind)
        container.index = UInt32(truncatingIfNeeded: index)
        container.name = facts.append(name.bytes)
        container.ports = ListRange(behind: facts.ports.count, ports.elements?.count ?? 0)
        for port in ports.elements ?? [] {
            var result = PortFacts()
            result.containerPort = port.containerPort.value
            result.hostPort = port.hostPort.value
            facts.ports.append(result)
        }
        container.mounts = ListRange(behind: facts.mounts.count, volumeMounts.elements?.count ?? 0)
        for mount in volumeMounts.elements ?? [] {
            var result = MountFacts()
            result.name = facts.append(mount.name.bytes)
            result.mountPath = facts.append(mount.mountPath.bytes)
            result.readOnly = mount.readOnly.value
            facts.mounts.append(result)
        }
        securityContext?.write(to: &container, &facts)
        facts.containers.append(container)
    }
}

extension JSONMergedSecurityContext {
    fileprivate func write(to container: inout ContainerFacts, _ facts: inout PodFacts) {
        container.hasSecurityContext = true
        container.privileged = privileged?.value
        container.seLinux = seLinuxOptions?.facts(&facts)
        container.runAsUser = runAsUser?.value
        container.runAsGroup = runAsGroup?.value
        container.runAsNonRoot = runAsNonRoot?.value
        container.readOnlyRootFilesystem = readOnlyRootFilesystem?.value
        container.allowPrivilegeEscalation = allowPrivilegeEscalation?.value
        container.procMount = procMount.map { facts.append($0.bytes) }
        container.seccomp = seccompProfile?.facts(&facts)
        guard let capabilities else { return }
        container.hasCapabilities = true
        container.capabilitiesAdd = JSONMergedSecurityContext.append(capabilities.add, to: &facts)
        container.capabilitiesDrop = JSONMergedSecurityContext.append(capabilities.drop, to: &facts)
    }

    private static func append(_ list: JSONMergedList<JSONMergedText>, to facts: inout PodFacts) -> ListRange {
        let texts = list.elements ?? []
        let range = ListRange(behind: facts.capabilities.count, texts.count)
        for text in texts { facts.capabilities.append(facts.append(text.bytes)) }
        return range
    }
}

extension ListRange {
    fileprivate init(behind start: Int, _ count: Int) {
        self.init(start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count))
    }
}
