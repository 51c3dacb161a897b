import Foundation
import JSONScan
import TestVectors
import Testing

/// `docs/lint.md` says of every finding of `muster lint` what it means and what to do.
@Suite("lint: the page of findings")
struct LintPageSnapshotTests {
    private static let head = """
        # What `muster lint` finds

        Ids are stable: filter by them. `muster lint --rules` lists them; SARIF carries the texts below. Recorded from
        `Sources/PolicyLint/Rules` by `scripts/record-snapshots`.


        """

    @Test("every rule has its section")
    func page() throws {
        let result = try MusterProcess.run(["lint", "-q", "-p", "-", "-o", "sarif"], input: Array(CleanSet.text.utf8))
        let driver = try JSONParser.parse(result.output)["runs"]?.array?.first?["tool"]?["driver"]
        let rules = try #require(driver?["rules"]?.array)
        #expect(rules.count > 30)
        var page = Self.head + "| id | severity | |\n|---|---|---|\n"
        var sections = ""
        for rule in rules {
            let id = try #require(rule["id"]?.string)
            let level = try #require(rule["defaultConfiguration"]?["level"]?.string)
            let summary = try #require(rule["shortDescription"]?["text"]?.string)
            let help = try #require(rule["help"]?["text"]?.string)
            page += "| [`\(id)`](#\(id)) | \(level) | \(summary) |\n"
            sections += "\n## \(id)\n\n**\(summary)** (\(level)). \(help)\n"
        }
        try Snapshot.check(page + sections, "lint.md", in: "docs")
    }
}
