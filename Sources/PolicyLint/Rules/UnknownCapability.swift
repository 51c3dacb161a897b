import PolicyObjects

/// A name that Linux does not have among its capabilities.
enum UnknownCapability: PolicyLintRule {
    static let description = LintRuleDescription(
        "unknown-capability",
        .warning,
        summary: "Linux has no such capability",
        help: """
            A container with a capability that the runtime does not know does not start, and a `*` means something in \
            allowedCapabilities only. Correct the name.
            """
    )

    /// Of `capabilities(7)`, up to Linux 6.
    private static let known: [String] = [
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
        "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
        "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
        "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
        "WAKE_ALARM",
    ]

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for capability in CapabilityList.entries(of: policy.stored) {
            let name = capability.canonicalName
            guard !known.hold(name), !CapabilityAll.isAll(name) else { continue }
            let isStar = capability.name.utf8.elementsEqual("*".utf8)
            let isAllowed = capability.field.utf8.starts(with: "spec.allowedCapabilities".utf8)
            if isStar, isAllowed { continue }
            let meant = isStar ? "ALL" : suggestion(for: name, among: known)
            let remedy = meant.map { ", did you mean \(quoted($0))?" } ?? ": correct the name"
            findings.add(at: capability.field, "there is no capability \(quoted(capability.name))\(remedy)")
        }
    }
}
