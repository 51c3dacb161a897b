import PolicyObjects

/// A default profile that the policy's own list does not hold: what it fills in it then refuses.
enum RefusedDefaultProfile: PolicyLintRule {
    static let description = LintRuleDescription(
        "refused-default-profile",
        .error,
        summary: "The policy refuses the profile that it fills in itself",
        help: """
            A pod without a profile is given the default, and is then held against the list of allowed profiles. Add the \
            default to the list.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let stored = policy.stored
        if let profile = stored.defaultSeccompProfile, !profile.isEmpty,
            !allowsSeccomp(profile, stored, policy.options.version)
        {
            report(
                profile,
                of: "seccomp",
                ProfileAnnotations.seccompDefault,
                ProfileAnnotations.seccompAllowed,
                &findings
            )
        }
        if let profile = stored.defaultAppArmorProfile, !profile.isEmpty,
            let allowed = stored.allowedAppArmorProfiles, !ProfileAnnotations.parts(of: allowed).hold(profile)
        {
            report(
                profile,
                of: "AppArmor",
                ProfileAnnotations.appArmorDefault,
                ProfileAnnotations.appArmorAllowed,
                &findings
            )
        }
    }

    /// From 1.19 on the two names of the runtime's profile stand for each other.
    private static func allowsSeccomp(
        _ profile: String,
        _ policy: PodSecurityPolicy,
        _ version: KubernetesVersion
    ) -> Bool {
        guard let allowed = policy.allowedSeccompProfiles else { return false }
        let parts = ProfileAnnotations.parts(of: allowed)
        if parts.hold("*") || parts.hold(profile) { return true }
        let runtimes = ["runtime/default", "docker/default"]
        return version >= .v1_20 && runtimes.hold(profile) && runtimes.contains { parts.hold($0) }
    }

    private static func report(
        _ profile: String,
        of kind: String,
        _ annotation: String,
        _ list: String,
        _ findings: inout PolicyFindings
    ) {
        findings.add(
            at: "metadata.annotations[\(annotation)]",
            "a pod without a \(kind) profile is given \(quoted(profile)) and then refused for it: add it to `\(list)`"
        )
    }
}
