package import Admission
package import PodFacts

/// What is asked about a pod, beside its bytes.
package struct PodQuestion: Sendable {
    package enum Operation: UInt8, Sendable {
        case create
        case update
    }

    package var operation = Operation.create
    /// Asks what `Validate` says of a CREATE: the pod as mutating webhooks left it.
    package var asksValidate = false
    /// The request is for a subresource, which the plugin ignores.
    package var hasSubresource = false
    /// The pod's owner tells who posts it, if it has one; the requester that is given counts for other pods.
    package var infersRequester = false
    /// The pod is one that a cluster holds: what the ServiceAccount plugin does to a pod that is created was done to it.
    package var isStored = false
    package var encoding = PodEncoding.json
    /// That of the stored object.
    package var oldEncoding = PodEncoding.json
    package var path = PodPath.pod

    package init() {}

    /// CREATE is judged as `Admit` does, UPDATE as `Validate` does.
    package var phase: AdmissionPhase { operation == .update || asksValidate ? .validate : .admit }
}

/// The answer to one question.
package enum PodOutcome: UInt8, Sendable {
    case allowed
    case denied
    /// Kubernetes would refuse the body, or it is larger than Muster reads.
    case invalid
    /// PodSecurityPolicy does not look: a subresource, or an update of garbage-collection fields only.
    case ignored
    /// Not evaluated.
    case overloaded
}

/// What is wanted beyond the verdict.
package struct AnswerDetail: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Of a denial: Kubernetes' message, or what it is made of.
    package static let message = AnswerDetail(rawValue: 1)
    /// Of a denial: the field errors in parts.
    package static let errors = AnswerDetail(rawValue: 2)
    /// Of a mutating admission: the RFC 6902 patch.
    package static let patch = AnswerDetail(rawValue: 4)
}
