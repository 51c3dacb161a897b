import Admission
import PodFacts

/// What one policy by itself says of a pod, whoever may use it.
package struct PolicyOpinion: Sendable, Equatable {
    package enum Answer: Sendable, Equatable {
        /// Admission skips the policy: its strategies cannot be made.
        case unusable
        case refuses
        case admitsUnchanged
        case admitsFilledIn
    }

    /// The policy's number in its set.
    package var policy: Int
    package var answer: Answer
    /// Of a refusal, in the plugin's order and words.
    package var errors: [String] = []
    /// Of an admission that fills something in: the RFC 6902 patch, as JSON.
    package var patch: [UInt8] = []
}

extension PodJudge {
    /// What every policy of the set says of the last question's pod, in the order of their names.
    ///
    /// Asked of a question that was answered with a verdict by PodSecurityPolicy, not of an invalid or ignored one.
    package mutating func everyOpinion() -> [PolicyOpinion] {
        guard let holder = evaluators.last else { return [] }
        let set = holder.evaluator.policySet
        let masks = holder.evaluator.everyPolicy(facts)
        var list = ViolationList()
        return set.policies.indices.map { number in
            guard set.usable[number] else { return PolicyOpinion(policy: number, answer: .unusable) }
            guard masks.allowing[number] else {
                holder.evaluator.explain(facts, policy: number, into: &list)
                let errors = list.violations.map { String(decoding: list.text($0), as: UTF8.self) }
                return PolicyOpinion(policy: number, answer: .refuses, errors: errors)
            }
            guard masks.mutating[number] else { return PolicyOpinion(policy: number, answer: .admitsUnchanged) }
            var patch: [UInt8] = []
            holder.evaluator.appendPatch(facts, policy: number, at: path, to: &patch)
            return PolicyOpinion(policy: number, answer: .admitsFilledIn, patch: patch)
        }
    }

    /// The service account of the last question's pod; empty: it has none.
    package var podServiceAccount: String { facts.string(facts.serviceAccountName) }
}
