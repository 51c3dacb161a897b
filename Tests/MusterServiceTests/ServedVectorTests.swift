import Foundation
import Locking
import MusterClient
import TestVectors
import Testing
import Transport
import WireProtocol

/// Kubernetes' own answers through the binary protocol, asked by the Swift client and by the Python one.
@Suite(.serialized, .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct ServedVectorTests {
    @Test(
        "the Swift client gets Kubernetes' answers",
        arguments: ThreadSanitizer.isOn ? ["rand-few-00"] : ["rand-few-00", "pss-three"]
    )
    func swiftClient(set: String) async throws {
        let vectors = try ServedVectors(set: set)
        try await vectors.withServer { url in
            let lines = try await Self.ask(url, vectors.lines)
            let differences = try vectors.differences(lines)
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }

    /// Answer lines in the order of the requests.
    private static func ask(_ url: String, _ lines: [[UInt8]]) async throws -> [[UInt8]] {
        let client = try MusterClient(server: try ServerLocation(parsing: url), trust: .insecure)
        defer { client.stop() }
        var ids: [[UInt8]] = []
        var items: [ClientItem] = []
        var request = RequestLine()
        for line in lines {
            try request.read(line.span.bytes)
            ids.append(request.id.map { Array(line[$0]) } ?? [])
            items.append(ClientItem(request, line: line[...]))
        }
        var open = WireOpen()
        open.messages = true
        open.errors = true
        open.patches = true
        let source = AsyncStream { continuation in
            for item in items { continuation.yield(item) }
            continuation.finish()
        }
        let answers = Locked<[Int: [UInt8]]>([:])
        try await client.evaluate(source, open) { verdicts in
            answers.withLock { answers in
                for verdict in verdicts {
                    var writer = AnswerLineWriter()
                    let number = Int(verdict.number)
                    writer.append(verdict, id: ids[number], line: number + 1, wantsErrors: true)
                    answers[Int(verdict.number)] = writer.bytes
                }
            }
        }
        return answers.withLock { answers in lines.indices.map { answers[$0] ?? [] } }
    }

    @Test(
        "the Python client gets Kubernetes' answers and reproduces the vectors",
        .enabled(if: PythonClient.isAvailable, "\(PythonClient.skipped)")
    )
    func pythonClient() async throws {
        let python = try PythonClient()
        let check = try await python.run(["--check-vectors", "../../vectors"], input: [])
        #expect(check.status == 0, "\(String(decoding: check.output, as: UTF8.self))")
        let vectors = try ServedVectors(set: "rand-few-00")
        try await vectors.withServer { url in
            let input = Array(vectors.lines.joined(separator: [0x0A])) + [0x0A]
            let result = try await python.run(["--server", url, "--insecure", "--errors", "--patch"], input: input)
            let differences = try vectors.differences(SharedFiles.lines(of: result.output))
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
            #expect(result.status == 0)
        }
    }
}
