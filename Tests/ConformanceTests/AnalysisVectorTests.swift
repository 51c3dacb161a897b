import Admission
import Foundation
import JSONScan
import PodFacts
import PolicyObjects
import ReferenceAdmission
import TestVectors
import Testing

/// What is said beyond the verdict, held against what Kubernetes' own code said of each policy alone and of what comes after
/// admission.
@Suite struct AnalysisVectorTests {
    static let files = VectorFile.all.filter { $0.name != "gates" }

    /// How much a file of vectors holds the analysis against.
    struct Counts: Equatable {
        /// Denials whose answer tells of every policy of the set.
        var analyses = 0
        var admissions = 0
        /// Of the admissions, those that the API server would refuse for what the policy filled in.
        var refusals = 0

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                analyses: left.analyses + right.analyses,
                admissions: left.admissions + right.admissions,
                refusals: left.refusals + right.refusals
            )
        }
    }

    /// Of the sample in the project.
    static let sampleCounts = [
        "create": Counts(analyses: 127, admissions: 86, refusals: 4),
        "update": Counts(analyses: 7),
        "upstream/create-update": Counts(analyses: 47, admissions: 36, refusals: 3),
        "corpus/own-rbac": Counts(analyses: 15, admissions: 25),
        "corpus/bound-to-all": Counts(analyses: 2, admissions: 28),
        "corpus/psp-cases": Counts(analyses: 13, admissions: 19),
    ]

    /// Of the full vectors.
    static let fullCounts = [
        "create": Counts(analyses: 7832, admissions: 10765, refusals: 15),
        "update": Counts(analyses: 411),
        "upstream/create-update": Counts(analyses: 354, admissions: 680, refusals: 3),
        "corpus/own-rbac": Counts(analyses: 3054, admissions: 2104),
        "corpus/bound-to-all": Counts(analyses: 1374, admissions: 7684),
        "corpus/psp-cases": Counts(analyses: 13, admissions: 19),
    ]

    @Test(.enabled(if: SharedFiles.isAvailable, Comment(rawValue: SharedFiles.skipped)), arguments: files)
    func everyAnalysisFollowsFromTheAnswersOfEachPolicy(file: VectorFile) throws {
        #expect(try Self.check(file, in: try SharedFiles.url("vectors")) == Self.fullCounts[file.name])
    }

    @Test(arguments: files)
    func everyAnalysisOfTheSampleFollowsFromTheAnswersOfEachPolicy(file: VectorFile) throws {
        let folder = SharedFiles.project.appendingPathComponent("Tests/Fixtures/vectors")
        #expect(try Self.check(file, in: folder) == Self.sampleCounts[file.name])
    }

    private final class Box {
        var analyst: Analyst
        init(_ set: CompiledPolicySet) { analyst = Analyst(set) }
    }

    /// Gives what has been compared.
    static func check(_ file: VectorFile, in folder: URL) throws -> Counts {
        let sets = try file.compiledSets(in: folder)
        var boxes: [String: Box] = [:]
        var failures: [String] = []
        try file.forEachCase(in: folder) { request, answer in
            let name = request["set"]?.string ?? ""
            let set = try #require(sets[name])
            let box = boxes[name] ?? Box(set)
            boxes[name] = box
            let differences = box.analyst.differences(request, answer)
            if !differences.isEmpty, failures.count < 5 {
                failures.append("\(request["id"]?.string ?? ""):\n  " + differences.joined(separator: "\n  "))
            }
        }
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
        return boxes.values.reduce(Counts()) { $0 + $1.analyst.counts }
    }
}

/// Analyses pods by one policy set.
private struct Analyst: ~Copyable {
    private var evaluator: Evaluator
    private let set: CompiledPolicySet
    private(set) var counts = AnalysisVectorTests.Counts()

    init(_ set: CompiledPolicySet) {
        self.set = set
        evaluator = Evaluator(set)
    }

    /// What Kubernetes said of one policy alone.
    private struct Opinion {
        var number: Int
        var isAuthorized: Bool
        var isUsable: Bool
        var validates: Bool
        var mutates: Bool
        var errors: [String]

        /// The rules of the errors, by the paths before their bodies.
        var rules: Set<ViolatedRules> {
            Set(
                errors.map { text in
                    let end = text.range(of: ": Invalid value: ") ?? text.range(of: ": Forbidden: ")
                    return ViolatedRules(path: Array(text[..<(end?.lowerBound ?? text.endIndex)].utf8))
                }
            )
        }

        var distance: (Int, Int, Int) { (rules.count, errors.count, number) }
    }

    mutating func differences(_ request: JSONValue, _ answer: JSONValue) -> [String] {
        guard answer["decodeError"] == nil, let object = request["object"] else { return [] }
        let facts = TreePodReader.facts(of: object)
        var differences: [String] = []
        if let admit = answer["admit"], admit["skipped"] == nil {
            if admit["allowed"]?.bool == true {
                checkLaterRefusals(admit, answer["server"] ?? .null, facts, &differences)
            } else {
                checkAnalysis(answer, facts, .admit, &differences)
            }
        }
        if request["operation"]?.string == "UPDATE", let validate = answer["validate"],
            validate["skipped"] == nil, validate["allowed"]?.bool == false
        {
            checkAnalysis(answer, facts, .validate, &differences)
        }
        return differences
    }

