package import PodFacts

/// How far the policies of a set are from admitting a pod that was denied.
///
/// Policies are given by their numbers.
package struct DenialAnalysis: Sendable, Equatable {
    /// How one policy stands to the pod.
    package struct Standing: Sendable, Hashable {
        package var policy: Int32
        /// Empty if it fits and would only have to fill something in, which an update does not allow.
        package var rules: ViolatedRules
        package var errorCount: Int32

        package var fits: Bool { errorCount == 0 }

        /// Fewest rules violated, then fewest errors, then the name.
        package func isCloser(than other: Standing) -> Bool {
            (rules.count, errorCount, policy) < (other.rules.count, other.errorCount, other.policy)
        }
    }

    /// The policies that the pod's subjects may use, in the order of their names.
    package var granted: [Standing] = []
    /// Policies that they may use and that admission skips, since their strategies cannot be built.
    package var grantedUnusable: [Int32] = []
    /// Of `granted` the closest; if nothing is granted, of all policies.
    package var closest: Standing?
    package var isClosestGranted = true
    /// Of a closest policy that is not granted, the errors.
    package var closestErrors: [[UInt8]] = []
    /// Policies that would admit the pod and that its subjects may not use, the tightest first.
    package var admitting: [Int32] = []

    package init() {}
}

extension Evaluator {
    /// What each policy has against a pod that was denied.
    ///
    /// `mayUse` are the policies that RBAC grants, those that admission skips among them.
    package mutating func analyse(
        _ pod: borrowing PodFacts,
        phase: AdmissionPhase,
        mayUse: PolicyMask
    ) -> DenialAnalysis {
        var analysis = DenialAnalysis()
        var granted = mayUse
        granted.formIntersection(policySet.usable)
        var unusable = mayUse
        unusable.subtract(policySet.usable)
        analysis.grantedUnusable = unusable.members.map(Int32.init)
        let (allowing, mutating) = everyPolicy(pod)
        analysis.granted = granted.members.map { standing(pod, $0) }
        analysis.closest = analysis.granted.min { $0.isCloser(than: $1) }

        var admitting = allowing
        admitting.subtract(granted)
        if phase == .validate { admitting.subtract(mutating) }
        analysis.admitting = policySet.tightestFirst(admitting.members).map(Int32.init)
        if analysis.closest == nil {
            var others = policySet.usable
            if phase == .admit { others.subtract(allowing) }
            analysis.isClosestGranted = false
            analysis.closest = closest(pod, others, admitting: analysis.admitting)
            if let closest = analysis.closest { analysis.closestErrors = errors(pod, Int(closest.policy)) }
        }
        return analysis
    }

    /// One that would admit the pod is closest of all.
    private mutating func closest(
        _ pod: borrowing PodFacts,
        _ others: PolicyMask,
        admitting: [Int32]
    ) -> DenialAnalysis.Standing? {
        if let first = admitting.first { return DenialAnalysis.Standing(policy: first, rules: [], errorCount: 0) }
        return others.members.map { standing(pod, $0) }.min { $0.isCloser(than: $1) }
    }

    private mutating func standing(_ pod: borrowing PodFacts, _ policy: Int) -> DenialAnalysis.Standing {
        var list = ViolationList()
        explain(pod, policy, into: &list)
        return DenialAnalysis.Standing(
            policy: Int32(policy),
            rules: list.isEmpty ? [] : ViolatedRules(list),
            errorCount: Int32(clamping: list.violations.count)
        )
    }

    private mutating func errors(_ pod: borrowing PodFacts, _ policy: Int) -> [[UInt8]] {
        var list = ViolationList()
        explain(pod, policy, into: &list)
        return list.violations.map { Array(list.text($0)) }
    }
}
