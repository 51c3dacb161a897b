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
        for policy in set.standingPolicies where policy.isUsable {
            guard let winner = winner(over: policy, holders) else { continue }
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

    private static func winner(over policy: LintedPolicy, _ holders: HolderIndex) -> LintedPolicy? {
        let grants = holders.grants(of: policy)
        guard let first = grants.first else { return nil }
        return holders.openPolicies(reaching: first).first { other in
            other.object != policy.object && (wins(other, over: policy) || !policy.changesNothing)
                && other.admitsUnchangedWhatIsAdmitted(by: policy)
                && holders.everybody(of: grants, mayUse: other)
        }
    }

    private static func wins(_ one: LintedPolicy, over other: LintedPolicy) -> Bool {
        one.written.name.utf8.lexicographicallyPrecedes(other.written.name.utf8)
    }
}

/// Who may use which policy.
private struct HolderIndex {
    /// A subject where it counts.
    private struct Holder: Hashable {
        var namespace: String?
        var subject: GrantSubject
    }

    private var byName: [[UInt8]: [PolicyGrant]] = [:]
    private var ofEveryPolicy: [PolicyGrant] = []
    /// The numbers of the policies that change nothing, by who may use them.
    private var openByHolder: [Holder: [Int]] = [:]
    /// In the order of their names.
    private let open: [LintedPolicy]

    init(_ set: LintedSet) {
        open = set.standingPolicies.filter { $0.isUsable && $0.changesNothing }
        let numbers = Dictionary(
            open.enumerated().map { (Array($0.element.written.name.utf8), $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        // Masters may use whatever there is: they make no policy lose.
        for grant in set.grants.all where !grant.isToMasters {
            let holder = Holder(namespace: grant.binding.namespace, subject: grant.subject)
            if grant.isForEveryPolicy {
                ofEveryPolicy.append(grant)
                openByHolder[holder] = Array(open.indices)
                continue
            }
            for name in grant.policyNames {
                byName[Array(name.utf8), default: []].append(grant)
                if let number = numbers[Array(name.utf8)] { openByHolder[holder, default: []].append(number) }
            }
        }
    }

    func grants(of policy: LintedPolicy) -> [PolicyGrant] {
        (byName[Array(policy.written.name.utf8)] ?? []) + ofEveryPolicy
    }

    /// The policies that change nothing and that the holder of a grant may use, in the order of their names.
    func openPolicies(reaching grant: PolicyGrant) -> [LintedPolicy] {
        var numbers: Set<Int> = []
        for subject in grant.subjectsThatReachIt {
            numbers.formUnion(openByHolder[Holder(namespace: nil, subject: subject)] ?? [])
            guard let namespace = grant.binding.namespace else { continue }
            numbers.formUnion(openByHolder[Holder(namespace: namespace, subject: subject)] ?? [])
        }
        return numbers.sorted().map { open[$0] }
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
        return other.subjectsThatReachIt.contains(subject)
    }

    /// The subject itself, and the groups that everybody is in who it stands for.
    fileprivate var subjectsThatReachIt: [GrantSubject] {
        var subjects = [subject]
        // A pod's account is not authenticated, but whoever posts the pod is.
        if subject != .group(SystemGroups.unauthenticated), subject != .user("system:anonymous") {
            subjects.append(.group(SystemGroups.authenticated))
        }
        switch subject {
        case .serviceAccount(let namespace, _):
            subjects.append(.group(SystemGroups.serviceAccounts))
            subjects.append(.group(SystemGroups.serviceAccountsOf + namespace))
        case .group(let name) where name.utf8.starts(with: SystemGroups.serviceAccountsOf.utf8):
            subjects.append(.group(SystemGroups.serviceAccounts))
        default: break
        }
        return subjects
    }
}
