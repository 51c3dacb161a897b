import Foundation
import TestVectors
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reports in other tools' formats have the fields that their schemas name, and what they count is so.
///
/// `scripts/validate-reports` holds the same reports against the published schemas themselves.
@Suite("report schemas")
struct ReportSchemaTests {
    static let reports = ["check", "diff"]

    /// In CI always true, so that a missing Python is a failure.
    private static let hasPython: Bool = {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        return (try? RecipeTests.run("python3 -c 'import venv, ensurepip'", in: SharedFiles.project).status) == 0
    }()

    @Test(
        "the published schemas take them",
        .enabled(if: hasPython, "skipped: python3 cannot make a virtual environment (apt-get install python3-venv)")
    )
    func published() throws {
        let result = try RecipeTests.run("scripts/validate-reports", in: SharedFiles.project)
        #expect(result.status == 0, "\(result.output)")
        for report in Self.reports {
            for format in ["sarif", "junit"] {
                #expect(result.output.contains("\(report).\(format): valid"), "\(result.output)")
            }
        }
    }

    private static func recorded(_ name: String) throws -> Data {
        try Data(contentsOf: SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports/snapshots/\(name)"))
    }

    // MARK: SARIF

    @Test("SARIF 2.1.0", arguments: reports)
    func sarif(report: String) throws {
        let log = try #require(JSONSerialization.jsonObject(with: Self.recorded("\(report).sarif")) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        #expect(Set(log.keys) == ["$schema", "version", "runs"])
        let runs = try #require(log["runs"] as? [[String: Any]])
        #expect(runs.count == 1)
        let driver = try #require((runs[0]["tool"] as? [String: Any])?["driver"] as? [String: Any])
        #expect(driver["name"] as? String == "muster")
        let rules = try #require(driver["rules"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        #expect(Set(rules).count == rules.count)
        let results = try #require(runs[0]["results"] as? [[String: Any]])
        #expect(!results.isEmpty)
        for result in results { try Self.checkSarif(result, rules) }
    }

    private static func checkSarif(_ result: [String: Any], _ rules: [String]) throws {
        #expect(Set(result.keys) == ["ruleId", "ruleIndex", "level", "message", "locations"])
        let rule = try #require(result["ruleId"] as? String)
        let index = try #require(result["ruleIndex"] as? Int)
        #expect(rules[index] == rule)
        #expect(["error", "warning", "note"].contains(result["level"] as? String))
        let text = try #require((result["message"] as? [String: Any])?["text"] as? String)
        #expect(!text.isEmpty)
        let locations = try #require(result["locations"] as? [[String: Any]])
        #expect(locations.count == 1)
        let place = try #require(locations[0]["physicalLocation"] as? [String: Any])
        let uri = try #require((place["artifactLocation"] as? [String: Any])?["uri"] as? String)
        let line = try #require((place["region"] as? [String: Any])?["startLine"] as? Int)
        // The line is one at which an object starts.
        let file = SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports/\(uri)")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(lines[line - 1].hasPrefix("apiVersion: ") || lines[line - 1].hasPrefix("{\"kind\""), "\(uri):\(line)")
    }

    // MARK: JUnit

    /// `junit-10.xsd` of Jenkins' xUnit plugin, as far as reports use it.
    private final class JUnitReader: NSObject, XMLParserDelegate {
        static let attributes: [String: Set<String>] = [
            "testsuites": ["name", "tests", "failures", "errors"],
            "testsuite": ["name", "tests", "failures", "errors", "skipped"],
            "testcase": ["name", "classname", "file", "line"], "failure": ["type", "message"],
            "error": ["type", "message"], "skipped": ["message"], "system-out": [],
        ]
        static let parents = [
            "testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase", "error": "testcase",
            "skipped": "testcase", "system-out": "testcase",
        ]

