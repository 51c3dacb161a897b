import PolicyObjects

/// An open policy that says nothing of seccomp: it refuses every pod that asks for a profile.
enum OpenPolicyWithoutSeccomp: PolicyLintRule {
    static let description = LintRuleDescription(
        "open-policy-without-seccomp",
        .warning,
        summary: "An open policy refuses pods that ask for seccomp",
        help: """
            Without the annotation seccomp.security.alpha.kubernetes.io/allowedProfileNames a policy refuses every pod that \
            sets a seccomp profile, RuntimeDefault too. Add the annotation with the value '*'.
            """
    )

    private static let annotation = "seccomp.security.alpha.kubernetes.io/allowedProfileNames"

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let stored = policy.stored
        guard !stored.allowsEverySeccompProfile else { return }
        if stored.allowedSeccompProfiles == nil, stored.privileged {
            findings.add(
                at: "metadata.annotations",
                "the policy allows privileged containers, but refuses every pod that asks for a seccomp profile: add the "
                    + "annotation `\(annotation): '*'`"
            )
        } else if stored.allowsAll {
            findings.add(
                at: "metadata.annotations[\(annotation)]",
                "the policy allows everything but seccomp profiles beside these: if that is not meant, make it "
                    + "`\(annotation): '*'`"
            )
        }
    }
}
