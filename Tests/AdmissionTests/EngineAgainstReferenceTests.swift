import Admission
import JSONScan
import PodFacts
import PolicyObjects
import ReferenceAdmission
import Testing

/// The compiled engine says of every policy and pod what the plain evaluator says.
@Suite struct EngineAgainstReferenceTests {
    struct Variant: Sendable, CustomTestStringConvertible {
        var name: String
        var options: AdmissionOptions
        var testDescription: String { name }

        static let all: [Variant] = [
            Variant(name: "1.13", options: AdmissionOptions(version: .v1_13)),
            Variant(name: "1.20", options: AdmissionOptions(version: .v1_20)),
            Variant(name: "1.24", options: AdmissionOptions(version: .v1_24)),
            Variant(name: "gates turned over", options: turnedOver),
        ]

        private static let turnedOver: AdmissionOptions = {
            var gates = FeatureGates(defaultsOf: .v1_20)
            gates.procMountType = true
            gates.runAsGroup = false
            gates.csiInlineVolume = false
            gates.ephemeralContainers = true
            return AdmissionOptions(version: .v1_20, gates: gates)
        }()
    }

    @Test(arguments: Variant.all, [1, 3, 64, 65, 130, 300])
    func randomPodsUnderRandomPolicies(variant: Variant, policyCount: Int) {
        let rounds = policyCount > 60 ? 2 : 12
        let podCount = policyCount > 60 ? 15 : 40
        var differences: [String] = []
        for round in 0..<rounds {
            let seed = UInt64(policyCount * 1000 + round)
            var generator = RandomPolicies(seed: seed)
            var sources = PolicySources()
            sources.policies = generator.policies(policyCount).shuffled()
            var comparison = Comparison(CompiledPolicySet(sources, options: variant.options), seed: seed)
            var pods = RandomPods(seed: seed &* 31)
            for _ in 0..<podCount {
                let pod = pods.next()
                let found = comparison.differences(TreePodReader.facts(of: pod), pod)
                if !found.isEmpty { differences.append("\(pod)\n  " + found.prefix(3).joined(separator: "\n  ")) }
            }
        }
        #expect(
            differences.isEmpty,
            "\(differences.count) pods differ\n\(differences.prefix(3).joined(separator: "\n"))"
        )
    }
}

/// One policy set in both evaluators.
private struct Comparison: ~Copyable {
    private let set: CompiledPolicySet
    private let reference: [ReferencePolicy]
    private var evaluator: Evaluator
    private var violations = ViolationList()
    private var chance: Chance

    init(_ set: CompiledPolicySet, seed: UInt64) {
        self.set = set
        reference = set.policies.map { ReferencePolicy($0, options: set.options) }
        evaluator = Evaluator(set)
        chance = Chance(seed: seed)
    }

    mutating func differences(_ facts: PodFacts, _ sent: JSONValue) -> [String] {
        let pod = ReferencePod(facts)
        let answers = reference.map { $0.evaluate(pod) }
        var differences: [String] = []
        let (allowing, mutating) = evaluator.everyPolicy(facts)
        for number in reference.indices {
            let name = set.policyNames[number]
            let isUsable = reference[number].isUsable
            if set.usable[number] != isUsable { differences.append("\(name): usable should be \(isUsable)") }
            guard isUsable else { continue }
            let validates = answers[number].errors.isEmpty
            if allowing[number] != validates {
                differences.append("\(name): validates should be \(validates): \(describe(answers[number].errors))")
            } else if validates, mutating[number] != answers[number].isMutated {
                differences.append("\(name): mutates should be \(answers[number].isMutated)")
            }
        }
        if !differences.isEmpty { return differences }
        checkVerdicts(facts, pod, answers, &differences)
        checkPatches(facts, sent, answers, allowing, &differences)
        return differences
    }

    private func describe(_ errors: [ReferenceError]) -> String {
        errors.map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
    }

