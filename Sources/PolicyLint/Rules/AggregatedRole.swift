import Admission
import Manifests
import PolicyObjects

/// A ClusterRole with an `aggregationRule`: RBAC reads its `rules`, which a controller fills and overwrites.
enum AggregatedRole: LintRule {
    static let description = LintRuleDescription(
        "aggregated-role",
        .warning,
        summary: "A ClusterRole's rules are aggregated from other roles",
        help: """
            RBAC reads the `rules` of a role alone. In a cluster a controller makes those of an aggregated role of the roles \
            that its selectors match, and overwrites what stands there. Put rules into roles with the selected labels.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (place, filled) in set.sources.clusterRoles.enumerated() {
            guard filled.aggregation != nil, let object = set.object(.clusterRole, place),
                case .clusterRole(let written) = set.survey.objects[object].object
            else { continue }
            let selected = selectedRoles(of: filled, in: set.sources)
            if written.rules.isEmpty {
                checkUnfilled(written, filled, selected, object, &findings)
            } else if !written.metadata.isFromServer {
                checkWritten(written, selected, object, &findings)
            }
        }
    }

    private static func checkUnfilled(
        _ written: ClusterRole,
        _ filled: ClusterRole,
        _ selected: [ClusterRole],
        _ object: Int,
        _ findings: inout LintFindings
    ) {
        if filled.rules.isEmpty {
            let reason =
                selected.isEmpty
                ? "its selectors match no role of the set: correct the labels, or add the roles"
                : "it has no rules as the server stores it: see whether the controller manager runs"
            findings.add(description, to: object, at: "aggregationRule", "the role grants nothing, for \(reason)")
        } else if filled.rules.contains(where: \.isAboutUseOfPolicies) {
            let names = selected.map { quoted($0.metadata.name) }.joined(separator: ", ")
            findings.add(
                description,
                to: object,
                at: "aggregationRule",
                "the role grants policies only once a controller has filled in its rules (those of \(names)): it is judged "
                    + "as if it had; nothing is to be done if that is meant",
                severity: .note
            )
        }
    }

    private static func checkWritten(
        _ written: ClusterRole,
        _ selected: [ClusterRole],
        _ object: Int,
        _ findings: inout LintFindings
    ) {
        let kept = selected.flatMap(\.rules)
        guard written.rules.contains(where: { !kept.contains($0) }) else { return }
        findings.add(
            description,
            to: object,
            at: "rules",
            "a controller overwrites these rules with those of the roles that `aggregationRule` selects: move them into a role "
                + "with the selected labels"
        )
    }

    private static func selectedRoles(of role: ClusterRole, in sources: PolicySources) -> [ClusterRole] {
        sources.clusterRoles.filter { candidate in
            !candidate.metadata.name.utf8.elementsEqual(role.metadata.name.utf8)
                && (role.aggregation ?? []).contains { $0.matches(candidate.metadata) }
        }
    }
}
