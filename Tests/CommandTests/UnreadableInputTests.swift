import Foundation
import TestVectors
import Testing

/// What cannot be read is in every report: a format that another tool reads must not look as if all had been judged.
@Suite("unreadable input", .serialized)
struct UnreadableInputTests {
    private static let fleet = """
        apiVersion: v1
        kind: Pod
        metadata: {name: plain}
        spec: {containers: [{name: c, image: i}]}
        ---
        metadata: {name: kindless}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: listed}, spec: {containers: [{name: c}]}}
        - {apiVersion: v1, metadata: {name: "<&"}}

        """
    /// Behind it the file cannot be read.
    private static let broken = "---\nkind: Pod\nspec: [\n"

    private struct Run {
        let folder: TemporaryFolder
        let result: MusterProcess.Result
    }

    /// A document, an item and the rest of a file that cannot be read.
    private static func run(_ command: String, _ format: String, _ fleet: String = fleet + broken) throws -> Run {
        let folder = try TemporaryFolder()
        _ = try folder.write("fleet.yaml", fleet)
        let policies = SharedFiles.project.appendingPathComponent("Sample/eks/restrictive.yaml").path
        let arguments = command == "diff" ? ["--to", policies] : []
        let result = try MusterProcess.run(
            [command, "-q", "-o", format, "-f", "fleet.yaml"] + arguments,
            in: folder.url
        )
        return Run(folder: folder, result: result)
    }

