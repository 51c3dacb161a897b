import PolicyObjects

/// A policy that allows privileged containers and makes them invalid.
enum PrivilegedWithoutEscalation: PolicyLintRule {
    static let description = LintRuleDescription(
        "privileged-without-escalation",
        .warning,
        summary: "Privileged pods are admitted and then refused as invalid",
        help: """
            A privileged container that leaves allowPrivilegeEscalation unset is given `false`, and the API server then \
            refuses the pod: a privileged container cannot do without it. Allow privilege escalation, or forbid privileged.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let stored = policy.stored
        guard stored.privileged else { return }
        let field: String
        if stored.defaultAllowPrivilegeEscalation == false {
            field = "defaultAllowPrivilegeEscalation"
        } else if !stored.allowPrivilegeEscalation {
            field = "allowPrivilegeEscalation"
        } else {
            return
        }
        findings.add(
            at: "spec.\(field)",
            "`spec.\(field): false` is filled into privileged containers, which the server then refuses as invalid: allow it, "
                + "or make `spec.privileged` false"
        )
    }
}
