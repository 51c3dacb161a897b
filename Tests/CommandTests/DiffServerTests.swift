import Foundation
import TestVectors
import Testing

/// `muster diff --server` says what `muster diff --from` says with the server's policies.
@Suite("diff --server", .serialized)
struct DiffServerTests {
    struct Fleet: Sendable, CustomTestStringConvertible {
        var name: String
        /// From the project's root.
        var folder: String
        var from: [String]
        var to: [String]
        var arguments: [String]
        var status: Int32

        var testDescription: String { name }
    }

    static let fleets = [
        Fleet(
            name: "every kind of change",
            folder: "Tests/Fixtures/reports",
            from: ["before.yaml"],
            to: ["before.yaml", "changes.yaml"],
            arguments: ["-f", "diff-fleet.yaml"],
            status: 3
        ),
        Fleet(
            name: "edits of the set that would be",
            folder: "Tests/Fixtures/reports",
            from: ["before.yaml"],
            to: ["before.yaml"],
            arguments: ["--delete", "psp/open", "--add", "changes.yaml", "-f", "diff-fleet.yaml"],
            status: 3
        ),
        Fleet(
            name: "recorded requests",
            folder: "Tests/Fixtures/reports",
            from: ["policies.yaml"],
            to: ["before.yaml"],
            arguments: ["-f", "requests.json", "-f", "fleet.yaml"],
            status: 3
        ),
        Fleet(
            name: "both sets fill in what the API server refuses",
            folder: "Tests/Fixtures/reports",
            from: ["refusing-before.yaml"],
            to: ["refusing-after.yaml"],
            arguments: ["-f", "refusing-fleet.yaml"],
            status: 0
        ),
        Fleet(
            name: "another version",
            folder: "Sample",
            from: ["policies.yaml", "grants.yaml"],
            to: ["eks/restrictive.yaml", "eks/grant.yaml"],
            arguments: ["-f", "pods.json", "--kubernetes-version", "1.13"],
            status: 1
        ),
    ]

    @Test("the same, for every owner and in every line", arguments: fleets)
    func same(_ fleet: Fleet) throws {
        let folder = SharedFiles.project.appendingPathComponent(fleet.folder)
        let server = try ServerProcess(fleet.from.flatMap { ["-p", $0] }, in: folder)
        let rest = fleet.to.flatMap { ["--to", $0] } + fleet.arguments + ["-q"]
        let there = ["--server", server.location, "--insecure-skip-tls-verify"]
        let here = fleet.from.flatMap { ["--from", $0] }
        for format in ReportSnapshotTests.formats {
            let remote = try MusterProcess.run(["diff", "-o", format] + there + rest, in: folder)
            let local = try MusterProcess.run(["diff", "-o", format] + here + rest, in: folder)
            #expect(remote.status == fleet.status, "\(remote.errorOutput)")
            #expect(local.status == fleet.status, "\(local.errorOutput)")
            #expect(try Self.comparable(remote, format, server) == Self.comparable(local, format, server))
        }
    }

    /// What must be alike: a server is named in its place, and the number of its policies is not known.
    private static func comparable(
        _ result: MusterProcess.Result,
        _ format: String,
        _ server: ServerProcess
    ) throws -> String {
        switch format {
        case "json": break
        // The first line says whose policies are those of today.
        case "text", "wide":
            return result.text.replacing("from the policies of \(server.location) to those of --to\n", with: "")
        case "html":
            return result.text.replacing(#/, today(&#39;s are those of|[ ]\d+ polic)[^<]*/#, with: "")
        case "yaml":
            let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.filter { !$0.hasPrefix("  server: ") && !$0.hasPrefix("  policies: ") }.joined(separator: "\n")
        default: return result.text
        }
        var report = try #require(JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
        var from = try #require(report["from"] as? [String: Any])
        if let location = from.removeValue(forKey: "server") {
            #expect(location as? String == server.location)
            #expect(from["policies"] == nil)
        }
        from.removeValue(forKey: "policies")
        report["from"] = from
        return String(decoding: try JSONSerialization.data(withJSONObject: report, options: .sortedKeys), as: UTF8.self)
    }

    @Test("a server that is not there is status 4")
    func unreachable() throws {
        let result = try MusterProcess.run(
            ["diff", "--server", "http+unix:/does/not/exist", "--to", "before.yaml", "-f", "diff-fleet.yaml"],
            in: DiffTests.folder
        )
        #expect(result.status == 4, "\(result.errorOutput)")
        #expect(result.output.isEmpty)
    }
}
