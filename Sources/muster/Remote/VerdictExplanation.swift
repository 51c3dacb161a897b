import Admission
import FleetEvaluation
import Manifests
import PolicyObjects
import Reports

/// Explains a server's verdicts by a policy set that is known here: which policy is closest, which would admit.
final class VerdictExplanation {
    private let settings: JudgeSettings
    private let requests: FleetRequests
    private var judge = PodJudge()
    private var maker = AnswerMaker()
    /// Verdicts that the policy set here would not have given.
    private var differing = 0

    init(_ settings: JudgeSettings, _ requests: FleetRequests) {
        var settings = settings
        settings.inference = requests.inference
        self.settings = settings
        self.requests = requests
    }

    /// The server's answer with what only the policies tell.
    func explained(_ content: PodAnswer.Content, _ question: FleetQuestion) -> PodAnswer {
        guard let item = question.item else { return PodAnswer(content) }
        let judgement = item.ask(&judge, in: question.object.namespace, requests, settings)
        let own = maker.answer(item, question.object, requests, judgement, &judge, settings)
        if own.content.isSameVerdict(as: content) { return own }
        if content.verdict != .failed { differing += 1 }
        return PodAnswer(content)
    }

    /// A server that has given no verdict has none that differs.
    func isBySameSet(as serverRevision: String) -> Bool {
        serverRevision.isEmpty || settings.policySet.revision.description == serverRevision
    }

    /// Says if the server decides by another policy set.
    func remark(serverRevision: String) -> String? {
        guard !isBySameSet(as: serverRevision) else { return nil }
        let revision = settings.policySet.revision.description
        return
            "the policies of -p (revision \(revision.prefix(12))) are not the server's (\(serverRevision.prefix(12))): "
            + "\(differing) verdicts differ and are not explained"
    }

    func describe(in setting: inout ReportSetting) { setting.describe(settings.policySet) }
}

extension PodAnswer.Content {
    fileprivate func isSameVerdict(as other: PodAnswer.Content) -> Bool {
        verdict == other.verdict && policy == other.policy && isMutated == other.isMutated && cause == other.cause
            && isBootstrapRBACMatter == other.isBootstrapRBACMatter
    }
}
