import Admission
import FleetEvaluation
import Manifests
import PolicyObjects
import Reports

extension CheckedObject {
    init(_ item: FleetItem, _ requests: FleetRequests) {
        self.init(
            place: item.place,
            identity: item.identity,
            namespace: requests.namespace(of: item.identity)
        )
    }
}

extension FleetItem {
    /// Asks a judge about the object.
    func ask(_ judge: inout PodJudge, in namespace: String, _ requests: FleetRequests, _ settings: JudgeSettings)
        -> Judgement
    {
        if workload != .pod {
            judge.setTemplate(TemplateNames(generateName: generateName, volumeClaims: volumeClaims))
        }
        let namespace = Array(namespace.utf8)
        let oldObject = request?.oldObject ?? []
        return judge.judge(
            question(requests.treatment),
            object: json.span,
            oldObject: oldObject.span,
            namespace: namespace.span,
            requester: requests.requester(of: self),
            settings: settings
        )
    }
}

extension AnswerMaker {
    /// The answer about the object that the judge has just been asked about.
    mutating func answer(
        _ item: FleetItem,
        _ object: CheckedObject,
        _ requests: FleetRequests,
        _ judgement: Judgement,
        _ judge: inout PodJudge,
        _ settings: JudgeSettings
    ) -> PodAnswer {
        answer(
            Question(
                namespace: object.namespace,
                requester: judge.inferred ?? requests.requester(of: item),
                isUpdate: judgement.phase == .validate
            ),
            judgement,
            &judge,
            settings
        )
    }

    /// The finding with that answer.
    func finding(
        _ item: FleetItem,
        _ object: CheckedObject,
        _ requests: FleetRequests,
        _ judge: borrowing PodJudge,
        _ answer: PodAnswer
    ) -> PodFinding {
        // An object that was not read has no controller and no name but the one that the file gives it.
        let isRead = judge.hasRead
        var name: [UInt8] = []
        if isRead { judge.appendName(to: &name) }
        let requester = judge.inferred ?? requests.requester(of: item)
        return PodFinding(
            place: ReportPlace(object.place),
            namespace: object.namespace,
            owner: PodOwners.owner(
                of: object,
                isBarePod: item.workload == .pod,
                controller: isRead ? judge.controller : ("", ""),
                json: item.json
            ),
            podName: isRead ? String(decoding: name, as: UTF8.self) : object.identity.name,
            kind: object.identity.kind,
            requester: requester.subject,
            isRequesterAssumed: judge.inferred == nil && requests.isUnknown(item),
            serviceAccount: isRead ? judge.podServiceAccount : "",
            answer: answer
        )
    }
}
