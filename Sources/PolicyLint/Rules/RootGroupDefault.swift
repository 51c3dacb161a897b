import PolicyObjects

/// A group strategy MustRunAs whose first range begins at 0: pods that name no group get the root group.
enum RootGroupDefault: PolicyLintRule {
    static let description = LintRuleDescription(
        "root-group-default",
        .warning,
        summary: "MustRunAs hands out the root group",
        help: """
            A pod that says nothing gets the first range's `min` as its group. With `min: 0`, or without `min`, that is the \
            root group. Begin the first range at 1, or use MayRunAs, which fills nothing in.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let strategies: [(String, PodSecurityPolicy.IDStrategy?)] = [
            ("spec.runAsGroup", policy.stored.runAsGroup),
            ("spec.supplementalGroups", policy.stored.supplementalGroups),
            ("spec.fsGroup", policy.stored.fsGroup),
        ]
        for (field, strategy) in strategies where strategy?.handsOutZero == true {
            findings.add(
                at: "\(field).ranges[0].min",
                "`\(field)` is MustRunAs from 0: it hands out the root group to every pod that names none; begin the first "
                    + "range at 1, or use MayRunAs"
            )
        }
    }
}
