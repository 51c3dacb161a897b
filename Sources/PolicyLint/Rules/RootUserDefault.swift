import PolicyObjects

/// `runAsUser` MustRunAs whose first range begins at 0: containers that name no user are made root.
enum RootUserDefault: PolicyLintRule {
    static let description = LintRuleDescription(
        "root-user-default",
        .warning,
        summary: "MustRunAs hands out the root user",
        help: """
            A container that says nothing gets the first range's `min` as its user. With `min: 0`, or without `min`, that is \
            root. Begin the first range above 0.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        guard policy.stored.runAsUser.handsOutZero else { return }
        findings.add(
            at: "spec.runAsUser.ranges[0].min",
            "`spec.runAsUser` is MustRunAs from 0: it makes root of every container that names no user; begin the first "
                + "range above 0"
        )
    }
}

extension PodSecurityPolicy.IDStrategy {
    /// What it fills in is the id 0.
    var handsOutZero: Bool {
        rule.utf8.elementsEqual("MustRunAs".utf8) && ranges?.first?.min == 0
    }
}
