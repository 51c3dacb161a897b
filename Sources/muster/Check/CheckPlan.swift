import Admission
import FleetEvaluation
import Manifests
import PodFacts
import PolicyObjects
import Reports
import WireProtocol

/// How a fleet is checked here.
struct CheckPlan: FleetPlan {
    let settings: JudgeSettings
    let requests: FleetRequests
    let writesLines: Bool
    private let makers = AnswerMakers()

    init(settings: JudgeSettings, requests: FleetRequests, writesLines: Bool) {
        var settings = settings
        settings.inference = requests.inference
        self.settings = settings
        self.requests = requests
        self.writesLines = writesLines
    }

    func judge(_ entries: [FleetSliceEntry], with judge: inout PodJudge) -> CheckFindings {
        var found = CheckFindings()
        makers.withMaker { maker in
            for entry in entries {
                switch entry {
                case .item(let item, let number): check(item, number, &judge, &maker, &found)
                case .unreadable(let error): found.writer.unreadable(error)
                }
            }
        }
        return found
    }

    private func check(
        _ item: FleetItem,
        _ number: Int,
        _ judge: inout PodJudge,
        _ maker: inout AnswerMaker,
        _ found: inout CheckFindings
    ) {
        let object = CheckedObject(item, requests)
        let judgement = item.ask(&judge, in: object.namespace, requests, settings)
        let answer = maker.answer(item, object, requests, judgement, &judge, settings)
        let finding = maker.finding(item, object, requests, judge, answer)
        found.findings.append(finding)
        guard writesLines else { return }
        found.writer.begin(object, number: number, user: finding.requester)
        write(judgement, answer.content, judge, &found)
        found.writer.end()
    }

    private func write(
        _ judgement: Judgement,
        _ answer: PodAnswer.Content,
        _ judge: borrowing PodJudge,
        _ found: inout CheckFindings
    ) {
        switch judgement.outcome {
        case .allowed:
            let policy = Array(answer.policy.utf8)
            found.writer.admitted(policy: policy.span, isMutated: judgement.isMutated, patch: Span())
        case .ignored: found.writer.ignored()
        case .denied:
            var message: [UInt8] = []
            judge.appendMessage(to: &message)
            found.writer.denied(message: message.span)
            if !judgement.isByServiceAccountPlugin { found.writer.errors(answer.errors) }
            if judgement.bootstrapRBACMatters { found.writer.note(JudgeNote.bootstrapRBAC) }
        case .invalid, .overloaded: found.writer.failed(answer.cause.span)
        }
    }
}

/// Who posts the pods of a fleet, and where, if an object does not say.
struct FleetRequests: Sendable {
    private let defaultNamespace: String
    let barePodRequester: RequestSubject
    private let workloadRequesters: [WorkloadKind: RequestSubject]
    let isRequesterGiven: Bool
    /// nil: each object tells.
    let treatment: PodTreatment?

    /// `user` is who posts pods that no controller owns; nil: anybody who is authenticated.
    init(namespace: String, user: Subject?, treatment: PodTreatment? = nil) {
        self.treatment = treatment
        defaultNamespace = namespace
        isRequesterGiven = user != nil
        barePodRequester = RequestSubject(user ?? Subject(username: "", groups: ["system:authenticated"]))
        var requesters: [WorkloadKind: RequestSubject] = [:]
        let requester = Requester()
        for kind in WorkloadKind.allCases { requesters[kind] = requester.subject(of: kind).map(RequestSubject.init) }
        workloadRequesters = requesters
    }

    var inference: OwnerInference { OwnerInference(requesters: workloadRequesters) }

    func namespace(of identity: ObjectIdentity) -> String {
        identity.namespace.isEmpty ? defaultNamespace : identity.namespace
    }

    /// Nothing tells who posts pods of such an object.
    func isUnknown(_ item: FleetItem) -> Bool {
        item.request?.subject == nil && workloadRequesters[item.workload] == nil
    }

    func requester(of workload: WorkloadKind) -> RequestSubject { workloadRequesters[workload] ?? barePodRequester }

    /// Of a recorded request its own user; else whoever creates such pods.
    func requester(of item: FleetItem) -> RequestSubject {
        item.request?.subject.map(RequestSubject.init) ?? requester(of: item.workload)
    }
}

/// Who posted a pod that a cluster holds, by its owner.
struct OwnerInference: RequesterInference {
    let requesters: [WorkloadKind: RequestSubject]

    func requester(of pod: borrowing PodFacts) -> RequestSubject? {
        guard pod.controller != nil || !pod.annotations.isEmpty else { return nil }
        // Most pods are posted by a few controllers; the subjects of those are there.
        if !pod.isMirrorPod, let kind = WorkloadKind(controllerOf: pod) { return requesters[kind] }
        return Requester().subject(of: copy pod).map(RequestSubject.init)
    }
}
