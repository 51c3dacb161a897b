package import Admission
package import PodFacts

/// How the pods of a batch are judged.
package struct JudgeSettings: Sendable {
    package var policySet: CompiledPolicySet
    package var detail: AnswerDetail
    /// Judges the pod as the ServiceAccount plugin leaves it; nil: as it was sent.
    package var serviceAccounts: (any ServiceAccountPlugin)?
    /// For questions that say `infersRequester`.
    package var inference: (any RequesterInference)?

    package init(
        policySet: CompiledPolicySet,
        detail: AnswerDetail = [],
        serviceAccounts: (any ServiceAccountPlugin)? = nil
    ) {
        self.policySet = policySet
        self.detail = detail
        self.serviceAccounts = serviceAccounts
    }
}

/// Finds out who posts a pod from the pod itself.
package protocol RequesterInference: Sendable {
    /// The requester of a pod that a cluster holds; nil if nothing tells.
    func requester(of pod: borrowing PodFacts) -> RequestSubject?
}

/// What the ServiceAccount admission plugin does to a pod before PodSecurityPolicy sees it.
package protocol ServiceAccountPlugin: Sendable {
    /// Gives a pod that is created its account and token volume.
    /// - Returns: why the plugin refuses the pod, in its words; nil if it does not.
    func admit(_ pod: inout PodFacts, namespace: Span<UInt8>) -> String?
}
