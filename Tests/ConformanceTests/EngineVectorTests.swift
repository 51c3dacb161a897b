import Admission
import Foundation
import JSONScan
import TestVectors
import Testing

/// Kubernetes 1.20.2's own answers, facts to verdict.
@Suite struct EngineVectorTests {
    @Test(.enabled(if: SharedFiles.isAvailable, Comment(rawValue: SharedFiles.skipped)), arguments: VectorFile.all)
    func everyAnswerIsKubernetesOwn(file: VectorFile) throws {
        let folder = try SharedFiles.url("vectors")
        try Self.check(file, in: folder)
    }

    /// The sample in the project, which is there without the full vectors (`scripts/sample-vectors` makes it).
    @Test(arguments: VectorFile.all)
    func everyAnswerOfTheSampleIsKubernetesOwn(file: VectorFile) throws {
        try Self.check(file, in: SharedFiles.project.appendingPathComponent("Tests/Fixtures/vectors"))
    }

    /// Fails with at most five of the differing cases, and their number.
    static func check(_ file: VectorFile, in folder: URL) throws {
        let sets = try file.compiledSets(in: folder)
        let checkers = Checkers(sets)
        var failures: [String] = []
        var failureCount = 0
        var caseCount = 0
        try file.forEachCase(in: folder) { request, answer in
            caseCount += 1
            let differences = checkers.differences(request, answer)
            if differences.isEmpty { return }
            failureCount += 1
            if failures.count < 5 {
                failures.append("\(request["id"]?.string ?? ""):\n  " + differences.prefix(4).joined(separator: "\n  "))
            }
        }
        #expect(caseCount > 0)
        #expect(
            failureCount == 0,
            "\(failureCount) of \(caseCount) cases differ\n\(failures.joined(separator: "\n"))"
        )
    }
}

/// A checker a policy set, made when it is first asked for.
private final class Checkers {
    private final class Box {
        var checker: CaseChecker
        init(_ set: CompiledPolicySet) { checker = CaseChecker(set) }
    }
    private let sets: [String: CompiledPolicySet]
    private var boxes: [String: Box] = [:]

    init(_ sets: [String: CompiledPolicySet]) { self.sets = sets }

    func differences(_ request: JSONValue, _ answer: JSONValue) -> [String] {
        let name = request["set"]?.string ?? ""
        if let box = boxes[name] { return box.checker.differences(request, answer) }
        guard let set = sets[name] else { return ["no policy set \(name)"] }
        let box = Box(set)
        boxes[name] = box
        return box.checker.differences(request, answer)
    }
}
