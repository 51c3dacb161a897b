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
        found.add(finding, from: answerBefore)
        if plan.writesLines { found.addLine(number, finding, from: answerBefore) }
    }
}
