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
