import Admission
import Foundation
import JSONScan
import PodFacts
import PolicyObjects
import ReferenceAdmission

/// Holds one policy set's evaluator against the answers that Kubernetes gave.
struct CaseChecker: ~Copyable {
    private var evaluator: Evaluator
    private var violations = ViolationList()
    private let set: CompiledPolicySet
    private let numbers: [[UInt8]: Int]
    private(set) var evaluationCount = 0

    init(_ set: CompiledPolicySet) {
        self.set = set
        let names = set.policyNames.enumerated().map { (Array($0.element.utf8), $0.offset) }
        numbers = Dictionary(names, uniquingKeysWith: { first, _ in first })
        evaluator = Evaluator(set)
    }

    /// What differs, in words; empty if nothing does.
    mutating func differences(_ request: JSONValue, _ answer: JSONValue) -> [String] {
        guard answer["decodeError"] == nil, let sent = request["object"] else { return [] }
        let facts = TreePodReader.facts(of: sent)
        let requester = Self.requester(request["user"])
        let namespace = Array((request["namespace"]?.string ?? "").utf8)
        var differences: [String] = []
        checkEveryPolicy(answer["perPolicy"]?.array ?? [], facts, requester, namespace, &differences)
        if let admit = answer["admit"], admit["skipped"] == nil {
            checkAnswer(admit, facts, .admit, requester, namespace, &differences)
            checkPatch(admit, sent, facts, requester, namespace, &differences)
        }
        if let validate = answer["validate"], validate["skipped"] == nil {
            let pod =
                validate["of"]?.string == "admitted"
                ? answer["admit"]?["pod"].map { TreePodReader.facts(of: $0) }
                    ?? facts : facts
            checkAnswer(validate, pod, .validate, requester, namespace, &differences)
        }
        return differences
    }

    private static func requester(_ user: JSONValue?) -> RequestSubject? {
        guard let user, case .object = user else { return nil }
        return RequestSubject(
            Subject(username: user["username"]?.string ?? "", groups: user["groups"]?.array?.compactMap(\.string) ?? [])
        )
    }

    /// Each policy evaluated alone: usable, authorised, validates, mutates, and its errors.
    private mutating func checkEveryPolicy(
        _ expected: [JSONValue],
        _ facts: PodFacts,
        _ requester: RequestSubject?,
        _ namespace: [UInt8],
        _ differences: inout [String]
    ) {
        let (allowing, mutating) = evaluator.everyPolicy(facts)
        var listed = PolicyMask(count: set.policyNames.count)
        var authorized = listed
        for policy in expected {
            let name = policy["name"]?.string ?? ""
            guard let number = numbers[Array(name.utf8)] else {
                differences.append("policy \(name) is missing")
                continue
            }
            evaluationCount += 1
            let usable = policy["usable"]?.bool ?? false
            if set.usable[number] != usable { differences.append("\(name): usable \(set.usable[number])") }
            guard usable else { continue }
            if policy["authorized"]?.bool == true { authorized[number] = true }
            listed[number] = true
            let validates = policy["validates"]?.bool ?? false
            if allowing[number] != validates { differences.append("\(name): validates \(allowing[number])") }
            let mutates = policy["mutates"]?.bool ?? false
            if validates, mutating[number] != mutates { differences.append("\(name): mutates \(mutating[number])") }
        }
        let authorizedWords = evaluator.authorize(requester, namespace: namespace.span, pod: facts)
        let seen = evaluator.mask(of: authorizedWords)
        if seen != authorized { differences.append("authorized \(seen.members), expected \(authorized.members)") }
        let adopted = evaluator.authorizations.adopt(listed)
        evaluator.explain(facts, phase: .admit, authorized: adopted, into: &violations)
        checkErrors(expected, &differences)
    }

    private func checkErrors(_ expected: [JSONValue], _ differences: inout [String]) {
        var seen: [Int: [[UInt8]]] = [:]
        for violation in violations.violations {
            seen[Int(violation.policy), default: []].append(Array(violations.text(violation)))
        }
        for policy in expected where policy["usable"]?.bool == true {
            let name = policy["name"]?.string ?? ""
            guard let number = numbers[Array(name.utf8)] else { continue }
            let wanted = (policy["errors"]?.array?.compactMap(\.string) ?? []).map { Array($0.utf8) }
            let got = seen[number] ?? []
            if wanted == got { continue }
            for place in 0..<max(wanted.count, got.count) {
                let left = place < wanted.count ? String(decoding: wanted[place], as: UTF8.self) : "nothing"
                let right = place < got.count ? String(decoding: got[place], as: UTF8.self) : "nothing"
                if left != right {
                    differences.append("\(name): error \(place):\n   expected \(left)\n   actual   \(right)")
                    break
                }
            }
        }
    }

