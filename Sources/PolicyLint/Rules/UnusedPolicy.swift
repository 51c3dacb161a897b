import Admission
import PolicyObjects

/// A policy that nobody may use: it admits no pod.
enum UnusedPolicy: LintRule {
    static let description = LintRuleDescription(
        "unused-policy",
        .warning,
        summary: "Nobody may use the policy",
        help: """
            A policy counts for those alone whom a role and a binding let `use` it; the group system:masters apart, there is \
            nobody. Grant it (kubectl create role, kubectl create rolebinding), or remove it.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        var granted: Set<[UInt8]> = []
        var isEveryPolicyGranted = false
        for grant in set.grants.all where !grant.isToMasters {
            if grant.isForEveryPolicy { isEveryPolicyGranted = true }
            for name in grant.policyNames { granted.insert(Array(name.utf8)) }
        }
        guard !isEveryPolicyGranted else { return }
        for policy in set.policies where policy.isStanding && policy.isUsable {
            guard !granted.contains(Array(policy.written.name.utf8)) else { continue }
            findings.add(
                description,
                to: policy.object,
                at: "metadata.name",
                "no binding lets anybody use the policy, so it admits no pod: grant `use` of it by a role and a binding, or "
                    + "remove it"
            )
        }
    }
}

extension PolicyGrant {
    /// To those who may do everything anyway.
    var isToMasters: Bool { subject == .group(SystemGroups.masters) }
}
