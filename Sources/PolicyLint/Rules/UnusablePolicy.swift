import PolicyObjects

/// A policy that a server stores and admission skips, since its strategies cannot be made.
///
/// An unknown rule makes a policy unusable too, but a server does not store it: that is `InvalidPolicy`'s.
enum UnusablePolicy: PolicyLintRule {
    static let description = LintRuleDescription(
        "unusable-policy",
        .error,
        summary: "Admission skips the policy without a word",
        help: """
            API validation accepts a strategy that needs ranges or options and has none, but admission cannot use the policy: \
            it is as if it were not there. Give the strategy what it needs, or use RunAsAny.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let stored = policy.stored
        check(stored.runAsUser, "spec.runAsUser", mayRun: false, &findings)
        if let runAsGroup = stored.runAsGroup, policy.options.gates.runAsGroup {
            // API validation refuses a group strategy without ranges.
            if policy.errors.isEmpty { check(runAsGroup, "spec.runAsGroup", mayRun: true, &findings) }
        }
        if stored.seLinux.rule.utf8.elementsEqual("MustRunAs".utf8), stored.seLinux.options == nil {
            findings.add(
                at: "spec.seLinux.rule",
                "admission skips this policy: `spec.seLinux` is MustRunAs without `seLinuxOptions`; give them, or use "
                    + "RunAsAny"
            )
        }
        check(stored.fsGroup, "spec.fsGroup", mayRun: true, &findings)
        check(stored.supplementalGroups, "spec.supplementalGroups", mayRun: true, &findings)
    }

    private static func check(
        _ strategy: PodSecurityPolicy.IDStrategy,
        _ field: String,
        mayRun: Bool,
        _ findings: inout PolicyFindings
    ) {
        let needsRanges = ["MustRunAs"] + (mayRun ? ["MayRunAs"] : [])
        guard needsRanges.contains(where: { $0.utf8.elementsEqual(strategy.rule.utf8) }) else { return }
        guard (strategy.ranges ?? []).isEmpty else { return }
        findings.add(
            at: "\(field).rule",
            "admission skips this policy: `\(field)` is \(strategy.rule) without `ranges`; give it a range, or use "
                + "RunAsAny"
        )
    }
}
