import Admission
import FleetEvaluation
import JSONScan
import Locking
import PodFacts
import PolicyObjects
import Reports
import Transport

/// Makes answers of verdicts: one worker's memory of those that it has made.
///
/// What takes time (what every policy has against a pod, for one) is asked once for all pods of a template. What is
/// remembered is the answer to the very same question, so that no answer depends on which pods came before.
struct AnswerMaker {
    /// Bytes of the keys of remembered answers; when there are more, all are forgotten.
    ///
    /// The answers take tens of times as much. Pods of one template mostly come in a row.
    private static let keyBytesMax = 256 << 10

    /// A pod that a judge has just been asked about.
    struct Question {
        var namespace: String
        var requester: RequestSubject
        var isUpdate: Bool
    }

    private var remembered: [[UInt8]: PodAnswer] = [:]
    private var keyBytes = 0
    private var key: [UInt8] = []
    private var cause: [UInt8] = []

    /// The answer to the judge's last question.
    mutating func answer(
        _ question: Question,
        _ judgement: Judgement,
        _ judge: inout PodJudge,
        _ settings: JudgeSettings
    ) -> PodAnswer {
        let set = settings.policySet
        let refusals = judgement.outcome == .allowed ? judge.laterRefusals(policy: judgement.policy) : []
        makeKey(question, judgement, &judge, refusals)
        var patch: [UInt8] = []
        if judgement.isMutated, settings.detail.contains(.patch) {
            judge.appendPatch(to: &patch)
            key += patch
        }
        if let known = remembered[key] { return known }
        var content = PodAnswer.Content(judgement.outcome)
        content.isUpdate = question.isUpdate
        if judgement.outcome == .allowed, judgement.policy >= 0 {
            content.policy = set.policyNames[Int(judgement.policy)]
            content.isMutated = judgement.isMutated
            content.laterRefusals = refusals
            content.filledIn = FilledField.fields(ofPatch: patch)
        }
        if judgement.outcome == .denied { describe(judgement, question, &judge, set, &content) }
        if judgement.outcome == .invalid || judgement.outcome == .overloaded { content.cause = judge.reason }
        let answer = PodAnswer(content)
        if keyBytes > Self.keyBytesMax {
            remembered.removeAll(keepingCapacity: true)
            keyBytes = 0
        }
        keyBytes += key.count
        remembered[key] = answer
        return answer
    }

    /// All on which the answer depends, but for the patch.
    private mutating func makeKey(
        _ question: Question,
        _ judgement: Judgement,
        _ judge: inout PodJudge,
        _ refusals: [LaterRefusal]
    ) {
        key.removeAll(keepingCapacity: true)
        key.append(judgement.outcome.rawValue)
        key.append(
            (judgement.isMutated ? 1 : 0) | (question.isUpdate ? 2 : 0) | (judgement.bootstrapRBACMatters ? 4 : 0)
                | (judgement.isByServiceAccountPlugin ? 8 : 0)
        )
        append(UInt64(bitPattern: Int64(judgement.policy)))
        switch judgement.outcome {
        case .allowed, .ignored:
            for refusal in refusals {
                key.append(refusal.reason.rawValue << 1 | (refusal.isByPolicy ? 1 : 0))
                key.append(refusal.kind.rawValue)
                append(UInt64(bitPattern: Int64(refusal.index)))
            }
        case .invalid, .overloaded: key.append(contentsOf: judge.reason)
        case .denied:
            readCause(&judge)
            append(text: cause)
            // A denial tells what every policy has against the pod and who may use which: more than its errors depend on.
            append(text: question.namespace.utf8)
            let subject = question.requester.subject
            append(text: subject.username.utf8)
            append(UInt64(subject.groups.count))
            for group in subject.groups { append(text: group.utf8) }
            judge.appendTemplate(to: &key)
        }
    }

    private mutating func append(text: some Collection<UInt8>) {
        append(UInt64(text.count))
        key.append(contentsOf: text)
    }

