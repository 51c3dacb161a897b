import Admission
import FleetEvaluation
import Manifests
import MusterClient
import PodFacts
import PolicyObjects
import Reports

/// Compares a server's verdicts on a fleet with those of a policy set that is known here.
final class RemoteFleetDiff: RemoteFleet {
    private let verdicts: ServerVerdicts
    private let settings: JudgeSettings
    private let requests: FleetRequests
    private let writesLines: Bool
    private var judge = PodJudge()
    private var maker = AnswerMaker()

    /// `settings` are those of the set that would be.
    init(_ verdicts: ServerVerdicts, _ settings: JudgeSettings, _ requests: FleetRequests, writesLines: Bool) {
        self.verdicts = verdicts
        var settings = settings
        settings.inference = requests.inference
        self.settings = settings
        self.requests = requests
        self.writesLines = writesLines
    }

    var remark: String? { nil }

    func describe(in report: inout FleetDiff) { report.setting.revisionBefore = verdicts.revision }

    func run(_ receive: (DiffFindings) throws -> Void) async throws -> FleetOmissions {
        try await verdicts.run { answered in
            var found = DiffFindings()
            for answer in answered {
                switch answer {
                case .verdict(let verdict, let question): compare(verdict, question, &found)
                case .unreadable(let error): if writesLines { found.addLine(error) }
                }
            }
            try receive(found)
        }
    }

    private func compare(_ verdict: ItemVerdict, _ question: FleetQuestion, _ found: inout DiffFindings) {
        guard let item = question.item else { return }
        let judgement = item.ask(&judge, in: question.object.namespace, requests, settings)
        let after = maker.answer(item, question.object, requests, judgement, &judge, settings)
        let before = answer(verdict, question, item)
        // What the server could not judge cannot be compared.
        let answer = before.content.verdict == .failed ? before : after
        let finding = maker.finding(item, question.object, requests, judge, answer)
        found.add(finding, from: before)
        if writesLines { found.addLine(question.number, finding, from: before) }
    }

    /// The server's answer about the object that the judge has just been asked about, with what its patch fills in and what
    /// that leads to after admission, which a server does not say.
    private func answer(_ verdict: ItemVerdict, _ question: FleetQuestion, _ item: FleetItem) -> PodAnswer {
        var content = PodAnswer.Content(verdict, podName: question.podName)
        guard content.verdict == .admitted else { return PodAnswer(content) }
        let filled = (try? PatchedField.fields(ofPatch: verdict.patch)) ?? []
        content.filledIn = filled.map(FilledField.init)
        let values = Dictionary(filled.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 })
        if judge.hasRead { content.laterRefusals = judge.laterRefusals { values[item.podPath.prefix + $0] } }
        return PodAnswer(content)
    }
}

extension PodPath {
    /// What stands before a pod's field in the path from the object's root.
    fileprivate var prefix: String {
        switch self {
        case .pod: ""
        case .template: "template."
        case .specTemplate: "spec.template."
        case .jobTemplate: "spec.jobTemplate.spec.template."
        }
    }
}
