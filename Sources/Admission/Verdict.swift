/// The question that is asked about a pod.
package enum AdmissionPhase: UInt8, Sendable {
    /// Mutation is allowed: what `Admit` says of a CREATE.
    case admit
    /// Mutation is not allowed, and the policy named by the annotation `kubernetes.io/psp` is tried first: what `Validate`
    /// says of an UPDATE, and of a CREATE after mutating webhooks.
    case validate
}

/// The plugin's answer to one pod, without texts.
package struct Verdict: Equatable, Sendable {
    package enum Outcome: UInt8, Sendable {
        case allowed
        case denied
    }

    package var outcome: Outcome
    /// The number of the admitting policy; -1 when denied.
    package var policy: Int32
    /// The admitting policy filled something in.
    package var isMutated: Bool

    package init(outcome: Outcome, policy: Int32 = -1, isMutated: Bool = false) {
        self.outcome = outcome
        self.policy = policy
        self.isMutated = isMutated
    }
}
