import Admission
import FleetEvaluation
import Manifests
import MusterClient
import PolicyObjects
import Reports
import Transport
import WireProtocol

/// The objects of a fleet, judged by a server, with their findings in the order of the objects.
final class RemoteFleetCheck: RemoteFleet {
    private let verdicts: ServerVerdicts
    private let explanation: VerdictExplanation?
    private let writesLines: Bool

    init(_ verdicts: ServerVerdicts, _ explanation: VerdictExplanation?, writesLines: Bool) {
        self.verdicts = verdicts
        self.explanation = explanation
        self.writesLines = writesLines
    }

    func describe(in report: inout FleetReport) {
        if !verdicts.revision.isEmpty {
            report.setting.revision = verdicts.revision
            report.setting.kubernetesVersion = verdicts.kubernetesVersion
        }
        report.setting.knowsWhatFollows = explanation?.isBySameSet(as: verdicts.revision) ?? false
    }

    func run(_ receive: (CheckFindings) throws -> Void) async throws -> FleetOmissions {
        try await verdicts.run { answered in
            var found = CheckFindings()
            for answer in answered {
                switch answer {
                case .verdict(let verdict, let question): append(verdict, on: question, to: &found)
                case .unreadable(let error): if writesLines { found.writer.unreadable(error) }
                }
            }
            try receive(found)
        }
    }

    /// What people should know of the explanations.
    var remark: String? { explanation?.remark(serverRevision: verdicts.revision) }

    private func append(_ verdict: ItemVerdict, on question: FleetQuestion, to found: inout CheckFindings) {
        let content = PodAnswer.Content(verdict, podName: question.podName)
        found.findings.append(
            PodFinding(
                place: ReportPlace(question.object.place),
                namespace: question.object.namespace,
                owner: question.owner,
                podName: question.podName,
                kind: question.object.identity.kind,
                requester: question.requester.subject,
                isRequesterAssumed: question.isRequesterAssumed,
                serviceAccount: question.serviceAccount,
                answer: explanation?.explained(content, question) ?? PodAnswer(content)
            )
        )
        guard writesLines else { return }
        found.writer.begin(question.object, number: question.number, user: question.requester.subject)
        found.writer.appendVerdict(
            verdict,
            wantsErrors: !verdict.isByServiceAccountPlugin,
            note: JudgeNote.bootstrapRBAC
        )
        found.writer.end()
    }
}

extension PodAnswer.Content {
    /// What a server says of a pod whose name a message gives as `podName`.
    init(_ verdict: ItemVerdict, podName: String) {
        self.init(PodOutcome(verdict.outcome))
        policy = verdict.policy
        isMutated = verdict.isMutated
        switch verdict.outcome {
        case .denied:
            let opening = "pods \"\(podName)\" is forbidden: ".utf8
            cause =
                verdict.message.starts(with: opening)
                ? Array(verdict.message.dropFirst(opening.count)) : verdict.message
            isByServiceAccountPlugin = verdict.isByServiceAccountPlugin
            isBootstrapRBACMatter = verdict.bootstrapRBACMatters
            errors = verdict.errors.map(AnswerError.init)
            isCut = verdict.isCut && errors.isEmpty
            rules = isByServiceAccountPlugin ? .serviceAccount : ViolatedRules(verdict.errors)
            if !isByServiceAccountPlugin { standings = PolicyStandings(verdict.errors) }
        case .overloaded where verdict.reason.isEmpty: cause = Array("not evaluated: the server is overloaded".utf8)
        case .invalid, .overloaded: cause = verdict.reason
        case .allowed, .ignored: break
        }
    }
}

extension AnswerError {
    init(_ error: ItemVerdict.ItemError) {
        self.init(
            policy: error.policy,
            type: error.type.name,
            field: error.field,
            badValue: error.badValue,
            detail: error.detail,
            text: error.text
        )
    }
}

extension PolicyStandings {
    /// What a server's errors tell: of the policies that refuse the pod, not of those that were not asked.
    init(_ errors: [ItemVerdict.ItemError]) {
        self.init()
        isComplete = false
        for error in errors {
            if granted.last?.policy != error.policy {
                granted.append(Standing(policy: error.policy, rules: [], errorCount: 0))
            }
            granted[granted.count - 1].errorCount += 1
            granted[granted.count - 1].rules.formUnion(ViolatedRules(path: error.field))
        }
        closest =
            granted.enumerated().min { left, right in
                (left.element.rules.count, left.element.errorCount, left.offset)
                    < (right.element.rules.count, right.element.errorCount, right.offset)
            }?.element
    }
}

extension ViolatedRules {
    init(_ errors: [ItemVerdict.ItemError]) {
        self = errors.isEmpty ? .none : []
        for error in errors { formUnion(ViolatedRules(path: error.field)) }
    }
}

extension PodOutcome {
    init(_ outcome: ItemOutcome) {
        self =
            switch outcome {
            case .allowed: .allowed
            case .denied: .denied
            case .invalid: .invalid
            case .ignored: .ignored
            case .overloaded: .overloaded
            }
    }
}
