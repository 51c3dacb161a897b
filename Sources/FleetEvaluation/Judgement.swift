package import Admission

/// The verdict on one request, without texts: those are asked from the judge.
package struct Judgement: Sendable {
    package var outcome: PodOutcome
    /// The number of the admitting policy; -1 for none.
    package var policy: Int32 = -1
    package var isMutated = false
    package var phase: AdmissionPhase
    /// The API server's own `cluster-admin` binding would have admitted the pod that is denied here.
    package var bootstrapRBACMatters = false
    /// A denial that takes more to explain than the judge may spend here: ask again where it may.
    package var isPostponed = false
    /// The ServiceAccount plugin refused the pod before PodSecurityPolicy saw it.
    package var isByServiceAccountPlugin: Bool

    init(_ outcome: PodOutcome, phase: AdmissionPhase, isByServiceAccountPlugin: Bool = false) {
        self.outcome = outcome
        self.phase = phase
        self.isByServiceAccountPlugin = isByServiceAccountPlugin
    }
}
