import Foundation
import MusterExecutable
import TestVectors
import Testing

/// A server is started anew with other policies while a client is in the middle: one report is never of both.
@Suite("the server's policies change in the middle", .serialized)
struct ServerPolicyChangeTests {
    private static func pod(_ name: String) -> String {
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)"},"spec":{"containers":[{"name":"c"}]}}"#
    }

    private static func request(_ id: Int) -> String {
        #"{"id":\#(id),"user":{"groups":["system:authenticated"]},"object":\#(pod("p"))}"#
    }

    /// Writes a line, and the other when the first is answered and the server is another one.
    private static func run(
        _ arguments: [String],
        _ lines: (String, String)
    ) throws -> (status: Int32, output: String, errors: String) {
        let folder = try TemporaryFolder()
        let before = try ServerProcess([], in: SharedFiles.project, folder: folder)
        let process = try MusterExecutable.process(
            arguments + ["--server", before.location, "--insecure-skip-tls-verify"]
        )
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
        try process.run()
        let deadline = MusterProcess.Deadline(process.processIdentifier, seconds: 120)
        defer { _ = deadline.cancel() }
        try input.fileHandleForWriting.write(contentsOf: Data((lines.0 + "\n").utf8))
        var answers = output.fileHandleForReading.availableData
        before.kill()
        let after = try ServerProcess(["-p", "Sample/policies.yaml"], in: SharedFiles.project, folder: folder)
        try input.fileHandleForWriting.write(contentsOf: Data((lines.1 + "\n").utf8))
        try input.fileHandleForWriting.close()
        answers += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        withExtendedLifetime(after) {}
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        return (
            process.terminationStatus, String(decoding: answers, as: UTF8.self), String(decoding: said, as: UTF8.self)
        )
    }

    @Test("check ends with 4 instead of a report of both") func check() throws {
        // So many that verdicts are written before the input ends.
        let first = (1...600).map { Self.pod("first-\($0)") }.joined(separator: "\n")
        let result = try Self.run(["check", "-f", "-", "-o", "ndjson"], (first, Self.pod("second")))
        #expect(result.status == 4, "\(result)")
        #expect(result.errors.contains("the server's policies changed before the fleet was judged"), "\(result)")
        #expect(!result.output.contains("second"), "\(result)")
    }

    @Test("evaluate warns, and goes on") func evaluate() throws {
        let result = try Self.run(["evaluate"], (Self.request(1), Self.request(2)))
        #expect(result.status == 0, "\(result)")
        let answers = result.output.split(separator: "\n")
        #expect(answers.first?.hasPrefix(#"{"id":1,"allowed":true,"#) == true, "\(result)")
        #expect(answers.last?.hasPrefix(#"{"id":2,"allowed":false,"#) == true, "\(result)")
        #expect(result.errors.contains("warning: the server's policies changed"), "\(result)")
        #expect(result.errors.contains("answers from number 2 on are by the new ones"), "\(result)")
    }
}
