import FleetEvaluation
import Manifests
import Reports

/// How a fleet is judged by two policy sets.
struct DiffPlan: FleetPlan {
    private let before: JudgeSettings
    private let after: JudgeSettings
    let requests: FleetRequests
    let writesLines: Bool
    private let makersBefore = AnswerMakers()
    private let makersAfter = AnswerMakers()

    init(before: JudgeSettings, after: JudgeSettings, requests: FleetRequests, writesLines: Bool) {
        var (before, after) = (before, after)
        before.inference = requests.inference
        after.inference = requests.inference
        self.before = before
        self.after = after
        self.requests = requests
        self.writesLines = writesLines
    }

    func judge(_ entries: [FleetSliceEntry], with judge: inout PodJudge) -> DiffFindings {
        var found = DiffFindings()
        makersBefore.withMaker { makerBefore in
            makersAfter.withMaker { makerAfter in
                for entry in entries {
                    switch entry {
                    case .item(let item, let number):
                        compare(item, number, &judge, &makerBefore, &makerAfter, &found)
                    case .unreadable(let error): found.addLine(error)
                    }
                }
            }
        }
        return found
    }

    private func compare(
        _ item: FleetItem,
        _ number: Int,
        _ judge: inout PodJudge,
        _ makerBefore: inout AnswerMaker,
        _ makerAfter: inout AnswerMaker,
        _ found: inout DiffFindings
    ) {
        let object = CheckedObject(item, requests)
        var judgement = item.ask(&judge, in: object.namespace, requests, before)
        let answerBefore = makerBefore.answer(item, object, requests, judgement, &judge, before)
        judgement = item.ask(&judge, in: object.namespace, requests, after)
        let answer = makerAfter.answer(item, object, requests, judgement, &judge, after)
        let finding = makerAfter.finding(item, object, requests, judge, answer)
        found.add(finding, from: answerBefore)
        if writesLines { found.addLine(number, finding, from: answerBefore) }
    }
}
