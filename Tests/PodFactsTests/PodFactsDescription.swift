import JSONScan
import PodFacts

/// Facts as lines of text, independent of how they are laid out: two readers agree if the lines do.
func describe(_ facts: PodFacts, withPresence: Bool = false) -> [String] {
    var lines: [String] = []
    func text(_ range: TextRange) -> String { repaired(facts.text[range.indices]).debugDescription }
    func optional(_ range: TextRange?) -> String { range.map(text) ?? "nil" }
    func value<T>(_ value: T?) -> String { value.map { "\($0)" } ?? "nil" }
    func seLinux(_ options: SELinuxFacts?) -> String {
        options.map { "(\(text($0.user)) \(text($0.role)) \(text($0.type)) \(text($0.level)))" } ?? "nil"
    }
    func seccomp(_ profile: SeccompFacts?) -> String {
        profile.map { "(\($0.type) \(optional($0.localhostProfile)))" } ?? "nil"
    }
    func texts(_ list: [TextRange], _ range: ListRange) -> String { "\(list[range.indices].map(text))" }

    lines.append("name \(text(facts.name)) \(text(facts.generateName)) \(text(facts.namespace))")
    lines.append("controller \(facts.controller.map { "\(text($0.kind)) \(text($0.name))" } ?? "nil")")
    lines += facts.annotations.map { "annotation \($0.kind) \(text($0.subject)) \(text($0.value))" }.sorted()
    lines.append("host \(facts.hostNetwork) \(facts.hostPID) \(facts.hostIPC)")
    lines.append(
        "account \(text(facts.serviceAccountName)) \(value(facts.automountServiceAccountToken)) class \(optional(facts.runtimeClassName))"
    )
    let pod = facts.securityContext
    lines.append(
        "pod \(seLinux(pod.seLinux)) \(value(pod.runAsUser)) \(value(pod.runAsGroup)) \(value(pod.runAsNonRoot)) \(value(pod.fsGroup)) \(seccomp(pod.seccomp))"
    )
    lines.append("groups \(pod.supplementalGroups.map { "\(Array(facts.supplementalGroups[$0.indices]))" } ?? "nil")")
    lines.append("sysctls \(texts(facts.sysctls, pod.sysctls))")
    for volume in facts.volumes {
        lines.append(
            "volume \(text(volume.name)) \(volume.type) \(text(volume.detail)) \(text(volume.secretName)) \(volume.isServiceAccountProjection)"
        )
    }
    for container in facts.containers {
        lines.append("\(container.kind) \(container.index) \(text(container.name))")
        lines += facts.ports[container.ports.indices].map { " port \($0.containerPort) \($0.hostPort)" }
        lines += facts.mounts[container.mounts.indices].map {
            " mount \(text($0.name)) \(text($0.mountPath)) \($0.readOnly)"
        }
        lines.append(" \(container.hasSecurityContext) \(value(container.privileged)) \(seLinux(container.seLinux))")
        lines.append(" \(value(container.runAsUser)) \(value(container.runAsGroup)) \(value(container.runAsNonRoot))")
        lines.append(" \(value(container.readOnlyRootFilesystem)) \(value(container.allowPrivilegeEscalation))")
        lines.append(" \(optional(container.procMount)) \(seccomp(container.seccomp)) \(container.hasCapabilities)")
        lines.append(" add \(texts(facts.capabilities, container.capabilitiesAdd))")
        lines.append(" drop \(texts(facts.capabilities, container.capabilitiesDrop))")
    }
    if withPresence { lines.append("presence \(facts.presence.rawValue)") }
    return lines
}

/// Each byte that is no valid UTF-8 becomes U+FFFD, as Go writes it; `String(decoding:)` takes several for one.
private func repaired(_ bytes: ArraySlice<UInt8>) -> String {
    var writer = JSONWriter()
    writer.string(Array(bytes))
    return (try? JSONParser.parse(writer.bytes))?.string ?? "unwritable"
}
