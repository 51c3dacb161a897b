import Admission
import FleetEvaluation
import Manifests
import PolicyObjects

/// One pod against every policy of a set: who may use each, what it says, and who wins.
struct PodExplanation {
    /// One policy's part.
    struct Policy {
        var name: String
        var opinion: PolicyOpinion
        /// Why its strategies cannot be made, in the plugin's words; nil: they can.
        var unusableReason: String?
        /// Through which bindings the requester may use it.
        var requesterGrants: [PolicyGrant]
        /// Through which bindings the pod's service account may.
        var accountGrants: [PolicyGrant]
        /// What it fills in.
        var fields: [PatchedField]

        var isAuthorized: Bool { !requesterGrants.isEmpty || !accountGrants.isEmpty }

        var admits: Bool { opinion.answer == .admitsUnchanged || opinion.answer == .admitsFilledIn }
    }

    var place: FleetPlace
    var kind: String
    var namespace: String
    var name: String
    var requester: Subject
    /// Whose pod it is; empty: nobody's.
    var serviceAccount: String
    var phase: AdmissionPhase
    var outcome: PodOutcome
    /// The name of the admitting policy; empty: none admits.
    var winner = ""
    /// Of a denial Kubernetes' message, of an invalid object the reason.
    var message = ""
    var isByServiceAccountPlugin = false
    /// In the order of their names, which is admission's.
    var policies: [Policy] = []
}
