package import PodFacts

/// The facts of a pod but its names, as bytes: alike for pods of one template, different for pods that any policy could tell
/// apart.
///
/// The names of volumes are left out too, and only which volume each mount takes is kept: the volume of a service account's
/// token is called otherwise in every pod.
package struct TemplateKey {
    private let facts: PodFacts
    package private(set) var bytes: [UInt8]

    /// Appends the key to `bytes`.
    package init(_ facts: borrowing PodFacts, behind bytes: consuming [UInt8] = []) {
        self.facts = copy facts
        self.bytes = bytes
        appendPod()
        appendVolumesAndContainers()
    }

    private mutating func appendPod() {
        append(number: facts.annotations.count)
        for annotation in facts.annotations {
            bytes.append(annotation.kind.rawValue)
            append(annotation.subject)
            append(annotation.value)
        }
        append(facts.hostNetwork)
        append(facts.hostPID)
        append(facts.hostIPC)
        append(facts.serviceAccountName)
        append(facts.automountServiceAccountToken)
        append(facts.runtimeClassName)
        bytes.append(facts.presence.rawValue)
        let context = facts.securityContext
        append(context.seLinux)
        append(context.runAsUser)
        append(context.runAsGroup)
        append(context.runAsNonRoot)
        append(context.fsGroup)
        append(context.seccomp)
        append(context.supplementalGroups != nil)
        let groups = facts.supplementalGroups[(context.supplementalGroups ?? .empty).indices]
        append(number: groups.count)
        for group in groups { append(number: group) }
        append(facts.sysctls, context.sysctls)
    }

    private mutating func appendVolumesAndContainers() {
        /// The number of the first volume of each name.
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        append(number: facts.volumes.count)
        for (number, volume) in facts.volumes.enumerated() {
            let name = facts.text[volume.name.indices]
            append(number: numbers[name] ?? number)
            if numbers[name] == nil { numbers[name] = number }
            append(volume.type)
            append(volume.detail)
            append(volume.secretName)
            append(volume.isServiceAccountProjection)
        }
        append(number: facts.containers.count)
        for container in facts.containers {
            append(container)
            append(number: Int(container.mounts.count))
            for mount in facts.mounts[container.mounts.indices] {
                append(number: numbers[facts.text[mount.name.indices]] ?? -1)
                append(mount.mountPath)
                append(mount.readOnly)
            }
        }
    }

    private mutating func append(_ container: ContainerFacts) {
        bytes.append(container.kind.rawValue)
        append(number: container.index)
        append(container.name)
        append(number: container.ports.count)
        for port in facts.ports[container.ports.indices] {
            append(number: port.containerPort)
            append(number: port.hostPort)
        }
        append(facts.capabilities, container.capabilitiesAdd)
        append(facts.capabilities, container.capabilitiesDrop)
        append(container.privileged)
        append(container.seLinux)
        append(container.runAsUser)
        append(container.runAsGroup)
        append(container.runAsNonRoot)
        append(container.readOnlyRootFilesystem)
        append(container.allowPrivilegeEscalation)
        append(container.procMount)
        append(container.seccomp)
        append(container.hasSecurityContext)
        append(container.hasCapabilities)
    }

    // MARK: Values, each of which says how long it is

    private mutating func append(number: some FixedWidthInteger) {
        var number = Int64(truncatingIfNeeded: number)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }

    private mutating func append(_ flag: Bool?) { bytes.append(flag.map { $0 ? 1 : 0 } ?? 2) }

    private mutating func append(_ number: Int64?) {
        append(number != nil)
        if let number { append(number: number) }
    }

    private mutating func append(_ range: TextRange?) {
        append(range != nil)
        guard let range else { return }
        append(number: range.count)
        bytes.append(contentsOf: facts.text[range.indices])
    }

    private mutating func append(_ texts: [TextRange], _ range: ListRange) {
        append(number: range.count)
        for text in texts[range.indices] { append(text) }
    }

    private mutating func append(_ type: VolumeType) { bytes.append(type.rawValue) }

    private mutating func append(_ options: SELinuxFacts?) {
        append(options != nil)
        guard let options else { return }
        for text in [options.user, options.role, options.type, options.level] { append(text) }
    }

    private mutating func append(_ profile: SeccompFacts?) {
        append(profile != nil)
        guard let profile else { return }
        bytes.append(profile.type.rawValue)
        append(profile.localhostProfile)
    }
}

extension PodJudge {
    /// Appends what is alike in all pods of the last question's template, whatever they are called, and in no other pod that a
    /// policy could tell from them.
    package func appendTemplate(to key: inout [UInt8]) {
        // Taken out, so that there is one owner and no copy.
        var bytes: [UInt8] = []
        swap(&bytes, &key)
        key = TemplateKey(facts, behind: bytes).bytes
    }
}
