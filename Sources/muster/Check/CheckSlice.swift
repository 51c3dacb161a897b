import Admission
import FleetEvaluation
import Manifests
import PodFacts
import PolicyObjects
import Reports
import WireProtocol

/// Objects of a fleet that are judged together, and then what became of them.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time; the hand-over through the evaluator's lock and the owner's semaphore orders the accesses.
final class CheckSlice: FleetSlice, @unchecked Sendable {
    static let itemsMax = 256
    static let bytesMax = 256 << 10

    private enum Entry {
        case item(FleetItem, number: Int)
        case unreadable(ManifestError)
    }

    private var entries: [Entry] = []
    private var byteCount = 0

    private(set) var found = CheckFindings()
    private var patch: [UInt8] = []

    private let plan: CheckPlan
    private let owner: any SliceOwner

    init(_ plan: CheckPlan, owner: any SliceOwner) {
        self.plan = plan
        self.owner = owner
    }

    var isEmpty: Bool { entries.isEmpty }
    var isFull: Bool { entries.count >= Self.itemsMax || byteCount >= Self.bytesMax }

    func add(_ item: FleetItem, number: Int) {
        entries.append(.item(item, number: number))
        byteCount += item.json.count
    }

    func add(_ error: ManifestError) {
        if plan.writesLines { entries.append(.unreadable(error)) }
    }

    func run(with judge: inout PodJudge) {
        plan.makers.withMaker { maker in
            for entry in entries {
                switch entry {
                case .item(let item, let number): found.findings.append(judged(item, number, &judge, &maker))
                case .unreadable(let error): found.writeLine(error)
                }
            }
        }
        entries.removeAll()
    }

    func finish() { owner.sliceFinished(self) }

    private func judged(
        _ item: FleetItem,
        _ number: Int,
        _ judge: inout PodJudge,
        _ maker: inout AnswerMaker
    ) -> PodFinding {
        let object = CheckedObject(
            place: item.place,
            identity: item.identity,
            namespace: plan.requests.namespace(of: item.identity)
        )
        let judgement = item.ask(&judge, in: object.namespace, plan.requests, plan.settings)
        let answer = maker.answer(item, object, plan.requests, judgement, &judge, plan.settings)
        let finding = maker.finding(item, object, plan.requests, judge, answer)
        if plan.writesLines { writeLine(object, number, judgement, finding, judge) }
        return finding
    }

    private func writeLine(
        _ object: CheckedObject,
        _ number: Int,
        _ judgement: Judgement,
        _ finding: PodFinding,
        _ judge: borrowing PodJudge
    ) {
        found.beginLine(object, number: number, user: finding.requester)
        let answer = finding.answer.content
        switch judgement.outcome {
        case .allowed:
            patch.removeAll(keepingCapacity: true)
            if judgement.isMutated, plan.settings.detail.contains(.patch) { judge.appendPatch(to: &patch) }
            let policy = Array(answer.policy.utf8)
            let patch = patch
            found.writer.admitted(policy: policy.span, isMutated: judgement.isMutated, patch: patch.span)
        case .ignored: found.writer.ignored()
        case .denied:
            var message: [UInt8] = []
            judge.appendMessage(to: &message)
            found.writer.denied(message: message.span)
            if !judgement.isByServiceAccountPlugin { found.writer.errors(answer.errors) }
            if judgement.bootstrapRBACMatters { found.writer.note(JudgeNote.bootstrapRBAC) }
        case .invalid, .overloaded: found.writer.failed(answer.cause.span)
        }
        found.writer.end()
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

extension AnswerLineWriter {
    /// The errors of a denial.
    mutating func errors(_ errors: [AnswerError]) {
        beginErrors()
        for item in errors {
            let policy = Array(item.policy.utf8)
            error(
                policy: policy.span,
                type: item.type,
                field: item.field.span,
                badValue: item.badValue.span,
                detail: item.detail.span
            )
        }
        endErrors()
    }
}
