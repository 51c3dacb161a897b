import PolicyObjects

/// `CAP_NET_RAW`: Kubernetes writes capabilities without the prefix, and a policy compares them as text.
enum CapabilityPrefix: PolicyLintRule {
    static let description = LintRuleDescription(
        "capability-prefix",
        .warning,
        summary: "A capability is written with `CAP_`",
        help: "Kubernetes' names have no `CAP_`, and policies compare them as text: leave the prefix out."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for capability in CapabilityList.entries(of: policy.stored) where capability.hasPrefix {
            findings.add(
                at: capability.field,
                "\(quoted(capability.name)) is compared as text, and pods write capabilities without `CAP_`: write "
                    + quoted(capability.canonicalName)
            )
        }
    }
}

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
