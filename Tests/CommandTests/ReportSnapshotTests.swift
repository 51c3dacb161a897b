import Foundation
import TestVectors
import Testing

/// Every form of a report, as it was looked at and recorded.
@Suite("report snapshots", .serialized)
struct ReportSnapshotTests {
    static let formats = [
        "text", "wide", "json", "yaml", "ndjson", "junit", "sarif", "github", "policyreport", "html",
    ]

    @Test("a check of every kind of finding", arguments: formats)
    func everything(format: String) throws {
        let folder = SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports")
        let result = try MusterProcess.run(
            ["check", "-p", "policies.yaml", "-f", "fleet.yaml", "-f", "requests.json", "-o", format],
            in: folder
        )
        #expect(result.status == 3, "\(result.errorOutput)")
        try Snapshot.check(result.text, "reports/snapshots/check.\(format)")
    }

    @Test("a comparison with every kind of change", arguments: formats)
    func changes(format: String) throws {
        let result = try MusterProcess.run(
            ["diff"] + DiffTests.edits + ["-f", "diff-fleet.yaml", "-o", format],
            in: DiffTests.folder
        )
        #expect(result.status == 3, "\(result.errorOutput)")
        try Snapshot.check(result.text, "reports/snapshots/diff.\(format)")
    }

    @Test("all reports at once say what each says by itself, and nothing goes to standard output")
    func atOnce() throws {
        let folder = try TemporaryFolder()
        let fixtures = SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports")
        let outputs = Self.formats.flatMap { ["-o", "\($0)=\(folder.url.path)/report.\($0)"] }
        let result = try MusterProcess.run(
            ["check", "-p", "policies.yaml", "-f", "fleet.yaml", "-f", "requests.json", "-q"] + outputs,
            in: fixtures
        )
        #expect(result.status == 3)
        #expect(result.output.isEmpty)
        #expect(result.errorOutput.isEmpty, "\(result.errorOutput)")
        for format in Self.formats {
            let file = folder.url.appendingPathComponent("report.\(format)")
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            try Snapshot.check(text, "reports/snapshots/check.\(format)")
        }
    }
}
