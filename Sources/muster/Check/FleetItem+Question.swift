import FleetEvaluation
import Manifests
import PodFacts

/// How the pods of a fleet are taken.
enum PodTreatment: String, Sendable, CaseIterable {
    /// As a cluster holds them: they are judged as they are.
    case stored
    /// As somebody wrote them: they are judged as the API server and the ServiceAccount plugin would leave them.
    case manifest
}

extension FleetItem {
    /// What is asked about it, beside its bytes.
    func question(_ treatment: PodTreatment?) -> PodQuestion {
        var question = PodQuestion()
        question.path = podPath
        question.infersRequester = workload == .pod && request?.subject == nil
        question.isStored = self.treatment(treatment) == .stored
        if let request {
            question.operation = request.operation == .update ? .update : .create
            question.hasSubresource = !request.subresource.isEmpty
        }
        return question
    }

    /// How its pod is taken: as `given`, or else as the object itself tells.
    ///
    /// The pods of a workload are always made anew.
    func treatment(_ given: PodTreatment?) -> PodTreatment {
        guard workload == .pod else { return .manifest }
        return given ?? (isFromCluster ? .stored : .manifest)
    }
}
