import Admission
import FleetEvaluation
import Manifests
import PolicyObjects
import Testing

@Suite("PodJudge")
struct PodJudgeTests {
    /// Judges one pod.
    // Sendable: it belongs to the test's thread alone.
    private final class Question: SliceWork, @unchecked Sendable {
        var judgement: Judgement?
        var errors = 0
        private let settings: JudgeSettings
        private let pod: [UInt8]

        init(_ settings: JudgeSettings, _ pod: String) {
            self.settings = settings
            self.pod = Array(pod.utf8)
        }

        func run(with judge: inout PodJudge) {
            let (none, pod): ([UInt8], [UInt8]) = ([], self.pod)
            judgement = judge.judge(
                PodQuestion(),
                object: pod.span,
                oldObject: none.span,
                namespace: none.span,
                requester: RequestSubject(Subject(username: "u", groups: ["system:authenticated"])),
                settings: settings
            )
            errors = judge.violations.violations.count
        }

        func finish() {}
    }

    private static func settings(policies: Int, detail: AnswerDetail) -> JudgeSettings {
        var sources = PolicySources.eksDefault
        let first = sources.policies[0]
        sources.policies = (0..<policies).map { number in
            var policy = first
            policy.metadata.name = "p\(number)"
            policy.allowedCapabilities = []
            return policy
        }
        for role in sources.clusterRoles.indices {
            for rule in sources.clusterRoles[role].rules.indices {
                sources.clusterRoles[role].rules[rule].resourceNames = []
            }
        }
        let set = CompiledPolicySet(sources, options: AdmissionOptions(version: .v1_24))
        return JudgeSettings(policySet: set, detail: detail)
    }

    private static func pod(_ capabilities: Int) -> String {
        let added = (0..<capabilities).map { _ in "\"X\"" }.joined(separator: ",")
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":"
            + "[{\"name\":\"c\",\"image\":\"i\",\"securityContext\":{\"capabilities\":{\"add\":[\(added)]}}}]}}"
    }

    @Test("a denial that takes more to explain than may be spent is postponed; at the bound it is answered")
    func postponed() {
        let evaluator = FleetEvaluator(workersMax: 1)
        let question = Question(Self.settings(policies: 10, detail: .message), Self.pod(100))
        func isAnswered(within cost: Int) -> Bool {
            evaluator.runInline(question, explanationCostMax: cost)
            #expect(question.judgement?.outcome == .denied)
            return question.judgement?.isPostponed == false
        }
        var (low, high) = (0, 100_000)
        #expect(!isAnswered(within: low) && isAnswered(within: high))
        while high - low > 1 {
            let middle = (low + high) / 2
            if isAnswered(within: middle) { high = middle } else { low = middle }
        }
        // Ten policies, a hundred capabilities and a container each.
        #expect(high >= 1_010 && high < 1_100, "\(high)")
        #expect(isAnswered(within: high) && question.errors == 1_000)
        #expect(!isAnswered(within: high - 1))
        evaluator.runInline(question)
        #expect(question.judgement?.isPostponed == false, "without a bound it is answered again")
    }

    @Test("without messages nothing is explained, and nothing postponed")
    func noMessages() {
        let question = Question(Self.settings(policies: 10, detail: []), Self.pod(100))
        FleetEvaluator(workersMax: 1).runInline(question, explanationCostMax: 0)
        #expect(question.judgement?.outcome == .denied && question.judgement?.isPostponed == false)
    }

    @Test(
        "the requesters that a worker keeps are bounded in number and in bytes",
        arguments: [(1, 2_000), (60_000, 200)]
    )
    func requesters(bytes: Int, count: Int) {
        var cache = RequesterCache()
        var made = 0
        func ask(_ number: Int) -> RequestSubject {
            let key = Array("\(number)".utf8) + [UInt8](repeating: 0, count: bytes)
            return cache.requester(key) {
                made += 1
                return RequestSubject(Subject(username: "u\(number)"))
            }
        }
        for number in 0..<count {
            #expect(ask(number).subject.username == "u\(number)")
            #expect(cache.count <= RequesterCache.countMax && cache.bytes <= RequesterCache.bytesMax)
        }
        #expect(made == count)
        _ = ask(count - 1)
        #expect(made == count, "the last one is known")
        _ = ask(0)
        #expect(made == count + 1, "the first one was forgotten")
    }
}