        var problems: [String] = []
        /// Of the document and of each suite: what it says, and what is so.
        var counts: [(said: [String: Int], so: [String: Int])] = []
        var cases: [String] = []
        private var path: [String] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            if Self.parents[name] != path.last { problems.append("\(name) in \(path.last ?? "nothing")") }
            let known = Self.attributes[name] ?? []
            if Set(attributes.keys) != known { problems.append("\(name) has \(attributes.keys.sorted())") }
            path.append(name)
            switch name {
            case "testsuites", "testsuite": counts.append((attributes.compactMapValues { Int($0) }, [:]))
            case "testcase":
                count("tests")
                cases.append("\(attributes["classname"] ?? "") \(attributes["name"] ?? "")")
                if Int(attributes["line"] ?? "") == nil { problems.append("a line that is no number") }
            case "failure": count("failures")
            case "error": count("errors")
            case "skipped": count("skipped")
            default: break
            }
        }

        private func count(_ name: String) {
            for index in [0, counts.count - 1] { counts[index].so[name, default: 0] += 1 }
        }

        func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
            path.removeLast()
        }
    }

    @Test("JUnit", arguments: reports)
    func junit(report: String) throws {
        let reader = JUnitReader()
        let parser = XMLParser(data: try Self.recorded("\(report).junit"))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(reader.problems.isEmpty, "\(reader.problems)")
        #expect(reader.counts.count > 1)
        for (said, so) in reader.counts {
            for (name, count) in said { #expect(so[name, default: 0] == count, "\(name)") }
        }
        // A test case an owner.
        #expect(!reader.cases.isEmpty)
        #expect(Set(reader.cases).count == reader.cases.count)
    }

    // MARK: PolicyReport

    @Test("PolicyReport v1alpha2", arguments: reports)
    func policyReport(report: String) throws {
        let path = "Tests/Fixtures/reports/snapshots/\(report).policyreport"
        let read = try MusterProcess.run(["read", "-f", path], in: SharedFiles.project)
        #expect(read.status == 0, "\(read.errorOutput)")
        var namespaces: [String] = []
        for line in read.lines {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            #expect(object["apiVersion"] as? String == "wgpolicyk8s.io/v1alpha2")
            #expect(object["kind"] as? String == "PolicyReport")
            let metadata = try #require(object["metadata"] as? [String: Any])
            #expect(metadata["name"] as? String == "muster")
            namespaces.append(try #require(metadata["namespace"] as? String))
            let results = try #require(object["results"] as? [[String: Any]])
            try #require(!results.isEmpty)
            for result in results { try Self.checkResult(result) }
            let summary = try #require(object["summary"] as? [String: Int])
            #expect(Set(summary.keys) == ["pass", "fail", "warn", "error", "skip"])
            for (kind, count) in summary {
                #expect(results.filter { $0["result"] as? String == kind }.count == count, "\(kind)")
            }
        }
        #expect(namespaces == namespaces.sorted() && Set(namespaces).count == namespaces.count && !namespaces.isEmpty)
    }

    private static func checkResult(_ result: [String: Any]) throws {
        let known: Set = [
            "source", "policy", "rule", "result", "severity", "scored", "message", "resources", "properties",
        ]
        #expect(Set(result.keys).isSubset(of: known))
        for name in ["source", "policy", "rule", "message"] { #expect((result[name] as? String)?.isEmpty == false) }
        let kind = try #require(result["result"] as? String)
        #expect(["pass", "fail", "warn", "error", "skip"].contains(kind))
        let severity = result["severity"] as? String
        #expect((severity != nil) == (kind == "fail" || kind == "warn"))
        #expect(severity.map { ["critical", "high", "medium", "low", "info"].contains($0) } ?? true)
        #expect(result["scored"] is Bool)
        #expect(result["properties"] is [String: String])
        let resources = try #require(result["resources"] as? [[String: String]])
        #expect(resources.count == 1)
        #expect(Set(resources[0].keys).isSubset(of: ["apiVersion", "kind", "name", "namespace"]))
    }

    // MARK: HTML

    @Test("a page loads nothing, and no text of the fleet ends up as markup", arguments: reports)
    func page(report: String) throws {
        let page = String(decoding: try Self.recorded("\(report).html"), as: UTF8.self)
        for word in ["http://", "https://", "<link", "@import", "url(", "src="] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.components(separatedBy: "<script").count == 3)
        #expect(!page.contains("alert('x')</script>"))
        let data = try #require(
            page.components(separatedBy: "id=\"findings-data\">").last?.components(separatedBy: "</script>").first
        )
        let entries = try #require(JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]])
        #expect(entries.count >= 7)
    }
}
