import Admission
import FleetEvaluation
import Manifests
import PodFacts
import PolicyObjects

/// How a fleet is checked: the policy set, and who and where is taken if an object does not say.
struct CheckPlan: Sendable {
    var settings: JudgeSettings
    var writesLines: Bool
    private let defaultNamespace: String
    private let barePodRequester: RequestSubject
    private let workloadRequesters: [WorkloadKind: RequestSubject]

    /// `user` is who posts pods that no controller owns; nil: anybody who is authenticated.
    init(settings: JudgeSettings, writesLines: Bool, namespace: String, user: Subject?) {
        self.settings = settings
        self.writesLines = writesLines
        defaultNamespace = namespace
        barePodRequester = RequestSubject(user ?? Subject(username: "", groups: ["system:authenticated"]))
        var requesters: [WorkloadKind: RequestSubject] = [:]
        let requester = Requester()
        for kind in WorkloadKind.allCases { requesters[kind] = requester.subject(of: kind).map(RequestSubject.init) }
        workloadRequesters = requesters
        self.settings.inference = OwnerInference(requesters: requesters)
    }

    func namespace(of identity: ObjectIdentity) -> String {
        identity.namespace.isEmpty ? defaultNamespace : identity.namespace
    }

    func requester(of workload: WorkloadKind) -> RequestSubject { workloadRequesters[workload] ?? barePodRequester }
}

/// Who posted a pod that a cluster holds, by its owner.
struct OwnerInference: RequesterInference {
    let requesters: [WorkloadKind: RequestSubject]

    func requester(of pod: borrowing PodFacts) -> RequestSubject? {
        let pod = copy pod
        guard pod.controller != nil || !pod.annotations.isEmpty else { return nil }
        return Requester().subject(of: pod).map(RequestSubject.init)
    }
}
