import Foundation
import JSONScan
import TestVectors
import Testing

/// API validation of every policy of the vectors through `muster lint -o json`, and every real policy file.
@Suite("lint: vectors and corpus", .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct LintVectorTests {
    @Test("every policy gets the server's errors, in Kubernetes' words and order")
    func validation() throws {
        let requests = try SharedFiles.lines("vectors/psp-validation-requests.ndjson.gz").map(JSONParser.parse)
        let answers = try SharedFiles.lines("vectors/psp-validation-expected.ndjson.gz").map(JSONParser.parse)
        let pairs = Array(zip(requests, answers))
        #expect(pairs.count == 431)
        let decodable = pairs.filter { $0.1["decodeError"] == nil }
        let input = try decodable.map { try #require($0.0["object"]).jsonText + "\n" }.joined()
        // One name over and over: each policy is reported, whatever a later one replaces.
        let report = try LintRun(input, ["--kubernetes-version", "1.20"])
        #expect(report.status == 1)
        #expect(report.policies.count == decodable.count)
        var differing: [String] = []
        for (policy, (request, answer)) in zip(report.policies, decodable) {
            let expected = answer["serverErrors"]?.array ?? []
            if policy["errors"]?.array != expected {
                differing.append("\(request["id"]?.string ?? ""): expected \(expected), got \(policy.jsonText)")
            }
        }
        #expect(differing.isEmpty, "\(differing.count) differ:\n\(differing.prefix(5).joined(separator: "\n"))")
    }

    @Test("with its gate on, a dropped field is validated too")
    func validationWithGate() throws {
        let requests = try SharedFiles.lines("vectors/psp-validation-requests.ndjson.gz").map(JSONParser.parse)
        let answers = try SharedFiles.lines("vectors/psp-validation-expected.ndjson.gz").map(JSONParser.parse)
        let pairs = zip(requests, answers).filter { $0.0["tag"]?.string == "procMount" }
        #expect(pairs.contains { $0.1["errors"] != $0.1["serverErrors"] })
        let input = try pairs.map { try #require($0.0["object"]).jsonText + "\n" }.joined()
        let report = try LintRun(
            input,
            ["--kubernetes-version", "1.20", "--feature-gates", "ProcMountType=true"]
        )
        #expect(report.policies.map { $0["errors"] } == pairs.map { $0.1["errors"] })
    }

    @Test("what a server cannot decode has exit status 2 and no entry among the policies")
    func undecodable() throws {
        let requests = try SharedFiles.lines("vectors/psp-validation-requests.ndjson.gz").map(JSONParser.parse)
        let answers = try SharedFiles.lines("vectors/psp-validation-expected.ndjson.gz").map(JSONParser.parse)
        let undecodable = zip(requests, answers).filter { $0.1["decodeError"] != nil }
        #expect(undecodable.count == 7)
        for (request, answer) in undecodable {
            let object = try #require(request["object"])
            let report = try LintRun(object.jsonText)
            let error = answer["decodeError"]?.string ?? ""
            #expect(report.policies.isEmpty, "\(error)")
            // A kind in another letter case is one that nobody serves.
            #expect(report.status == 2, "\(error): \(report.findings.map(\.jsonText))")
        }
    }

    @Test("a policy is usable if Kubernetes can make its strategies")
    func usability() throws {
        var unusable: [String: Set<String>] = [:]
        for line in try SharedFiles.lines("vectors/create-expected.ndjson.gz") {
            let answer = try JSONParser.parse(line)
            let set = String(answer["id"]?.string?.split(separator: "/").first ?? "")
            for policy in answer["perPolicy"]?.array ?? [] where policy["usable"]?.bool == false {
                unusable[set, default: []].insert(policy["name"]?.string ?? "")
            }
        }
        #expect(!unusable.isEmpty)
        for line in try SharedFiles.lines("vectors/policy-sets.ndjson.gz") {
            let value = try JSONParser.parse(line)
            guard let set = value["set"]?.string, let list = value["list"], let expected = unusable[set] else {
                continue
            }
            let report = try LintRun(list.jsonText, ["--kubernetes-version", "1.20"])
            let found = report.policies.filter { $0["usable"]?.bool == false }.compactMap { $0["name"]?.string }
            #expect(expected.isSubset(of: found), "\(set): expected \(expected), found \(found)")
        }
    }

    @Test("every real policy file is linted, each finding with its file and line")
    func corpus() throws {
        let folder = try SharedFiles.url("corpus/policies")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { path in [".json", ".yaml", ".yml"].contains { path.hasSuffix($0) } }
        #expect(paths.count == 243)
        for path in paths {
            let result = try MusterProcess.run(["lint", "-p", path, "-o", "json"], in: folder)
            #expect([0, 1, 2].contains(result.status), "\(path): ended with \(result.status): \(result.errorOutput)")
            let report = try JSONParser.parse(result.output)
            let findings = report["findings"]?.array ?? []
            for finding in findings {
                #expect(finding["file"]?.string == path, "\(finding.jsonText)")
                #expect((finding["line"]?.integer ?? 0) > 0, "\(finding.jsonText)")
            }
            let hasErrors = findings.contains { $0["severity"]?.string == "error" }
            #expect(hasErrors == (result.status != 0), "\(path): ended with \(result.status)")
        }
    }
}
