import PolicyObjects

/// `ALL` where a policy compares names: it is not every capability.
///
/// In `requiredDropCapabilities` it does what it says: the container runtime drops them all.
enum CapabilityAll: PolicyLintRule {
    static let description = LintRuleDescription(
        "capability-all",
        .warning,
        summary: "`ALL` is compared as a name",
        help: """
            Policies compare capabilities as text. allowedCapabilities: [ALL] lets a pod add `ALL` (which the runtime takes \
            for every capability) but no capability by its name; defaultAddCapabilities: [ALL] gives every container all. \
            Write '*' to allow any, or the names.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        // Beside `*` it restricts nothing.
        let allowed = policy.stored.allowedCapabilities
        let isOpen = allowed.contains { $0.utf8.elementsEqual("*".utf8) }
        for (index, name) in allowed.enumerated() where isAll(name) && !isOpen {
            findings.add(
                at: "spec.allowedCapabilities[\(index)]",
                "\(quoted(name)) is a name like any other: a pod may add it and gets every capability, but may add none by its "
                    + "own name; write `'*'` to allow any, or list the names"
            )
        }
        for (index, name) in policy.stored.defaultAddCapabilities.enumerated() where isAll(name) {
            findings.add(
                at: "spec.defaultAddCapabilities[\(index)]",
                "\(quoted(name)) is added to every container, and the runtime takes it for every capability: list the names "
                    + "that are needed"
            )
        }
    }

    static func isAll(_ name: String) -> Bool { name.uppercased().utf8.elementsEqual("ALL".utf8) }
}
