import Admission
import Manifests
import PolicyObjects

/// A rule that is about policies but does not grant their use, by one word.
enum GrantWithoutEffect: LintRule {
    static let description = LintRuleDescription(
        "grant-without-effect",
        .warning,
        summary: "A rule names policies but does not grant their use",
        help: """
            Admission asks for the verb `use` on the resource `podsecuritypolicies` of the API group `policy` (or \
            `extensions`), in these words. Correct the word.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() where !object.isUndecodable {
            let rules: [PolicyRule]
            switch object.object {
            case .role(let role): rules = role.rules
            case .clusterRole(let role): rules = role.rules
            default: continue
            }
            for (number, rule) in rules.enumerated() where !rule.isAboutUseOfPolicies {
                guard let problem = problem(of: rule) else { continue }
                findings.add(description, to: index, at: "rules[\(number)].\(problem.field)", problem.text)
            }
        }
    }

    private static func problem(of rule: PolicyRule) -> (field: String, text: String)? {
        let spellings = ["podsecuritypolicy", "podsecuritypolicies", "podsecuritypolicies.policy", "psp", "psps"]
        guard let resource = rule.resources.first(where: { spellings.hold($0.lowercased()) }) else { return nil }
        let hasUse = rule.verbs.contains { ["use", "*"].hold($0.lowercased()) }
        guard resource.utf8.elementsEqual("podsecuritypolicies".utf8) else {
            guard hasUse else { return nil }
            return (
                "resources",
                "RBAC compares resources as text, and \(quoted(resource)) is none: write `podsecuritypolicies`"
            )
        }
        if rule.verbs.hold("use") || rule.verbs.hold("*") {
            let groups = rule.apiGroups.map(quoted).joined(separator: ", ")
            return (
                "apiGroups",
                "policies are in the API group `policy`, not in \(groups.isEmpty ? "none" : groups): write `policy`"
            )
        }
        // To read policies is a grant of its own; names and nothing to do with them are not.
        guard hasUse || !rule.resourceNames.isEmpty, !rule.verbs.isEmpty else { return nil }
        let verbs = rule.verbs.map(quoted).joined(separator: ", ")
        return ("verbs", "the rule grants \(verbs) on policies, but a pod needs `use`: add it if that is meant")
    }
}
