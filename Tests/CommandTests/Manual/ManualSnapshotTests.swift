import Foundation
import JSONScan
import TestVectors
import Testing

/// The manual, the completions and the help texts that are in the repository are those of the command line as it is.
@Suite("manual, completions and help", .serialized)
struct ManualSnapshotTests {
    private static func muster(_ arguments: String...) throws -> String {
        let result = try MusterProcess.run(arguments, environment: ["COLUMNS": "100"])
        #expect(result.status == 0, "\(arguments): \(result.errorOutput)")
        return result.text
    }

    private static func pages() throws -> [ManualPage] {
        let dump = try JSONParser.parse(try muster("--experimental-dump-help"))
        let command = try #require(dump["command"])
        let name = try #require(command["commandName"]?.string)
        let version = try muster("version").split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
        let subcommands = (command["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
        let names = subcommands.compactMap { $0["commandName"]?.string }.map { "\(name)-\($0)" }
        let overview = ManualPage(command, of: nil, version: version, related: [])
        return [overview]
            + zip(subcommands, names).map { subcommand, own in
                ManualPage(subcommand, of: name, version: version, related: [name] + names.filter { $0 != own })
            }
    }

    @Test("each command has its page of the manual")
    func manual() throws {
        let pages = try Self.pages()
        #expect(pages.count > 10)
        for page in pages { try Snapshot.check(page.text, "\(page.name).1", in: "docs/man") }
        let folder = SharedFiles.project.appendingPathComponent("docs/man").path
        let recorded = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(Set(recorded) == Set(pages.map { "\($0.name).1" }))
    }

    @Test("roff reads the manual without a warning")
    func readableManual() throws {
        for page in try Self.pages() {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["groff", "-man", "-Tutf8", "-ww", "-z"]
            let input = Pipe()
            let errors = Pipe()
            process.standardInput = input
            process.standardError = errors
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data(page.text.utf8))
            try input.fileHandleForWriting.close()
            let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0 && said.isEmpty, "\(page.name): \(said)")
        }
    }

    @Test(
        "the scripts for shells are recorded",
        arguments: [("bash", "muster.bash"), ("zsh", "_muster"), ("fish", "muster.fish")]
    )
    func completions(shell: String, file: String) throws {
        try Snapshot.check(try Self.muster("completion", shell), file, in: "docs/completions")
    }

    @Test("bash takes its script and completes with it")
    func bash() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [
            "-c",
            """
            source docs/completions/muster.bash || exit 9
            COMP_WORDS=(muster who); COMP_CWORD=1; COMP_LINE='muster who'; COMP_POINT=10
            _muster muster who muster; printf '%s\\n' "${COMPREPLY[@]}"
            """,
        ]
        process.currentDirectoryURL = SharedFiles.project
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said.split(whereSeparator: \.isWhitespace) == ["who-can"])
    }

    @Test("help texts are recorded")
    func help() throws {
        let dump = try JSONParser.parse(try Self.muster("--experimental-dump-help"))
        let commands = try #require(dump["command"]?["subcommands"]?.array).compactMap { $0["commandName"]?.string }
        try #require(commands.count > 10)
        try Snapshot.check(try Self.muster("--help"), "help/muster.txt")
        for command in commands where command != "help" {
            try Snapshot.check(try Self.muster(command, "--help"), "help/\(command).txt")
        }
    }

    @Test("every command's help has an example and tells its exit status")
    func examples() throws {
        let dump = try JSONParser.parse(try Self.muster("--experimental-dump-help"))
        let commands = try #require(dump["command"]?["subcommands"]?.array)
        try #require(commands.count > 10)
        for command in commands {
            let name = try #require(command["commandName"]?.string)
            // What these do is in their names.
            guard !["help", "version"].contains(name) else { continue }
            let discussion = command["discussion"]?.string ?? ""
            #expect(discussion.contains("EXAMPLES\n  "), "\(name) has no examples")
            #expect(discussion.contains("Exit status"), "\(name) does not tell its exit status")
        }
    }
}
