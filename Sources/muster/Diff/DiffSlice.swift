import FleetEvaluation
import JSONScan
import Manifests
import PolicyObjects
import Reports

/// How a fleet is judged by two policy sets.
struct DiffPlan: Sendable {
    let before: JudgeSettings
    let after: JudgeSettings
    let requests: FleetRequests
    let writesLines: Bool
    let makersBefore = AnswerMakers()
    let makersAfter = AnswerMakers()

    init(before: JudgeSettings, after: JudgeSettings, requests: FleetRequests, writesLines: Bool) {
        var (before, after) = (before, after)
        before.inference = requests.inference
        after.inference = requests.inference
        self.before = before
        self.after = after
        self.requests = requests
        self.writesLines = writesLines
    }
}

/// What became of some objects under two policy sets, in their order.
struct DiffFindings {
    /// Each with the answer of the set that is; its own is that of the set that would be.
    var findings: [(finding: PodFinding, before: PodAnswer)] = []
    /// Lines of the objects that change, if those are wanted.
    var lines: [UInt8] = []
}

/// Objects of a fleet that are judged together by two policy sets.
///
/// Owned by who fills it, by the worker that runs it, then by the first again; never by two.
// Sendable: one owner at a time; the hand-over through the evaluator's lock and the owner's semaphore orders the accesses.
final class DiffSlice: FleetSlice, @unchecked Sendable {
    private var items: [FleetItem] = []
    private var numbers: [Int] = []
    private var byteCount = 0
    private(set) var found = DiffFindings()

    private let plan: DiffPlan
    private let owner: any SliceOwner

    init(_ plan: DiffPlan, owner: any SliceOwner) {
        self.plan = plan
        self.owner = owner
    }

    var isEmpty: Bool { items.isEmpty }
    var isFull: Bool { items.count >= CheckSlice.itemsMax || byteCount >= CheckSlice.bytesMax }

    func add(_ item: FleetItem, number: Int) {
        items.append(item)
        numbers.append(number)
        byteCount += item.json.count
    }

    func run(with judge: inout PodJudge) {
        plan.makersBefore.withMaker { before in
            plan.makersAfter.withMaker { after in
                for (item, number) in zip(items, numbers) { compare(item, number, &judge, &before, &after) }
            }
        }
        items.removeAll()
    }

    func finish() { owner.sliceFinished(self) }

    private func compare(
        _ item: FleetItem,
        _ number: Int,
        _ judge: inout PodJudge,
        _ before: inout AnswerMaker,
        _ after: inout AnswerMaker
    ) {
        let object = CheckedObject(
            place: item.place,
            identity: item.identity,
            namespace: plan.requests.namespace(of: item.identity)
        )
        var judgement = item.ask(&judge, in: object.namespace, plan.requests, plan.before)
        let answerBefore = before.answer(item, object, plan.requests, judgement, &judge, plan.before)
        judgement = item.ask(&judge, in: object.namespace, plan.requests, plan.after)
        let answer = after.answer(item, object, plan.requests, judgement, &judge, plan.after)
        let finding = after.finding(item, object, plan.requests, judge, answer)
        found.findings.append((finding, answerBefore))
        if plan.writesLines { writeLine(number, finding, answerBefore) }
    }

    private func writeLine(_ number: Int, _ finding: PodFinding, _ before: PodAnswer) {
        let change = PolicyChange(from: before.content, to: finding.answer.content)
        guard change != .unchanged else { return }
        var writer = JSONWriter(into: found.lines)
        found.lines = []
        writer.beginObject()
        writer.key("id")
        writer.integer(number)
        writer.key("file")
        writer.string(finding.place.file)
        writer.key("document")
        writer.integer(finding.place.document)
        writer.key("kind")
        writer.string(finding.kind)
        writer.key("namespace")
        writer.string(finding.namespace)
        writer.key("name")
        writer.string(finding.podName)
        writer.key("owner")
        writer.string("\(finding.owner.kind)/\(finding.owner.name)")
        writer.key("user")
        writer.string(finding.requester.username)
        writer.key("change")
        writer.string(change.rawValue)
        writer.key("from")
        writer.write(before.content, finding.podName)
        writer.key("to")
        writer.write(finding.answer.content, finding.podName)
        writer.key("fields")
        writer.beginArray()
        for difference in FilledFieldDifference.between(before.content, finding.answer.content) {
            writer.write(difference)
        }
        writer.endArray()
        writer.endObject()
        writer.endLine()
        found.lines = writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ answer: PodAnswer.Content, _ podName: String) {
        beginObject()
        key("allowed")
        bool(answer.verdict == .admitted || answer.verdict == .ignored)
        key("policy")
        string(answer.policy)
        key("mutated")
        bool(answer.isMutated)
        if answer.verdict == .denied {
            key("message")
            string(Array("pods \"\(podName)\" is forbidden: ".utf8) + answer.cause)
        }
        endObject()
    }

    fileprivate mutating func write(_ difference: FilledFieldDifference) {
        beginObject()
        key("field")
        string(difference.field)
        for (name, value) in [("from", difference.from), ("to", difference.to)] {
            key(escaping: name)
            if let value { unsafe raw(Array(value.utf8).span.bytes) } else { null() }
        }
        endObject()
    }
}
