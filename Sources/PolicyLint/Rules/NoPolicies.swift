import Manifests

/// A set without policies: admission refuses every pod.
enum NoPolicies: LintRule {
    static let description = LintRuleDescription(
        "no-policies",
        .warning,
        summary: "The set holds no PodSecurityPolicy",
        help: "With the admission plugin on and no policy, no pod can be created. Give the policies too."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let survey = set.survey
        let isReadable = survey.unreadable.isEmpty && !survey.objects.contains(where: \.isUndecodable)
        guard isReadable, set.policies.isEmpty else { return }
        let first = survey.objects.first?.origin
        findings.add(
            description,
            file: first?.file,
            line: first?.line,
            "there is no PodSecurityPolicy in the set, so every pod would be refused: give the policies too"
        )
    }
}
