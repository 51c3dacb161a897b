import PolicyObjects

/// `kubectl describe psp` where kubectl has a describer for policies: its `Settings:` layout.
///
/// Some fields of a policy are never in it: `runAsGroup`, `allowedHostPaths`, `allowedProcMountTypes`,
/// `defaultAllowPrivilegeEscalation`, `runtimeClass`, labels and annotations.
///
/// Kubernetes: `PodSecurityPolicyDescriber`. Before 1.18 it printed a pointer's address for `allowPrivilegeEscalation`; here
/// it is true or false in every version.
struct PolicySettings {
    let policy: PodSecurityPolicy

    var text: [UInt8] {
        var text = TabbedText()
        text.line(0, "Name:\t\(policy.name)")
        text.line(0, "")
        text.line(0, "Settings:")
        writeContainerRules(to: &text)
        writeHostAccess(to: &text)
        writeStrategies(to: &text)
        return text.described
    }

    private func writeContainerRules(to text: inout TabbedText) {
        text.line(1, "Allow Privileged:\t\(policy.privileged)")
        text.line(1, "Allow Privilege Escalation:\t\(policy.allowPrivilegeEscalation)")
        text.line(1, "Default Add Capabilities:\t\(Self.list(policy.defaultAddCapabilities))")
        text.line(1, "Required Drop Capabilities:\t\(Self.list(policy.requiredDropCapabilities))")
        text.line(1, "Allowed Capabilities:\t\(Self.list(policy.allowedCapabilities))")
        text.line(1, "Allowed Volume Types:\t\(Self.list(policy.volumes))")
        if !policy.allowedFlexVolumes.isEmpty {
            text.line(1, "Allowed FlexVolume Types:\t\(Self.list(policy.allowedFlexVolumes.map { "driver=\($0)" }))")
        }
        if !policy.allowedCSIDrivers.isEmpty {
            text.line(1, "Allowed CSI Drivers:\t\(Self.list(policy.allowedCSIDrivers.map { "driver=\($0)" }))")
        }
        if !policy.allowedUnsafeSysctls.isEmpty {
            text.line(1, "Allowed Unsafe Sysctls:\t\(Self.list(policy.allowedUnsafeSysctls))")
        }
        if !policy.forbiddenSysctls.isEmpty {
            text.line(1, "Forbidden Sysctls:\t\(Self.list(policy.forbiddenSysctls))")
        }
    }

    private func writeHostAccess(to text: inout TabbedText) {
        text.line(1, "Allow Host Network:\t\(policy.hostNetwork)")
        text.line(1, "Allow Host Ports:\t\(Self.list(policy.hostPorts.map { "\($0.min)-\($0.max)" }))")
        text.line(1, "Allow Host PID:\t\(policy.hostPID)")
        text.line(1, "Allow Host IPC:\t\(policy.hostIPC)")
        text.line(1, "Read Only Root Filesystem:\t\(policy.readOnlyRootFilesystem)")
    }

    private func writeStrategies(to text: inout TabbedText) {
        text.line(1, "SELinux Context Strategy: \(policy.seLinux.rule)\t")
        let options = policy.seLinux.options ?? PodSecurityPolicy.SELinuxOptions()
        text.line(2, "User:\t\(Self.textOrNone(options.user))")
        text.line(2, "Role:\t\(Self.textOrNone(options.role))")
        text.line(2, "Type:\t\(Self.textOrNone(options.type))")
        text.line(2, "Level:\t\(Self.textOrNone(options.level))")
        let strategies = [
            ("Run As User", policy.runAsUser), ("FSGroup", policy.fsGroup),
            ("Supplemental Groups", policy.supplementalGroups),
        ]
        for (name, strategy) in strategies {
            text.line(1, "\(name) Strategy: \(strategy.rule)\t")
            text.line(2, "Ranges:\t\(Self.list((strategy.ranges ?? []).map { "\($0.min)-\($0.max)" }))")
        }
    }

    private static func list(_ texts: [String]) -> String { textOrNone(texts.joined(separator: ",")) }

    private static func textOrNone(_ text: String) -> String { text.isEmpty ? "<none>" : text }
}
