import Admission
import PodFacts
import PolicyObjects
import Testing

/// Long lists of capabilities: what is refused, in which order, and at what cost.
@Suite("Lists of capabilities") struct CapabilityListTests {
    private static func policy(_ name: String, allowing: [String], dropping: [String] = []) -> PodSecurityPolicy {
        var policy = PodSecurityPolicy(name: name)
        policy.allowedCapabilities = allowing
        policy.requiredDropCapabilities = dropping
        for path in [
            \PodSecurityPolicy.runAsUser, \PodSecurityPolicy.supplementalGroups, \PodSecurityPolicy.fsGroup,
        ] { policy[keyPath: path].rule = "RunAsAny" }
        policy.seLinux.rule = "RunAsAny"
        return policy
    }

    private static func pod(adding lists: [[String]]) -> PodFacts {
        var pod = PodFacts()
        for (number, list) in lists.enumerated() {
            var container = ContainerFacts(kind: .container)
            container.index = UInt32(number)
            let start = pod.capabilities.count
            for text in list {
                pod.capabilities.append(TextRange(start: UInt32(pod.text.count), count: UInt32(text.utf8.count)))
                pod.text += Array(text.utf8)
            }
            container.capabilitiesAdd = ListRange(start: UInt32(start), count: UInt32(list.count))
            pod.containers.append(container)
        }
        return pod
    }

    /// The refused capabilities of each policy, as `container/name`.
    private static func refused(
        _ policies: [PodSecurityPolicy],
        _ pod: PodFacts,
        while isWanted: () -> Bool = { true }
    ) -> [[String]] {
        var sources = PolicySources()
        sources.policies = policies
        let set = CompiledPolicySet(sources, options: AdmissionOptions(version: .v1_20))
        var evaluator = Evaluator(set)
        let authorized = evaluator.authorizations.adopt(set.usable)
        var list = ViolationList()
        evaluator.explain(pod, phase: .admit, authorized: authorized, into: &list, while: isWanted)
        var refused = [[String]](repeating: [], count: policies.count)
        for violation in list.violations {
            let path = String(decoding: list.path(violation), as: UTF8.self)
            guard path.contains("capabilities") else { continue }
            var value: [UInt8] = []
            list.appendBadValue(violation, to: &value)
            let container = path.drop { $0 != "[" }.dropFirst().prefix { $0 != "]" }
            refused[Int(violation.policy)].append(
                "\(container)/" + String(decoding: value.dropFirst().dropLast(), as: UTF8.self)
            )
        }
        return refused
    }

    @Test("as sent with repeats, or as the sorted set where the policy fills something in") func order() {
        let policies = [
            Self.policy("a", allowing: ["A"]), Self.policy("b", allowing: ["A"], dropping: ["Z"]),
            Self.policy("c", allowing: ["A", "X"]), Self.policy("d", allowing: ["*"]),
        ]
        let pod = Self.pod(adding: [["X", "B", "A", "X", "C", "B"], ["A"], [], ["B", "B"]])
        let expected = [
            ["0/X", "0/B", "0/X", "0/C", "0/B", "3/B", "3/B"], ["0/B", "0/C", "0/X", "3/B"],
            ["0/B", "0/C", "0/B", "3/B", "3/B"], [],
        ]
        let found = Self.refused(policies, pod)
        #expect(found == expected, "\(found)")
    }

    @Test("random lists give what the plugin's words say", arguments: 0..<40)
    func randomLists(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func number(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let names = ["A", "B", "C", "D", "E", "AA", "", "ALL"]
        func list(_ length: Int) -> [String] { (0..<number(length)).map { _ in names[number(names.count)] } }
        let policies = (0..<5).map { Self.policy("p\($0)", allowing: list(4), dropping: number(2) == 0 ? list(2) : []) }
        let lists = (0..<1 + number(3)).map { _ in list(12) }
        let expected = policies.map { policy in
            lists.enumerated().flatMap { container, list in
                let isBad = { (name: String) in !policy.allowedCapabilities.contains(name) }
                let isFilled = !policy.requiredDropCapabilities.isEmpty
                let order = isFilled ? Array(Set(list)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : list
                return order.filter(isBad).map { "\(container)/\($0)" }
            }
        }
        let found = Self.refused(policies, Self.pod(adding: lists))
        #expect(found == expected, "\(policies.map { ($0.allowedCapabilities, $0.requiredDropCapabilities) }) \(lists)")
    }

    @Test("one bad one of many costs each policy what is refused, not what is asked", .timeLimit(.minutes(1)))
    func cost() {
        let policies = (0..<1_000).map { Self.policy("p\($0)", allowing: ["A", "C\($0)"], dropping: ["Z"]) }
        let list = Array(repeating: "A", count: 90_000) + ["X"]
        let found = Self.refused(policies, Self.pod(adding: [list]))
        #expect(found == Array(repeating: ["0/X"], count: 1_000))
    }

    @Test("nobody wants it any more: no policy is looked at after that") func cancelled() {
        let policies = (0..<200).map { Self.policy("p\($0)", allowing: []) }
        var asked = 0
        let found = Self.refused(policies, Self.pod(adding: [["X"]])) {
            asked += 1
            return asked <= 3
        }
        #expect(asked == 4)
        #expect(found.count { !$0.isEmpty } == 3)
    }
}
