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

    private(set) var items: [FleetItem] = []
    private(set) var numbers: [Int] = []
    private(set) var byteCount = 0

    private(set) var found = CheckFindings()
    private var patch: [UInt8] = []

    private let plan: CheckPlan
    private let owner: any SliceOwner

    init(_ plan: CheckPlan, owner: any SliceOwner) {
        self.plan = plan
        self.owner = owner
    }

    var isFull: Bool { items.count >= Self.itemsMax || byteCount >= Self.bytesMax }

    func add(_ item: FleetItem, number: Int) {
        items.append(item)
        numbers.append(number)
        byteCount += item.json.count
    }

    func run(with judge: inout PodJudge) {
        for (item, number) in zip(items, numbers) {
            found.findings.append(judged(item, number, &judge))
        }
    }

    func finish() { owner.sliceFinished(self) }

    private func judged(_ item: FleetItem, _ number: Int, _ judge: inout PodJudge) -> CheckFindings.Finding {
        if item.workload != .pod {
            judge.setTemplate(TemplateNames(generateName: item.generateName, volumeClaims: item.volumeClaims))
        }
        let namespace = plan.requests.namespace(of: item.identity)
        let requester = plan.requests.requester(of: item)
        let bytes = Array(namespace.utf8)
        let oldObject = item.request?.oldObject ?? []
        let judgement = judge.judge(
            item.question(plan.requests.treatment),
            object: item.json.span,
            oldObject: oldObject.span,
            namespace: bytes.span,
            requester: requester,
            settings: plan.settings
        )
        var finding = CheckFindings.Finding(item.place, item.identity, namespace: namespace, judgement.outcome)
        finding.isMutated = judgement.isMutated
        let start = found.texts.count
        switch judgement.outcome {
        case .denied:
            judge.appendMessage(to: &found.texts)
            finding.rules = judgement.isByServiceAccountPlugin ? .serviceAccount : ViolatedRules(judge.violations)
            finding.isBootstrapRBACMatter = judgement.bootstrapRBACMatters
        case .invalid, .overloaded: found.texts.append(contentsOf: judge.reason)
        case .allowed, .ignored: break
        }
        finding.text = start..<found.texts.count
        if plan.writesLines {
            writeLine(item, number, judgement, finding, (judge.inferred ?? requester).subject, judge)
        }
        return finding
    }

    private func writeLine(
        _ item: FleetItem,
        _ number: Int,
        _ judgement: Judgement,
        _ finding: CheckFindings.Finding,
        _ user: Subject,
        _ judge: borrowing PodJudge
    ) {
        found.beginLine(finding, number: number, user: user)
        let names = plan.settings.policySet.policyNames
        switch judgement.outcome {
        case .allowed:
            patch.removeAll(keepingCapacity: true)
            if judgement.isMutated, plan.settings.detail.contains(.patch) { judge.appendPatch(to: &patch) }
            let policy = Array(names[Int(judgement.policy)].utf8)
            let patch = patch
            found.writer.admitted(policy: policy.span, isMutated: judgement.isMutated, patch: patch.span)
        case .ignored: found.writer.ignored()
        case .denied:
            let message = Array(found.texts[finding.text])
            found.writer.denied(message: message.span)
            if !judgement.isByServiceAccountPlugin { writeErrors(judge.violations, names) }
            if judgement.bootstrapRBACMatters { found.writer.note(JudgeNote.bootstrapRBAC) }
        case .invalid, .overloaded:
            let reason = Array(found.texts[finding.text])
            found.writer.failed(reason.span)
        }
        found.writer.end()
    }

    private func writeErrors(_ list: ViolationList, _ names: [String]) {
        found.writer.beginErrors()
        for violation in list.violations {
            var badValue: [UInt8] = []
            list.appendBadValue(violation, to: &badValue)
            let policy = Array(names[Int(violation.policy)].utf8)
            let field = Array(list.path(violation))
            let detail = Array(list.detail(violation))
            found.writer.error(
                policy: policy.span,
                type: violation.type.name,
                field: field.span,
                badValue: badValue.span,
                detail: detail.span
            )
        }
        found.writer.endErrors()
    }
}
