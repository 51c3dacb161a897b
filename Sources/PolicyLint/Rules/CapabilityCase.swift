import PolicyObjects

/// `net_raw`: capabilities are compared as text, letter case and all.
enum CapabilityCase: PolicyLintRule {
    static let description = LintRuleDescription(
        "capability-case",
        .warning,
        summary: "A capability is not written in capital letters",
        help: "Policies compare capabilities as text, and pods write them in capitals: write them so."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for capability in CapabilityList.entries(of: policy.stored) where !capability.hasPrefix {
            let name = capability.name
            guard !name.utf8.elementsEqual(capability.canonicalName.utf8) else { continue }
            // What `ALL` means where is a matter of its own.
            let isDropped = capability.field.utf8.starts(with: "spec.requiredDropCapabilities".utf8)
            let isKnown = CapabilityAll.isAll(name) ? isDropped : CapabilityList.known.hold(capability.canonicalName)
            guard isKnown else { continue }
            findings.add(
                at: capability.field,
                "\(quoted(name)) is compared as text, and pods write capabilities in capital letters: write "
                    + quoted(capability.canonicalName)
            )
        }
    }
}