    private mutating func checkAnalysis(
        _ answer: JSONValue,
        _ facts: PodFacts,
        _ phase: AdmissionPhase,
        _ differences: inout [String]
    ) {
        let opinions = opinions(answer["perPolicy"]?.array ?? [])
        // Of large sets only the authorised policies are listed.
        guard opinions.count == set.policies.count else { return }
        counts.analyses += 1
        var mayUse = PolicyMask(count: set.policies.count)
        for opinion in opinions where opinion.isAuthorized { mayUse[opinion.number] = true }
        let analysis = evaluator.analyse(facts, phase: phase, mayUse: mayUse)

        let granted = opinions.filter { $0.isAuthorized && $0.isUsable }
        expect("granted", analysis.granted.map { Int($0.policy) }, granted.map(\.number), &differences)
        expect("errors", analysis.granted.map { Int($0.errorCount) }, granted.map(\.errors.count), &differences)
        let unusable = opinions.filter { $0.isAuthorized && !$0.isUsable }.map(\.number)
        expect("unusable", analysis.grantedUnusable.map(Int.init), unusable, &differences)
        let admitting = opinions.filter { opinion in
            opinion.isUsable && !opinion.isAuthorized && opinion.validates && !(phase == .validate && opinion.mutates)
        }
        expect("admitting", analysis.admitting.map(Int.init).sorted(), admitting.map(\.number), &differences)

        var candidates = granted.isEmpty ? opinions.filter(\.isUsable) : granted
        if granted.isEmpty, let first = analysis.admitting.first { candidates.removeAll { $0.number != Int(first) } }
        let closest = candidates.min { $0.distance < $1.distance }
        expect("closest", analysis.closest.map { Int($0.policy) }, closest?.number, &differences)
        expect("rules of the closest", analysis.closest?.rules.count, closest?.rules.count, &differences)
        expect("is the closest granted", analysis.isClosestGranted, !granted.isEmpty, &differences)
    }

    private func opinions(_ listed: [JSONValue]) -> [Opinion] {
        listed.compactMap { one in
            let name = one["name"]?.string ?? ""
            guard let number = set.policyNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else {
                return nil
            }
            return Opinion(
                number: number,
                isAuthorized: one["authorized"]?.bool ?? false,
                isUsable: one["usable"]?.bool ?? false,
                validates: one["validates"]?.bool ?? false,
                mutates: one["mutates"]?.bool ?? false,
                errors: one["errors"]?.array?.compactMap(\.string) ?? []
            )
        }
    }

    private func expect<Value: Equatable>(
        _ what: String,
        _ actual: Value,
        _ expected: Value,
        _ differences: inout [String]
    ) {
        if actual != expected { differences.append("\(what): \(actual), expected \(expected)") }
    }

    /// The API server's validation of admitted pods: its refusals that only the policy's filling in brings about.
    private mutating func checkLaterRefusals(
        _ admit: JSONValue,
        _ server: JSONValue,
        _ facts: PodFacts,
        _ differences: inout [String]
    ) {
        let name = admit["policy"]?.string ?? ""
        guard let policy = set.policyNames.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) else { return }
        counts.admissions += 1
        let refusals = evaluator.laterRefusals(facts, policy: policy)
        let seen = refusals.filter { $0.refuser == .apiServer }.map { "\($0.field): \($0.text)" }
        let invalid = (server["invalid"]?.array?.compactMap(\.string) ?? []).compactMap {
            Self.causedByPolicy($0, facts)
        }
        if !invalid.isEmpty { counts.refusals += 1 }
        expect("refused by the API server", seen.sorted(), invalid.sorted(), &differences)
    }

    /// A refusal as `laterRefusals` says it; nil if the pod as it was sent would be refused for the same.
    private static func causedByPolicy(_ error: String, _ facts: PodFacts) -> String? {
        let escalation = "cannot set `allowPrivilegeEscalation` to false and "
        if let range = error.range(of: escalation) {
            let path = String(error.prefix { $0 != ":" })
            let isOwn = facts.containers.contains { container in
                path == container.path && container.allowPrivilegeEscalation == false
            }
            return isOwn ? nil : "\(path): \(error[range.lowerBound...])"
        }
        let annotation = "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "
        if error.hasPrefix(annotation), error.hasSuffix("must be a valid seccomp profile") {
            let isOwn = facts.annotations.contains { $0.kind == .seccompPod }
            return isOwn
                ? nil : "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: must be a valid seccomp profile"
        }
        return nil
    }
}

extension ContainerFacts {
    fileprivate var path: String {
        switch kind {
        case .initContainer: "spec.initContainers[\(index)].securityContext"
        case .container: "spec.containers[\(index)].securityContext"
        case .ephemeralContainer: "spec.ephemeralContainers[\(index)].securityContext"
        }
    }
}