    /// What `Admit` or `Validate` said.
    private mutating func checkAnswer(
        _ expected: JSONValue,
        _ facts: PodFacts,
        _ phase: AdmissionPhase,
        _ requester: RequestSubject?,
        _ namespace: [UInt8],
        _ differences: inout [String]
    ) {
        let authorized = evaluator.authorize(requester, namespace: namespace.span, pod: facts)
        let verdict = evaluator.evaluate(facts, phase: phase, authorized: authorized)
        let isAllowed = expected["allowed"]?.bool ?? false
        guard (verdict.outcome == .allowed) == isAllowed else {
            differences.append("\(phase): \(verdict)")
            return
        }
        if isAllowed {
            let name = set.policyNames[Int(verdict.policy)]
            if !name.utf8.elementsEqual((expected["policy"]?.string ?? "").utf8) {
                differences.append("\(phase): admitted by \(name), expected \(expected["policy"]?.string ?? "")")
            }
            return
        }
        evaluator.explain(facts, phase: phase, authorized: authorized, into: &violations)
        var message: [UInt8] = []
        evaluator.appendMessage(facts, phase: phase, violations: violations, to: &message)
        let wanted = Array((expected["message"]?.string ?? "").utf8)
        // In JSON the bytes of a text that are no UTF-8 are shown repaired.
        if String(decoding: message, as: UTF8.self).utf8.elementsEqual(wanted) == false {
            differences.append(
                "\(phase):\n   expected \(String(decoding: wanted, as: UTF8.self).prefix(600))\n"
                    + "   actual   \(String(decoding: message, as: UTF8.self).prefix(600))"
            )
        }
        checkStructuredErrors(expected, phase, &differences)
    }

    private func checkStructuredErrors(
        _ expected: JSONValue,
        _ phase: AdmissionPhase,
        _ differences: inout [String]
    ) {
        var text: [UInt8] = []
        evaluator.appendErrors(violations, to: &text)
        let errors = (try? JSONParser.parse(text)) ?? .null
        let wanted = expected["errors"] ?? .array([])
        if errors.canonical != wanted.canonical {
            differences.append("\(phase): errors\n   expected \(wanted)\n   actual   \(errors)")
        }
    }

    /// An object that is written down again loses the difference between an empty list and none.
    private static func stored(_ facts: PodFacts) -> [String] {
        var facts = facts
        if facts.securityContext.supplementalGroups?.isEmpty == true { facts.securityContext.supplementalGroups = nil }
        return facts.lines
    }

    /// The patch turns the object as sent into a pod that admission sees like the one that Kubernetes admitted.
    private mutating func checkPatch(
        _ expected: JSONValue,
        _ sent: JSONValue,
        _ facts: PodFacts,
        _ requester: RequestSubject?,
        _ namespace: [UInt8],
        _ differences: inout [String]
    ) {
        guard let admitted = expected["pod"] else { return }
        let authorized = evaluator.authorize(requester, namespace: namespace.span, pod: facts)
        let verdict = evaluator.evaluate(facts, phase: .admit, authorized: authorized)
        guard verdict.outcome == .allowed else { return }
        var patch: [UInt8] = []
        evaluator.appendPatch(facts, policy: Int(verdict.policy), at: .pod, to: &patch)
        do {
            let patched = try JSONPatch.apply(try JSONParser.parse(patch), to: sent)
            let lines = Self.stored(TreePodReader.facts(of: patched))
            let wanted = Self.stored(TreePodReader.facts(of: admitted))
            if lines == wanted { return }
            let left = wanted.filter { !lines.contains($0) }.joined(separator: "\n     ")
            let right = lines.filter { !wanted.contains($0) }.joined(separator: "\n     ")
            differences.append(
                "patch \(String(decoding: patch, as: UTF8.self))\n   expected \(left)\n   actual   \(right)"
            )
        } catch {
            differences.append("patch \(String(decoding: patch, as: UTF8.self)): \(error)")
        }
    }
}

extension JSONValue {
    /// Members in byte order of their keys.
    fileprivate var canonical: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                members.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
                    .map { Member($0.key, $0.value.canonical) }
            )
        default: self
        }
    }
}
