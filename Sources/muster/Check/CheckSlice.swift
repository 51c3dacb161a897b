import Admission
import FleetEvaluation
import Manifests
import PodFacts
import PolicyObjects
import WireProtocol

/// Objects of a fleet that are judged together, and then what became of them.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time; the hand-over through the evaluator's lock and the owner's semaphore orders the accesses.
final class CheckSlice: SliceWork, @unchecked Sendable {
    static let itemsMax = 256
    static let bytesMax = 256 << 10

    /// What became of an item.
    ///
    /// Its texts are bytes of `texts`.
    struct Finding {
        var outcome: PodOutcome
        var isMutated = false
        var namespace: String
        /// Of a denial the message, of an invalid item the reason.
        var text = 0..<0
        /// Of a denial: which rules are violated.
        var rules: ViolatedRules = []
        var isBootstrapRBACMatter = false
    }

    private(set) var items: [FleetItem] = []
    private(set) var numbers: [Int] = []
    private(set) var byteCount = 0

    private(set) var findings: [Finding] = []
    private(set) var texts: [UInt8] = []
    private var writer = AnswerLineWriter()
    private var patch: [UInt8] = []

    private let plan: CheckPlan
    private let owner: any SliceOwner

    init(_ plan: CheckPlan, owner: any SliceOwner) {
        self.plan = plan
        self.owner = owner
    }

    /// Answer lines, if those are wanted.
    var lines: [UInt8] { writer.bytes }

    var isFull: Bool { items.count >= Self.itemsMax || byteCount >= Self.bytesMax }

    func add(_ item: FleetItem, number: Int) {
        items.append(item)
        numbers.append(number)
        byteCount += item.json.count
    }

    func run(with judge: inout PodJudge) {
        for (item, number) in zip(items, numbers) {
            findings.append(judged(item, number, &judge))
        }
    }

    func finish() { owner.sliceFinished(self) }

    private func judged(_ item: FleetItem, _ number: Int, _ judge: inout PodJudge) -> Finding {
        var question = PodQuestion()
        question.path = item.podPath
        let isBarePod = item.workload == .pod
        question.infersRequester = isBarePod
        if !isBarePod {
            judge.setTemplate(TemplateNames(generateName: item.generateName, volumeClaims: item.volumeClaims))
        }
        let namespace = plan.namespace(of: item.identity)
        let requester = plan.requester(of: item.workload)
        let bytes = Array(namespace.utf8)
        let judgement = judge.judge(
            question,
            object: item.json.span,
            oldObject: Span(),
            namespace: bytes.span,
            requester: requester,
            settings: plan.settings
        )
        var finding = Finding(outcome: judgement.outcome, isMutated: judgement.isMutated, namespace: namespace)
        let start = texts.count
        switch judgement.outcome {
        case .denied:
            judge.appendMessage(to: &texts)
            finding.rules = judgement.isByServiceAccountPlugin ? .serviceAccount : ViolatedRules(judge.violations)
            finding.isBootstrapRBACMatter = judgement.bootstrapRBACMatters
        case .invalid, .overloaded: texts.append(contentsOf: judge.reason)
        case .allowed, .ignored: break
        }
        finding.text = start..<texts.count
        if plan.writesLines {
            writeLine(item, number, judgement, finding, (judge.inferred ?? requester).subject, judge)
        }
        return finding
    }

    private func writeLine(
        _ item: FleetItem,
        _ number: Int,
        _ judgement: Judgement,
        _ finding: Finding,
        _ user: Subject,
        _ judge: borrowing PodJudge
    ) {
        let id = Array(String(number).utf8)
        writer.begin(id: id.span)
        writer.source(
            file: item.place.file,
            document: item.place.document,
            kind: Array(item.identity.kind.utf8),
            namespace: Array(finding.namespace.utf8),
            name: Array(item.identity.name.utf8),
            user: Array(user.username.utf8)
        )
        let names = plan.settings.policySet.policyNames
        switch judgement.outcome {
        case .allowed:
            patch.removeAll(keepingCapacity: true)
            if judgement.isMutated, plan.settings.detail.contains(.patch) { judge.appendPatch(to: &patch) }
            let policy = Array(names[Int(judgement.policy)].utf8)
            let patch = patch
            writer.admitted(policy: policy.span, isMutated: judgement.isMutated, patch: patch.span)
        case .ignored: writer.ignored()
        case .denied:
            let message = Array(texts[finding.text])
            writer.denied(message: message.span)
            if !judgement.isByServiceAccountPlugin { writeErrors(judge.violations, names) }
            if judgement.bootstrapRBACMatters { writer.note(JudgeNote.bootstrapRBAC) }
        case .invalid, .overloaded:
            let reason = Array(texts[finding.text])
            writer.failed(reason.span)
        }
        writer.end()
    }

    private func writeErrors(_ list: ViolationList, _ names: [String]) {
        writer.beginErrors()
        for violation in list.violations {
            var badValue: [UInt8] = []
            list.appendBadValue(violation, to: &badValue)
            let policy = Array(names[Int(violation.policy)].utf8)
            let field = Array(list.path(violation))
            let detail = Array(list.detail(violation))
            writer.error(
                policy: policy.span,
                type: violation.type.name,
                field: field.span,
                badValue: badValue.span,
                detail: detail.span
            )
        }
        writer.endErrors()
    }
}