    private mutating func checkVerdicts(
        _ facts: PodFacts,
        _ pod: ReferencePod,
        _ answers: [(pod: ReferencePod, isMutated: Bool, errors: [ReferenceError])],
        _ differences: inout [String]
    ) {
        let share = chance.pick([5, 50, 100])
        var granted = PolicyMask(count: reference.count)
        for number in reference.indices where chance.percent(share) { granted[number] = true }
        let numbers = granted.members.filter { reference[$0].isUsable }
        let authorized = evaluator.authorizations.adopt(granted)
        let unchanged = numbers.filter { answers[$0].errors.isEmpty && !answers[$0].isMutated }
        let filled = numbers.filter { answers[$0].errors.isEmpty && answers[$0].isMutated }

        let admit = evaluator.evaluate(facts, phase: .admit, authorized: authorized)
        let wanted = unchanged.first ?? filled.first ?? -1
        if Int(admit.policy) != wanted || (wanted >= 0 && admit.isMutated != unchanged.isEmpty) {
            differences.append("admit: \(admit), expected policy \(wanted)")
        }
        let hint = pod.annotations[Array("kubernetes.io/psp".utf8)]
        let hinted = unchanged.first { Array(set.policyNames[$0].utf8) == hint }
        let validate = evaluator.evaluate(facts, phase: .validate, authorized: authorized)
        if Int(validate.policy) != hinted ?? unchanged.first ?? -1 {
            differences.append("validate: \(validate), hint \(hint ?? [])")
        }

        evaluator.explain(facts, phase: .admit, authorized: authorized, into: &violations)
        let texts = violations.violations.map { Array(violations.text($0)) }
        let expected = numbers.flatMap { answers[$0].errors.map(\.text) }
        if texts != expected {
            let place = (0..<max(texts.count, expected.count)).first {
                $0 >= texts.count || $0 >= expected.count || texts[$0] != expected[$0]
            }
            if let place {
                let left = place < expected.count ? String(decoding: expected[place], as: UTF8.self) : "nothing"
                let right = place < texts.count ? String(decoding: texts[place], as: UTF8.self) : "nothing"
                differences.append("error \(place): expected \(left), actual \(right)")
            }
        }
        checkMessage(facts, pod, expected, &differences)
    }

    private func checkMessage(
        _ facts: PodFacts,
        _ pod: ReferencePod,
        _ errors: [[UInt8]],
        _ differences: inout [String]
    ) {
        var message: [UInt8] = []
        evaluator.appendMessage(facts, phase: .admit, violations: violations, to: &message)
        let name = pod.name.isEmpty ? Array("\"Unknown\"".utf8) : ReferenceError.quoted(pod.name)
        let isOld = set.options.version < .v1_20
        var wanted = Array("pods ".utf8) + name + Array(" is forbidden: ".utf8)
        if !reference.contains(where: \.isUsable) {
            wanted += Array("\(isOld ? "" : "PodSecurityPolicy: ")no providers available to validate pod request".utf8)
        } else {
            wanted += Array(
                (isOld
                    ? "unable to validate against any pod security policy: ["
                    : "PodSecurityPolicy: unable to admit pod: [").utf8
            )
            wanted += Array(errors.joined(separator: [0x20])) + [0x5D]
        }
        if message != wanted { differences.append("message \(String(decoding: message, as: UTF8.self))") }
    }

    /// The patched object is, to admission, the pod that the policy made.
    private mutating func checkPatches(
        _ facts: PodFacts,
        _ sent: JSONValue,
        _ answers: [(pod: ReferencePod, isMutated: Bool, errors: [ReferenceError])],
        _ allowing: PolicyMask,
        _ differences: inout [String]
    ) {
        for number in allowing.members.prefix(12) {
            var patch: [UInt8] = []
            evaluator.appendPatch(facts, policy: number, at: .pod, to: &patch)
            do {
                let patched = try JSONPatch.apply(try JSONParser.parse(patch), to: sent)
                var wanted = answers[number].pod
                wanted.annotations[Array("kubernetes.io/psp".utf8)] = Array(set.policyNames[number].utf8)
                let seen = reference[number].known(ReferencePod(TreePodReader.facts(of: patched)))
                if seen != wanted {
                    differences.append(
                        "patch for \(set.policyNames[number]): \(String(decoding: patch, as: UTF8.self))"
                            + "\n  makes \(seen)\n  not   \(wanted)"
                    )
                }
            } catch {
                differences.append("patch \(String(decoding: patch, as: UTF8.self)): \(error)")
            }
        }
    }
}
