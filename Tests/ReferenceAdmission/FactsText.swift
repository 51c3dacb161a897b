package import PodFacts

extension PodFacts {
    /// Everything that admission looks at, as lines of text: for comparing pods and showing how they differ.
    package var lines: [String] {
        var lines = ["service account \(string(serviceAccountName))"]
        for annotation in annotations {
            lines.append(
                "annotation \(annotation.kind) \(string(annotation.subject)) = \(string(annotation.value))"
            )
        }
        lines.sort()
        lines.append("host \(hostNetwork) \(hostPID) \(hostIPC) runtime \(text(runtimeClassName))")
        let context = securityContext
        lines.append(
            "pod user \(text(context.runAsUser)) group \(text(context.runAsGroup)) \(text(context.runAsNonRoot))"
        )
        let groups = context.supplementalGroups.map { "\(supplementalGroups[$0.indices])" }
        lines.append("pod groups \(text(groups)) fsGroup \(text(context.fsGroup))")
        lines.append("pod selinux \(text(context.seLinux)) seccomp \(text(context.seccomp))")
        lines.append("sysctls \(sysctls[context.sysctls.indices].map(string))")
        for volume in volumes {
            lines.append(
                "volume \(string(volume.name)) \(volume.type) \(string(volume.detail)) "
                    + "\(volume.isServiceAccountProjection)"
            )
        }
        for container in containers { append(container, to: &lines) }
        return lines
    }

    private func append(_ container: ContainerFacts, to lines: inout [String]) {
        let name = "\(container.kind) \(container.index)"
        lines.append("\(name) \(string(container.name)) ports \(ports[container.ports.indices].map(\.hostPort))")
        for mount in mounts[container.mounts.indices] {
            lines.append("\(name) mount \(string(mount.name)) \(mount.readOnly)")
        }
        lines.append(
            "\(name) user \(text(container.runAsUser)) group \(text(container.runAsGroup)) "
                + "nonroot \(text(container.runAsNonRoot)) privileged \(text(container.privileged)) "
                + "readonly \(text(container.readOnlyRootFilesystem)) "
                + "escalation \(text(container.allowPrivilegeEscalation)) proc \(text(container.procMount))"
        )
        lines.append("\(name) selinux \(text(container.seLinux)) seccomp \(text(container.seccomp))")
        lines.append("\(name) add \(capabilities[container.capabilitiesAdd.indices].map(string))")
        lines.append("\(name) drop \(capabilities[container.capabilitiesDrop.indices].map(string))")
    }

    private func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "unset" }

    private func text(_ value: TextRange?) -> String { value.map { "`\(string($0))`" } ?? "unset" }

    private func text(_ value: SELinuxFacts?) -> String {
        guard let value else { return "unset" }
        return [value.user, value.role, value.type, value.level].map(string).joined(separator: "|")
    }

    private func text(_ value: SeccompFacts?) -> String {
        guard let value else { return "unset" }
        return "\(value.type) \(text(value.localhostProfile))"
    }
}
