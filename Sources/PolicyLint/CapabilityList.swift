import PolicyObjects

/// The capabilities that a policy names, field by field.
struct CapabilityList {
    struct Entry {
        /// From the policy's root.
        var field: String
        var name: String

        var hasPrefix: Bool { name.uppercased().utf8.starts(with: "CAP_".utf8) }

        /// As Linux calls it, without the prefix.
        var canonicalName: String {
            let upper = name.uppercased()
            return hasPrefix ? String(upper.dropFirst(4)) : upper
        }
    }

    /// Of `capabilities(7)`, up to Linux 6.
    static let known: [String] = [
        "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
        "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
        "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
        "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
        "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
        "WAKE_ALARM",
    ]

    static func entries(of policy: PodSecurityPolicy) -> [Entry] {
        let lists = [
            ("spec.defaultAddCapabilities", policy.defaultAddCapabilities),
            ("spec.requiredDropCapabilities", policy.requiredDropCapabilities),
            ("spec.allowedCapabilities", policy.allowedCapabilities),
        ]
        return lists.flatMap { field, names in
            names.enumerated().map { Entry(field: "\(field)[\($0.offset)]", name: $0.element) }
        }
    }
}
