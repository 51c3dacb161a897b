package import Admission
package import JSONScan
import PodFacts
import PolicyObjects

/// Answers one request after the other, from bytes to verdict: a worker's reader, facts, evaluators and buffers.
///
/// In the steady state an admitted pod costs no allocation. A value belongs to one worker at a time. Texts about the last
/// question are asked from the judge before the next one.
package struct PodJudge: ~Copyable {
    /// Policy sets whose evaluators are kept: one for each Kubernetes version, and a predecessor.
    static let evaluatorsMax = 4

    private var reader = PodReader()
    var facts = PodFacts()
    private var template: TemplateNames?
    /// The most recently used last.
    var evaluators: [SetEvaluator] = []

    /// Of the last question, if it was denied and messages or errors were wanted.
    package private(set) var violations = ViolationList()
    /// Of the last question, if it was invalid: what is wrong, lower case.
    package private(set) var reason: [UInt8] = []
    /// Of the last question, if the ServiceAccount plugin refused the pod: its message.
    private var pluginRefusal: String?
    /// Of the last question, the requester that the pod's owner told.
    package private(set) var inferred: RequestSubject?
    private var patch: [UInt8] = []
    /// The last question's pod was read: not if it is invalid, nor if PodSecurityPolicy does not look at it.
    package private(set) var hasRead = false
    private var phase = AdmissionPhase.admit
    /// Of the last question, where in the object its pod stands.
    private(set) var path = PodPath.pod

    /// An evaluator with its set, where an array can hold it.
    final class SetEvaluator {
        var evaluator: Evaluator

        init(_ set: CompiledPolicySet) { evaluator = Evaluator(set) }
    }

    /// For those who are told a requester's names again with each request.
    package var requesters = RequesterCache()
    /// What explanations may still cost, in policies times elements; a denial beyond it is postponed.
    var explanationCostLeft = Int.max

    package init() {}

    /// For the next question, which must be about a template.
    package mutating func setTemplate(_ names: TemplateNames) { template = names }

    /// Judges `object`, as it was sent, for a requester (nil: nobody; only the pod's service account is asked about).
    ///
    /// `oldObject` is the stored object of an update, empty if it is not known. `namespace` is that of the request, which
    /// decides, whatever the pod says.
    ///
    /// `isWanted` is asked now and then: once it says no, the answer is of no use.
    package mutating func judge(
        _ question: PodQuestion,
        object: Span<UInt8>,
        oldObject: Span<UInt8>,
        namespace: Span<UInt8>,
        requester: RequestSubject?,
        settings: borrowing JudgeSettings,
        while isWanted: () -> Bool = { true }
    ) -> Judgement {
        phase = question.phase
        path = question.path
        pluginRefusal = nil
        inferred = nil
        hasRead = false
        let names = template
        template = nil
        if question.hasSubresource { return Judgement(.ignored, phase: phase) }
        // Taken out and lent: facts that are passed on out of a property are copied at each call.
        var facts = PodFacts()
        swap(&facts, &self.facts)
        defer { swap(&facts, &self.facts) }
        return judge(question, object, oldObject, namespace, requester, settings, names, &facts, isWanted)
    }

    private mutating func judge(
        _ question: PodQuestion,
        _ object: Span<UInt8>,
        _ oldObject: Span<UInt8>,
        _ namespace: Span<UInt8>,
        _ requester: RequestSubject?,
        _ settings: borrowing JudgeSettings,
        _ names: TemplateNames?,
        _ facts: inout PodFacts,
        _ isWanted: () -> Bool
    ) -> Judgement {
        do throws(PodReadError) {
            try unsafe reader.read(object.bytes, as: question.encoding, at: question.path, into: &facts)
        } catch {
            return invalid(error.description)
        }
        hasRead = true
        if question.operation == .update, !oldObject.isEmpty,
            isUnchanged(oldObject, object, question, settings.policySet)
        {
            return Judgement(.ignored, phase: phase)
        }
        if let names { facts.fill(from: names) }
        inferred = question.infersRequester ? settings.inference?.requester(of: facts) : nil
        let requester = inferred ?? requester
        if question.operation == .create, !question.isStored, let plugin = settings.serviceAccounts,
            let refusal = plugin.admit(&facts, namespace: namespace)
        {
            // Its message is made with an evaluator's help.
            _ = evaluator(for: settings.policySet)
            pluginRefusal = refusal
            violations.removeAll()
            return Judgement(.denied, phase: phase, isByServiceAccountPlugin: true)
        }
        let holder = evaluator(for: settings.policySet)
        return decide(&holder.evaluator, facts, question, namespace, requester, settings, isWanted)
    }

    private func isUnchanged(
        _ old: Span<UInt8>,
        _ new: Span<UInt8>,
        _ question: PodQuestion,
        _ set: CompiledPolicySet
    ) -> Bool {
        unsafe UnchangedUpdate.isUnchanged(
            old: old.bytes,
            oldEncoding: question.oldEncoding,
            new: new.bytes,
            newEncoding: question.encoding,
            ignoresManagedFields: set.options.version > .v1_13
        )
    }

    private mutating func decide(
        _ evaluator: inout Evaluator,
        _ facts: borrowing PodFacts,
        _ question: PodQuestion,
        _ namespace: Span<UInt8>,
        _ requester: RequestSubject?,
        _ settings: borrowing JudgeSettings,
        _ isWanted: () -> Bool
    ) -> Judgement {
        let authorized = evaluator.authorize(requester, namespace: namespace, pod: facts)
        let verdict = evaluator.evaluate(facts, phase: phase, authorized: authorized)
        guard verdict.outcome == .denied else {
            if verdict.isMutated, settings.detail.contains(.patch) {
                patch.removeAll(keepingCapacity: true)
                evaluator.appendPatch(facts, policy: Int(verdict.policy), at: question.path, to: &patch)
            }
            var judgement = Judgement(.allowed, phase: phase)
            judgement.policy = verdict.policy
            judgement.isMutated = verdict.isMutated
            return judgement
        }
        var judgement = Judgement(.denied, phase: phase)
        if !settings.detail.isDisjoint(with: [.message, .errors]) {
            let cost = evaluator.explanationCost(facts, authorized: authorized)
            guard cost <= explanationCostLeft else {
                judgement.isPostponed = true
                return judgement
            }
            explanationCostLeft -= cost
            evaluator.explain(facts, phase: phase, authorized: authorized, into: &violations, while: isWanted)
        }
        // Asked last: it may forget what was authorised.
        judgement.bootstrapRBACMatters = bootstrapRBACMatters(&evaluator, facts, requester)
        return judgement
    }

    /// Whether an API server's own binding of `system:masters` would have let the requester use a policy that admits.
    private mutating func bootstrapRBACMatters(
        _ evaluator: inout Evaluator,
        _ facts: borrowing PodFacts,
        _ requester: RequestSubject?
    ) -> Bool {
        let set = evaluator.policySet
        guard let requester, set.authorizer.isChangedByBootstrapRBAC(requester.subject) else { return false }
        let all = evaluator.authorizations.adopt(set.usable)
        return evaluator.evaluate(facts, phase: phase, authorized: all).outcome == .allowed
    }

    private mutating func evaluator(for set: CompiledPolicySet) -> SetEvaluator {
        if let last = evaluators.last, last.evaluator.policySet === set { return last }
        if let place = evaluators.firstIndex(where: { $0.evaluator.policySet === set }) {
            evaluators.append(evaluators.remove(at: place))
        } else {
            if evaluators.count == Self.evaluatorsMax { evaluators.removeFirst() }
            evaluators.append(SetEvaluator(set))
        }
        return evaluators[evaluators.count - 1]
    }

    private mutating func invalid(_ text: String) -> Judgement {
        reason.removeAll(keepingCapacity: true)
        reason.append(contentsOf: text.utf8)
        return Judgement(.invalid, phase: phase)
    }
}

