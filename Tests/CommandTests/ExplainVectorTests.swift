import Foundation
import JSONScan
import TestVectors
import Testing

/// What Kubernetes' own code says of each policy and pod by itself, through `muster explain -o json`.
@Suite("explain: vectors", .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct ExplainVectorTests {
    /// Requests that one run can ask: of one set, one user and one namespace.
    private struct Batch {
        var set: String
        var arguments: [String]
        var pods: [JSONValue] = []
        var answers: [JSONValue] = []
    }

    /// A process a batch, so smaller ones are left out.
    private static let batchPodsMin = 8

    @Test("each policy is authorised, validates, mutates and refuses as in Kubernetes")
    func perPolicy() throws {
        var sets: [String: String] = [:]
        for line in try SharedFiles.lines("vectors/policy-sets.ndjson.gz") {
            let value = try JSONParser.parse(line)
            sets[value["set"]?.string ?? ""] = value["list"]?.jsonText
        }
        var compared = 0
        var differing: [String] = []
        for batch in try Self.batches() {
            let folder = try TemporaryFolder()
            let policies = try folder.write("set.json", sets[batch.set] ?? "")
            let input = batch.pods.map { $0.jsonText + "\n" }.joined()
            let result = try MusterProcess.run(
                ["explain", "-q", "-p", policies, "-f", "-", "-o", "json", "--kubernetes-version", "1.20"]
                    + ["--no-service-account-admission"] + batch.arguments,
                input: Array(input.utf8)
            )
            #expect([0, 1].contains(result.status), "\(batch.set): \(result.errorOutput.prefix(500))")
            #expect(result.lines.count == batch.pods.count, "\(batch.set): \(result.errorOutput.prefix(500))")
            for (line, expected) in zip(result.lines, batch.answers) {
                let answer = try JSONParser.parse(line)
                compared += 1
                if let difference = Self.difference(answer, expected) {
                    differing.append("\(expected["id"]?.string ?? ""): \(difference)")
                }
            }
        }
        #expect(compared > 300)
        #expect(
            differing.isEmpty,
            "\(differing.count) of \(compared) differ:\n\(differing.prefix(5).joined(separator: "\n"))"
        )
    }

    private static func batches() throws -> [Batch] {
        let requests = try SharedFiles.lines("vectors/create-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/create-expected.ndjson.gz")
        var batches: [String: Batch] = [:]
        for (line, answerLine) in zip(requests, answers) {
            let request = try JSONParser.parse(line)
            guard let set = request["set"]?.string, request["subresource"] == nil,
                let pod = request["object"], let namespace = request["namespace"]?.string, !namespace.isEmpty,
                let user = request["user"]?["username"]?.string,
                let groups = request["user"]?["groups"]?.array?.compactMap(\.string)
            else { continue }
            // A file's pod stands in its own namespace, and `--as` is always authenticated or not.
            let own = pod["metadata"]?["namespace"]?.string ?? ""
            guard own.isEmpty || own == namespace, pod["kind"]?.string == "Pod",
                groups.contains("system:authenticated") || groups.contains("system:unauthenticated")
            else { continue }
            let answer = try JSONParser.parse(answerLine)
            guard answer["decodeError"] == nil else { continue }
            let arguments = ["-n", namespace, "--as", user] + groups.flatMap { ["--as-group", $0] }
            let key = ([set] + arguments).joined(separator: "\n")
            batches[key, default: Batch(set: set, arguments: arguments)].pods.append(pod)
            batches[key]?.answers.append(answer)
        }
        return batches.filter { $0.value.pods.count >= batchPodsMin }.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func difference(_ answer: JSONValue, _ expected: JSONValue) -> String? {
        let admit = expected["admit"]
        if answer["allowed"]?.bool != admit?["allowed"]?.bool { return "allowed: \(answer.jsonText.prefix(500))" }
        if answer["policy"]?.string ?? "" != admit?["policy"]?.string ?? "" {
            return "policy: expected \(admit?["policy"]?.string ?? ""), got \(answer["policy"]?.jsonText ?? "")"
        }
        if answer["message"]?.string != admit?["message"]?.string { return "message" }
        let policies = answer["policies"]?.array ?? []
        guard let perPolicy = expected["perPolicy"]?.array, !perPolicy.isEmpty else {
            return "the vector has no policies"
        }
        for one in perPolicy {
            let name = one["name"]?.string ?? ""
            guard let policy = policies.first(where: { $0["name"]?.string == name }) else {
                return "\(name) is missing"
            }
            for key in ["authorized", "usable", "validates"] where policy[key] != one[key] {
                return "\(name).\(key): expected \(one[key]?.jsonText ?? ""), got \(policy.jsonText.prefix(500))"
            }
            if one["usable"]?.bool == false {
                // The vectors' program has Go's words for an aggregate in brackets too.
                if policy["unusable"]?.string != one["unusable"]?.string {
                    return "\(name).unusable: expected \(one.jsonText), got \(policy.jsonText.prefix(500))"
                }
                continue
            }
            if one["validates"]?.bool == true, policy["mutates"] != one["mutates"] { return "\(name).mutates" }
            if policy["errors"]?.array ?? [] != one["errors"]?.array ?? [] {
                return "\(name).errors: expected \(one.jsonText.prefix(500)), got \(policy.jsonText.prefix(500))"
            }
            let hasChanges = policy["changes"]?.array?.isEmpty == false
            if hasChanges != (policy["mutates"]?.bool == true) {
                return "\(name).changes: \(policy.jsonText.prefix(500))"
            }
            if (policy["through"]?.array?.isEmpty == false) != (one["authorized"]?.bool == true) {
                return "\(name).through: \(policy.jsonText.prefix(500))"
            }
        }
        return nil
    }
}
