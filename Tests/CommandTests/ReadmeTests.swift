import Foundation
import TestVectors
import Testing

/// What the README tells people to type works, and says what the README says.
@Suite("readme", .serialized)
struct ReadmeTests {
    /// A command of the page, with what the comment before it promises.
    struct Command {
        var line: Int
        var script: String
        var comment: [String]
    }

    /// The sections whose commands need nothing but the sample.
    private static let sections = ["## Your own cluster", "## A tighter policy, step by step", "## Recipes"]

    private static func commands() throws -> [Command] {
        let page = try String(contentsOf: SharedFiles.project.appendingPathComponent("README.md"), encoding: .utf8)
        var commands: [Command] = []
        var isWanted = false
        var isCode = false
        /// Lines that set what the commands below them use.
        var settings = ""
        var comment: [String] = []
        var script = ""
        for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("## ") {
                isWanted = sections.contains(String(line))
                settings = ""
            }
            guard isWanted else { continue }
            if line.hasPrefix("```") {
                isCode.toggle()
                comment = []
            } else if isCode, line.hasPrefix("#") {
                comment.append(String(line.dropFirst()))
            } else if isCode, !line.isEmpty {
                script += line + "\n"
                if line.hasSuffix("\\") { continue }
                if script.hasPrefix("muster ") {
                    commands.append(Command(line: number + 1, script: settings + script, comment: comment))
                    comment = []
                } else {
                    settings += script
                }
                script = ""
            }
        }
        return commands
    }

    @Test func everyCommandSaysWhatIsPromised() throws {
        let folder = try RecipeTests.cluster()
        let commands = try Self.commands()
        #expect(commands.count == 17, "\(commands.map(\.script))")
        for command in commands {
            let result = try RecipeTests.run(command.script, in: folder.url)
            let comment = command.comment.joined(separator: "\n")
            let status: Int32 = comment.contains("xit status 1") || comment.contains("newly denied") ? 1 : 0
            let isForbidden = command.comment.contains { $0.contains(" is forbidden: ") }
            #expect(
                result.status == (isForbidden ? 1 : status),
                "README.md:\(command.line): \(command.script)\(result.output)"
            )
            for text in Self.promises(command.comment) {
                #expect(result.output.contains(text), "README.md:\(command.line): `\(text)` in \(result.output)")
            }
        }
        for report in ["lint.sarif", "report.html", "report.xml"] {
            #expect(try !Data(contentsOf: folder.url.appendingPathComponent(report)).isEmpty, "\(report)")
        }
    }

    /// What a comment quotes: words in backticks, and whole messages.
    private static func promises(_ comment: [String]) -> [String] {
        comment.flatMap { line in
            if line.contains(" is forbidden: ") { return [line.trimmingCharacters(in: .whitespaces)] }
            let parts = line.components(separatedBy: "`")
            return stride(from: 1, to: parts.count - 1, by: 2).map { parts[$0] }.filter { $0 != "use" }
        }
    }

    @Test("the warning of the article is one command")
    func warning() throws {
        let script = "muster diff --delete psp/eks.privileged -f Sample/pods.json"
        #expect(try Self.commands().contains { $0.script.hasSuffix(script + "\n") })
    }

    @Test(
        "types that the page says are passed over are, the others are errors",
        arguments: [
            (#"{"name":"c","env":[{"name":"A","value":5}]}"#, 0), (#"{"name":"c","image":5}"#, 0),
            (#"{"name":"c","livenessProbe":7}"#, 0), (#"{"name":5}"#, 3), (#"{"name":"c","privileged":5}"#, 0),
            (#"{"name":"c","securityContext":{"privileged":5}}"#, 3),
            (#"{"name":"c","ports":[{"containerPort":"80"}]}"#, 3),
            (#"{"name":"c","resources":{"limits":{"cpu":[1]}}}"#, 3),
        ] as [(String, Int32)]
    )
    func types(container: String, status: Int32) throws {
        let pod =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[\#(container)]}}"#
        let result = try MusterProcess.run(["check", "-f", "-", "--as", "alice"], input: Array(pod.utf8))
        #expect(result.status == status, "\(container): \(result.text)\(result.errorOutput)")
    }

    @Test("unknown fields of what a cluster has written are none of --strict's", arguments: [[], ["--manifest"]])
    func strictness(arguments: [String]) throws {
        for (metadata, status) in [(#"{"name":"a"}"#, 3), (#"{"name":"a","uid":"1"}"#, 0)] as [(String, Int32)] {
            let pod =
                #"{"apiVersion":"v1","kind":"Pod","metadata":\#(metadata),"spec":{"hostnetwork":true,"containers":[{"name":"c"}]}}"#
            let result = try MusterProcess.run(
                ["check", "-f", "-", "--as", "alice", "--strict"] + arguments,
                input: Array(pod.utf8)
            )
            #expect(result.status == status, "\(metadata) \(arguments): \(result.text)\(result.errorOutput)")
        }
    }
}