    private mutating func append(_ number: UInt64) {
        var number = number
        for _ in 0..<8 {
            key.append(UInt8(truncatingIfNeeded: number))
            number >>= 8
        }
    }

    /// The message behind the pod's name.
    private mutating func readCause(_ judge: inout PodJudge) {
        cause.removeAll(keepingCapacity: true)
        judge.appendMessage(to: &cause)
        var name: [UInt8] = []
        judge.appendName(to: &name)
        cause.removeFirst(min(cause.count, "pods \"\" is forbidden: ".utf8.count + name.count))
    }

    private func describe(
        _ judgement: Judgement,
        _ question: Question,
        _ judge: inout PodJudge,
        _ set: CompiledPolicySet,
        _ content: inout PodAnswer.Content
    ) {
        content.cause = cause
        content.isByServiceAccountPlugin = judgement.isByServiceAccountPlugin
        content.isBootstrapRBACMatter = judgement.bootstrapRBACMatters
        content.rules = judgement.isByServiceAccountPlugin ? .serviceAccount : ViolatedRules(judge.violations)
        guard !judgement.isByServiceAccountPlugin else { return }
        content.errors = judge.violations.violations.map { violation in
            AnswerError(violation, of: judge.violations, set.policyNames)
        }
        let analysis = judge.analyse(namespace: question.namespace, requester: question.requester)
        content.standings = PolicyStandings(analysis, set)
    }
}

/// The makers that no worker uses just now.
final class AnswerMakers: Sendable {
    private let idle = Locked<[AnswerMaker]>([])

    /// Lends a maker to `body`.
    func withMaker(_ body: (inout AnswerMaker) -> Void) {
        var maker = idle.withLock { $0.popLast() } ?? AnswerMaker()
        body(&maker)
        idle.withLock { $0.append(maker) }
    }
}

extension PodAnswer.Content {
    init(_ outcome: PodOutcome) {
        let verdict: PodAnswer.Verdict =
            switch outcome {
            case .allowed: .admitted
            case .ignored: .ignored
            case .denied: .denied
            case .invalid, .overloaded: .failed
            }
        self.init(verdict)
    }
}

extension FilledField {
    /// What the patch of an admission fills in.
    static func fields(ofPatch patch: [UInt8]) -> [FilledField] {
        // The engine writes patches, and writes them as JSON.
        ((try? PatchedField.fields(ofPatch: patch)) ?? []).map(FilledField.init)
    }

    init(_ field: PatchedField) {
        var writer = JSONWriter()
        writer.value(field.value)
        self.init(field: field.path, value: String(decoding: writer.bytes, as: UTF8.self))
    }
}

extension AnswerError {
    init(_ violation: Violation, of list: borrowing ViolationList, _ names: [String]) {
        var badValue: [UInt8] = []
        list.appendBadValue(violation, to: &badValue)
        self.init(
            policy: names[Int(violation.policy)],
            type: violation.type.name,
            field: Array(list.path(violation)),
            badValue: badValue,
            detail: Array(list.detail(violation)),
            text: Array(list.text(violation))
        )
    }
}

extension PolicyStandings {
    /// With the policies' names in place of their numbers.
    init(_ analysis: DenialAnalysis, _ set: CompiledPolicySet) {
        self.init()
        func standing(_ standing: DenialAnalysis.Standing) -> Standing {
            Standing(
                policy: set.policyNames[Int(standing.policy)],
                rules: standing.rules,
                errorCount: Int(standing.errorCount)
            )
        }
        granted = analysis.granted.map(standing)
        closest = analysis.closest.map(standing)
        isClosestGranted = analysis.isClosestGranted
        closestErrors = analysis.closestErrors
        admitting = analysis.admitting.map { set.policyNames[Int($0)] }
        unusable = analysis.grantedUnusable.map { number in
            let policy = set.policies[Int(number)].stored(with: set.options)
            return (policy.name, policy.unusableReason(with: set.options) ?? "")
        }
    }
}
