import Admission
import PolicyObjects

/// A policy that always loses: everybody who may use it may also use one that admits the same pods and changes nothing.
///
/// On a CREATE the first policy by name that need not change the pod wins. So a default that fills something in never does
/// so beside such a policy; and if its name comes after, it never wins at all.
enum ShadowedPolicy: LintRule {
    static let description = LintRuleDescription(
        "shadowed-policy",
        .warning,
        summary: "The policy always loses to one that changes nothing",
        help: """
            Admission prefers a policy that leaves the pod as it is, and among those the first by name. Take the open policy \
            from those who should get the other one, or name the other one before it (that helps for pods alone that it need \
            not change).
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let holders = HolderIndex(set)
        let open = set.standingPolicies.filter { $0.isUsable && $0.changesNothing }
        guard !open.isEmpty else { return }
        for policy in set.standingPolicies where policy.isUsable {
            let grants = holders.grants(of: policy)
            guard !grants.isEmpty else { continue }
            let winner = open.first { other in
                other.object != policy.object && (wins(other, over: policy) || !policy.changesNothing)
                    && other.admitsUnchangedWhatIsAdmitted(by: policy)
                    && holders.everybody(of: grants, mayUse: other)
            }
            guard let winner else { continue }
            let name = quoted(winner.written.name)
            let effect =
                wins(winner, over: policy)
                ? "is never chosen: everybody who may use it may use \(name) too, which admits the same pods, changes nothing "
                    + "and comes first by name"
                : "never fills anything in: everybody who may use it may use \(name) too, which admits the same pods and "
                    + "changes nothing, so it wins"
            findings.add(
                description,
                to: policy.object,
                at: "metadata.name",
                "the policy \(effect); take \(name) from those who should get this one"
            )
        }
    }

    private static func wins(_ one: LintedPolicy, over other: LintedPolicy) -> Bool {
        one.written.name.utf8.lexicographicallyPrecedes(other.written.name.utf8)
    }
}

/// Who may use which policy, by name.
private struct HolderIndex {
    private var byName: [[UInt8]: [PolicyGrant]] = [:]
    private var ofEveryPolicy: [PolicyGrant] = []

    init(_ set: LintedSet) {
        // Masters may use whatever there is: they make no policy lose.
        for grant in set.grants.all where !grant.isToMasters {
            if grant.isForEveryPolicy {
                ofEveryPolicy.append(grant)
            } else {
                for name in grant.policyNames { byName[Array(name.utf8), default: []].append(grant) }
            }
        }
    }

    func grants(of policy: LintedPolicy) -> [PolicyGrant] {
        (byName[Array(policy.written.name.utf8)] ?? []) + ofEveryPolicy
    }

    func everybody(of grants: [PolicyGrant], mayUse policy: LintedPolicy) -> Bool {
        let own = self.grants(of: policy)
        return grants.allSatisfy { grant in own.contains { $0.reachesEverybody(of: grant) } }
    }
}

extension PolicyGrant {
    /// Every request that the other grant counts for, this one counts for.
    fileprivate func reachesEverybody(of other: PolicyGrant) -> Bool {
        if let namespace = binding.namespace {
            guard let others = other.binding.namespace, others.utf8.elementsEqual(namespace.utf8) else { return false }
        }
        if subject == other.subject { return true }
        guard case .group(let group) = subject else { return false }
        // A pod's account is not authenticated, but whoever posts the pod is.
        if group.utf8.elementsEqual(SystemGroups.authenticated.utf8) {
            return other.subject != .group(SystemGroups.unauthenticated) && other.subject != .user("system:anonymous")
        }
        guard case .serviceAccount(let namespace, _) = other.subject else {
            return group.utf8.elementsEqual(SystemGroups.serviceAccounts.utf8)
                && other.subject.name.utf8.starts(with: SystemGroups.serviceAccountsOf.utf8)
        }
        return group.utf8.elementsEqual(SystemGroups.serviceAccounts.utf8)
            || group.utf8.elementsEqual((SystemGroups.serviceAccountsOf + namespace).utf8)
    }
}
