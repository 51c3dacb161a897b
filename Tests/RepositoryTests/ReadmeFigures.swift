import Foundation
import TestVectors
import Testing

/// What the README says at its top is what its table of figures says.
@Suite struct ReadmeFigures {
    private static func page() throws -> String {
        try String(contentsOf: SharedFiles.project.appendingPathComponent("README.md"), encoding: .utf8)
    }

    /// The numbers of a cell: `17,000-24,000` has two.
    private static func numbers(_ text: some StringProtocol) -> [Double] {
        String(text).split { !"0123456789,.".contains($0) }.compactMap { Double($0.replacing(",", with: "")) }
    }

    /// The cells of a column of the table, by the number of policies.
    private static func column(_ name: String) throws -> [Int: [Double]] {
        let rows = try page().components(separatedBy: "\n## Performance\n")[1].split(separator: "\n")
            .filter { $0.hasPrefix("|") }.map { $0.split(separator: "|", omittingEmptySubsequences: false) }
        let head = try #require(rows.first).map { $0.trimmingCharacters(in: .whitespaces) }
        let place = try #require(head.firstIndex(of: name))
        return rows.dropFirst(2).reduce(into: [:]) { cells, row in
            guard row.count == head.count, let policies = numbers(row[1]).first else { return }
            cells[Int(policies)] = numbers(row[place])
        }
    }

    /// The sentence on figures at the top of the page, on one line.
    private static func headline() throws -> String {
        try #require(try page().components(separatedBy: "\n\n").dropFirst(2).first).replacing("\n", with: " ")
    }

    @Test func growthIsThatOfTheTable() throws {
        let headline = try Self.headline()
        let said = try #require(headline.firstMatch(of: /takes Muster ([0-9.]+) times as long as with 20;/))
        let facts = try Self.column("facts")
        let few = try #require(facts[20]?.first)
        let many = try #require(facts[10_000]?.first)
        #expect(Double(said.1) == (few / many * 10).rounded() / 10, "\(headline)")
    }

    @Test func growthOfKubernetesIsThatOfTheTable() throws {
        let headline = try Self.headline()
        #expect(headline.contains("takes more than a hundred times as long with 500 as with one"))
        let plugin = try Self.column("Kubernetes 1.20.2")
        let slowest = try #require(plugin[1]?.min())
        let fastest = try #require(plugin[500]?.max())
        #expect(slowest / fastest > 100)
    }
}