/// Texts about the last question.
extension PodJudge {
    /// Kubernetes' message for the pod that was denied.
    package func appendMessage(to output: inout [UInt8]) {
        guard let evaluator = evaluators.last else { return }
        if let pluginRefusal {
            output.append(contentsOf: "pods ".utf8)
            Evaluator.appendQuotedName(facts, to: &output)
            output.append(contentsOf: " is forbidden: \(pluginRefusal)".utf8)
        } else {
            evaluator.evaluator.appendMessage(facts, phase: phase, violations: violations, to: &output)
        }
    }

    /// The pod's name as it stands between the quotes of a message.
    package func appendName(to output: inout [UInt8]) {
        let start = output.count
        Evaluator.appendQuotedName(facts, to: &output)
        output.remove(at: start)
        output.removeLast()
    }

    /// The RFC 6902 patch of the pod that was admitted mutated, if patches were wanted.
    package func appendPatch(to output: inout [UInt8]) { output.append(contentsOf: patch) }
}

/// What becomes of the last question's pod beyond its verdict.
extension PodJudge {
    /// What each policy has against the pod, which was denied by PodSecurityPolicy.
    package mutating func analyse(namespace: String, requester: RequestSubject?) -> DenialAnalysis {
        guard let holder = evaluators.last else { return DenialAnalysis() }
        let authorizer = holder.evaluator.policySet.authorizer
        var mayUse = authorizer.policies(
            usableByServiceAccount: facts.string(facts.serviceAccountName),
            in: namespace
        )
        if let requester { mayUse.formUnion(authorizer.policies(usableBy: requester.subject, in: namespace)) }
        return holder.evaluator.analyse(facts, phase: phase, mayUse: mayUse)
    }

    /// What the API server and the kubelet will have against the pod, which a policy admitted.
    package func laterRefusals(policy: Int32) -> [LaterRefusal] {
        guard policy >= 0, let evaluator = evaluators.last else { return [] }
        return evaluator.evaluator.laterRefusals(facts, policy: Int(policy))
    }

    /// The same of a pod that a policy admitted that is not known here; `field` gives what it fills into a field of the pod.
    package func laterRefusals(filledIn field: (String) -> JSONValue?) -> [LaterRefusal] {
        LaterRefusal.all(of: facts, filledIn: field)
    }

    /// Kind and name of the pod's controller; empty if it has none.
    package var controller: (kind: String, name: String) {
        guard let controller = facts.controller else { return ("", "") }
        return (facts.string(controller.kind), facts.string(controller.name))
    }
}
