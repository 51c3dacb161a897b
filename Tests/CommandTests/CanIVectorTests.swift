import Foundation
import JSONScan
import TestVectors
import Testing

/// `can-i` answers as Kubernetes' authorizer did.
@Suite("can-i vectors through can-i", .serialized)
struct CanIVectorTests {
    private struct Question: Sendable {
        var line: String
        var arguments: [String]
        /// By the authorizer, or since the subject is a master.
        var isAllowed: Bool
    }

    /// kubectl 1.13 impersonates exactly the groups that it is given, so every subject of the vectors can be asked for.
    private static func question(_ request: JSONValue, _ answer: JSONValue, via group: String, file: String) throws
        -> Question
    {
        let type = group == "policy" ? "podsecuritypolicies.policy" : "podsecuritypolicy"
        let isGranted = answer[group == "policy" ? "viaPolicyGroup" : "viaExtensionsGroup"]?.bool ?? false
        let policy = try #require(request["policy"]?.string)
        let namespace = request["namespace"]?.string ?? ""
        let username = try #require(request["user"]?["username"]?.string)
        let groups = (request["user"]?["groups"]?.array ?? []).compactMap(\.string)
        // Without any group there would be `system:authenticated`; an empty one is nobody's.
        let subject = ["--as", username] + (groups.isEmpty ? [""] : groups).flatMap { ["--as-group", $0] }
        let scope = namespace.isEmpty ? ["-A"] : ["-n", namespace]
        return Question(
            line: "\(group): \(request.jsonText)",
            arguments: ["can-i", "use", "\(type)/\(policy)", "-p", file, "--kubernetes-version=1.13", "-q"] + subject
                + scope,
            isAllowed: isGranted || groups.contains("system:masters")
        )
    }

    @Test(
        "questions get the answers of Kubernetes' authorizer",
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)")
    )
    func vectors() throws {
        let folder = try TemporaryFolder()
        var files: [String: String] = [:]
        for file in ["vectors/policy-sets.ndjson.gz", "vectors/can-i-policy-sets.ndjson.gz"] {
            for line in try SharedFiles.lines(file) {
                let set = try JSONParser.parse(line)
                let name = try #require(set["set"]?.string)
                // RBAC alone is asked: the policies would only be read.
                let items = (set["list"]?["items"]?.array ?? []).filter { $0["kind"]?.string != "PodSecurityPolicy" }
                files[name] = try folder.write("\(name).json", JSONValue.list(items).jsonText)
            }
        }
        let requests = try SharedFiles.lines("vectors/can-i-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/can-i-expected.ndjson.gz")
        #expect(requests.count == 2_990)
        var questions: [Question] = []
        for index in stride(from: 0, to: requests.count, by: processStride) {
            let request = try JSONParser.parse(requests[index])
            let answer = try JSONParser.parse(answers[index])
            let file = try #require(files[request["set"]?.string ?? ""])
            // `extensions` is the same code with another word.
            for group in index.isMultiple(of: 10) ? ["policy", "extensions"] : ["policy"] {
                questions.append(try Self.question(request, answer, via: group, file: file))
            }
        }
        let failures = try concurrently(questions) { question -> String? in
            let result = try MusterProcess.run(question.arguments)
            let expected: Int32 = question.isAllowed ? 0 : 1
            return result.status == expected
                ? nil : "\(question.line): expected \(expected), got \(result.status): \(result.errorOutput)"
        }
        .compactMap { $0 }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }
}