    private static func json(_ run: Run) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(run.result.output)) as? [String: Any]
        return try #require(object, "\(run.result)")
    }

    static let commands = ["check", "diff"]

    @Test("the exit status says so", arguments: commands)
    func statuses(_ command: String) throws {
        #expect(try Self.run(command, "json").result.status == 2)
        #expect(try Self.run(command, "json", Self.fleet).result.status == 3)
    }

    @Test("JUnit has a test case with an error for each", arguments: commands)
    func junit(_ command: String) throws {
        let text = try Self.run(command, "junit").result.text
        let suite = try #require(text.components(separatedBy: "<testsuite name=\"unreadable-document\"").last)
        #expect(suite.hasPrefix(" tests=\"3\" failures=\"0\" errors=\"3\" skipped=\"0\">"), "\(text)")
        #expect(suite.components(separatedBy: "<error type=\"unreadable-document\" message=").count == 4, "\(text)")
        #expect(
            suite.contains("name=\"document 3, item 2\" classname=\"fleet.yaml\" file=\"fleet.yaml\" line="),
            "\(text)"
        )
        #expect(suite.contains("name=\"document 4\" classname=\"fleet.yaml\""), "\(text)")
        let first = try #require(text.split(separator: "\n").first { $0.hasPrefix("<testsuites") })
        #expect(first.contains("errors=\"3\""), "\(text)")
    }

    @Test("SARIF has a result for each, at its place", arguments: commands)
    func sarif(_ command: String) throws {
        let log = try Self.json(Self.run(command, "sarif"))
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]]).filter {
            $0["ruleId"] as? String == "unreadable-document"
        }
        let places = try results.map { result -> String in
            #expect(result["level"] as? String == "error")
            let location = try #require((result["locations"] as? [[String: Any]])?.first, "\(result)")
            let place = try #require(location["physicalLocation"] as? [String: Any])
            let file = (place["artifactLocation"] as? [String: Any])?["uri"] as? String ?? ""
            return "\(file):\((place["region"] as? [String: Any])?["startLine"] ?? "")"
        }
        #expect(places == ["fleet.yaml:6", "fleet.yaml:12", "fleet.yaml:16"])
        let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
        let rules = try #require(driver?["rules"] as? [[String: Any]])
        #expect(rules.contains { $0["id"] as? String == "unreadable-document" })
    }

    @Test("GitHub gets an annotation for each", arguments: commands)
    func gitHub(_ command: String) throws {
        let text = try Self.run(command, "github").result.text
        let lines = text.split(separator: "\n").filter { $0.contains("title=unreadable-document::") }
        #expect(lines.count == 3, "\(text)")
        #expect(
            lines.contains {
                $0.hasPrefix("::error file=fleet.yaml,line=12,title=unreadable-document::document 3, item 2: ")
            },
            "\(text)"
        )
        #expect(lines.last?.hasPrefix("::error file=fleet.yaml,line=16,title=") == true, "\(text)")
    }

    @Test("a ClusterPolicyReport has a result for each", arguments: commands)
    func policyReport(_ command: String) throws {
        let run = try Self.run(command, "policyreport")
        let read = try MusterProcess.run(["read", "-f", "-"], input: run.result.output)
        let objects = try read.lines.map { try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
        let report = try #require(
            objects.last { $0?["kind"] as? String == "ClusterPolicyReport" } ?? nil,
            "\(run.result)"
        )
        #expect((report["metadata"] as? [String: Any])?["namespace"] == nil)
        #expect((report["summary"] as? [String: Int])?["error"] == 3)
        let results = try #require(report["results"] as? [[String: Any]])
        #expect(
            results.allSatisfy { $0["result"] as? String == "error" && $0["rule"] as? String == "unreadable-document" }
        )
        #expect((results.first?["properties"] as? [String: String]) == ["file": "fleet.yaml", "line": "6"])
    }

    @Test("JSON and YAML have each with its place, a page has it in its footer", arguments: commands)
    func documents(_ command: String) throws {
        let json = try Self.json(Self.run(command, "json"))
        let unreadable = try #require(json["unreadable"] as? [[String: Any]])
        #expect(
            unreadable.map { "\($0["file"] ?? ""):\($0["line"] ?? "")" } == [
                "fleet.yaml:6", "fleet.yaml:12", "fleet.yaml:16",
            ]
        )
        #expect(unreadable.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
        #expect(json["unreadableDocuments"] as? Int == 2)
        #expect(json["unreadableFiles"] as? Int == 1)
        let page = try Self.run(command, "html").result.text
        #expect(page.contains("<p>fleet.yaml:12: document 3, item 2: "), "\(page.suffix(2_000))")
    }

    @Test(
        "answer lines have each in its place among the objects, and objects that could not be judged",
        arguments: commands
    )
    func lines(_ command: String) throws {
        let folder = try TemporaryFolder()
        let undecodable = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: odd}\nspec: {hostPID: 1}\n"
        _ = try folder.write("fleet.yaml", Self.fleet + undecodable)
        let policies = SharedFiles.project.appendingPathComponent("Sample/eks/restrictive.yaml").path
        let result = try MusterProcess.run(
            [command, "-q", "-o", "ndjson", "-f", "fleet.yaml"] + (command == "diff" ? ["--to", policies] : []),
            in: folder.url
        )
        #expect(result.status == 3, "\(result.errorOutput)")
        let lines = try result.lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        }
        let places = lines.map {
            "\($0["name"] ?? "") \($0["document"] ?? "") \($0["error"] == nil ? "judged" : "error")"
        }
        let expected = ["plain 1 judged", " 2 error", "listed 3 judged", " 3 error", "odd 4 error"]
        try #require(places == expected, "\(result.text)")
        #expect(lines[1]["id"] is NSNull)
        #expect(lines[4]["id"] as? Int == 3)
    }

    @Test("requests that are left out are counted by the reason, in JSON and YAML", arguments: commands)
    func skippedRequests(_ command: String) throws {
        let requests = """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"RequestReceived","auditID":"1","verb":"create","objectRef":{"resource":"pods"}}
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","auditID":"2","verb":"get","objectRef":{"resource":"pods"}}
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","auditID":"3","verb":"get","objectRef":{"resource":"pods"}}
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"DELETE"}}

            """
        let folder = try TemporaryFolder()
        _ = try folder.write("fleet.yaml", requests)
        let policies = SharedFiles.project.appendingPathComponent("Sample/eks/restrictive.yaml").path
        let arguments = [command, "-q", "-f", "fleet.yaml"] + (command == "diff" ? ["--to", policies] : [])
        let json = try MusterProcess.run(arguments + ["-o", "json"], in: folder.url)
        let yaml = try MusterProcess.run(arguments + ["-o", "yaml"], in: folder.url)
        let read = try MusterProcess.run(["read", "-f", "-"], input: yaml.output)
        for result in [json, read] {
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any],
                "\(result)"
            )
            #expect(report["skippedAuditEvents"] as? [String: Int] == ["stage": 1, "verb": 2])
            #expect(report["skippedAdmissionReviews"] as? [String: Int] == ["operation": 1])
        }
    }
}
