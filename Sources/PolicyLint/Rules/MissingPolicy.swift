import Admission
import Manifests
import PolicyObjects

/// A role that grants the use of a policy that is not in the set.
enum MissingPolicy: LintRule {
    static let description = LintRuleDescription(
        "missing-policy",
        .warning,
        summary: "A role grants the use of a policy that does not exist",
        help: """
            The grant counts for nothing until there is a policy of that name; whoever may create one then decides what it \
            allows. Correct the name, or add the policy to the set.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        // One that cannot be decoded is there all the same.
        let known = set.survey.objects.filter { $0.object.kind == .podSecurityPolicy }.map(\.object.identity.name)
        let names = Set(known.map { Array($0.utf8) })
        guard !known.isEmpty else { return }
        for (index, object) in set.survey.objects.enumerated() where object.stands && !object.isUndecodable {
            let rules: [PolicyRule]
            switch object.object {
            case .role(let role): rules = role.rules
            case .clusterRole(let role): rules = role.rules
            default: continue
            }
            for (number, rule) in rules.enumerated() where rule.isAboutUseOfPolicies {
                // A rule on several resources may name objects of the others.
                guard rule.resources.count == 1 else { continue }
                for (place, name) in rule.resourceNames.enumerated()
                where !names.contains(Array(name.utf8)) {
                    let meant =
                        suggestion(for: name, among: known).map { ", did you mean \(quoted($0))?" }
                        ?? ": correct the name, or add the policy"
                    findings.add(
                        description,
                        to: index,
                        at: "rules[\(number)].resourceNames[\(place)]",
                        "there is no PodSecurityPolicy \(quoted(name)) in the set\(meant)"
                    )
                }
            }
        }
    }
}
