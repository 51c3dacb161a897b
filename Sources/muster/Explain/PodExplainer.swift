import Admission
import FleetEvaluation
import JSONScan
import Manifests
import PodFacts
import PolicyObjects

/// Asks about a pod, and about everything that leads to the answer.
struct PodExplainer: ~Copyable {
    private let settings: JudgeSettings
    private let requests: FleetRequests
    /// Who posts every pod, whatever its owner; nil: that is inferred.
    private let requester: RequestSubject?
    private let isUpdate: Bool
    private let grants: PolicyGrants
    private var judge = PodJudge()

    /// `isUpdate` asks what is said of an update, in which no policy may change the pod.
    init(_ settings: JudgeSettings, _ requests: FleetRequests, requester: Subject?, isUpdate: Bool) {
        self.settings = settings
        self.requests = requests
        self.requester = requester.map(RequestSubject.init)
        self.isUpdate = isUpdate
        grants = PolicyGrants(settings.policySet.sources, options: settings.policySet.options)
    }

    mutating func explanation(of item: FleetItem) -> PodExplanation {
        var question = item.question(requests.treatment)
        if isUpdate { question.operation = .update }
        if requester != nil { question.infersRequester = false }
        if item.workload != .pod {
            judge.setTemplate(TemplateNames(generateName: item.generateName, volumeClaims: item.volumeClaims))
        }
        let namespace = requests.namespace(of: item.identity)
        let asker = requester ?? requests.requester(of: item)
        let oldObject = item.request?.oldObject ?? []
        let judgement = judge.judge(
            question,
            object: item.json.span,
            oldObject: oldObject.span,
            namespace: Array(namespace.utf8).span,
            requester: asker,
            settings: settings
        )
        var explanation = PodExplanation(
            place: item.place,
            kind: item.identity.kind,
            namespace: namespace,
            name: item.identity.name,
            requester: (judge.inferred ?? asker).subject,
            // An object that was not read has none; the judge still holds that of the pod before it.
            serviceAccount: judge.hasRead ? judge.podServiceAccount : "",
            phase: judgement.phase,
            outcome: judgement.outcome
        )
        switch judgement.outcome {
        case .allowed: explanation.winner = settings.policySet.policyNames[Int(judgement.policy)]
        case .denied:
            var message: [UInt8] = []
            judge.appendMessage(to: &message)
            explanation.message = String(decoding: message, as: UTF8.self)
            explanation.isByServiceAccountPlugin = judgement.isByServiceAccountPlugin
        case .invalid, .overloaded, .ignored:
            explanation.message = String(decoding: judge.reason, as: UTF8.self)
            return explanation
        }
        if !judgement.isByServiceAccountPlugin { explanation.policies = policies(explanation) }
        return explanation
    }

    private mutating func policies(_ explanation: PodExplanation) -> [PodExplanation.Policy] {
        let set = settings.policySet
        let account =
            explanation.serviceAccount.isEmpty
            ? []
            : grants.grants(
                to: Subject(serviceAccount: explanation.serviceAccount, in: explanation.namespace),
                in: explanation.namespace
            )
        let own = grants.grants(to: explanation.requester, in: explanation.namespace)
        return judge.everyOpinion().map { opinion in
            let policy = set.policies[opinion.policy]
            func grantsUse(_ grant: PolicyGrant) -> Bool { !grant.apiGroups(forUseOf: policy.name).isEmpty }
            return PodExplanation.Policy(
                name: policy.name,
                opinion: opinion,
                unusableReason: policy.stored(with: set.options).unusableReason(with: set.options),
                requesterGrants: own.filter(grantsUse),
                accountGrants: account.filter(grantsUse),
                fields: (try? PatchedField.fields(ofPatch: opinion.patch)) ?? []
            )
        }
    }
}

extension Subject {
    /// A pod's own account, as the plugin asks about it: without `system:authenticated`.
    fileprivate init(serviceAccount name: String, in namespace: String) {
        self.init(
            username: "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"]
        )
    }
}
