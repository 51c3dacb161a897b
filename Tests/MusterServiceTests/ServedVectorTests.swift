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
    @Test("the Swift client gets Kubernetes' answers", arguments: ["rand-few-00", "pss-three"])
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

/// The example client in proto-spec/examples/python, in a virtual environment of its own.
struct PythonClient {
    static let skipped = "skipped: python3 cannot make a virtual environment (apt-get install python3-venv)"
    private static let folder = SharedFiles.project.appendingPathComponent("proto-spec/examples/python")
    private static let environment = SharedFiles.project.appendingPathComponent(".build/python-client")

    /// In CI always true, so that a missing Python is a failure.
    static let isAvailable: Bool = {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        return (try? run("/usr/bin/env", ["python3", "-c", "import venv, ensurepip"], input: []).status) == 0
    }()

    struct Result: Sendable {
        var status: Int32
        var output: [UInt8]
    }

    /// Makes the environment the first time, with what requirements.txt pins, from PyPI.
    init() throws {
        let stamp = Self.environment.appendingPathComponent("requirements.txt")
        let requirements = Self.folder.appendingPathComponent("requirements.txt")
        let wanted = try Data(contentsOf: requirements)
        if (try? Data(contentsOf: stamp)) == wanted { return }
        let made = try Self.run("/usr/bin/env", ["python3", "-m", "venv", "--clear", Self.environment.path], input: [])
        guard made.status == 0 else { throw TestVectorError(Self.skipped) }
        let pip = Self.environment.appendingPathComponent("bin/pip").path
        let installed = try Self.run(pip, ["install", "--quiet", "-r", requirements.path], input: [])
        guard installed.status == 0 else {
            throw TestVectorError(
                "pip cannot install \(requirements.path): \(String(decoding: installed.output, as: UTF8.self))"
            )
        }
        try wanted.write(to: stamp)
    }

    /// Runs the client, on a thread of its own while others serve it.
    func run(_ arguments: [String], input: [UInt8]) async throws -> Result {
        let python = Self.environment.appendingPathComponent("bin/python").path
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result { try Self.run(python, ["muster_client.py"] + arguments, input: input) }
                )
            }
        }
    }

    private static func run(_ executable: String, _ arguments: [String], input: [UInt8]) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let inputFile = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(input).write(to: inputFile)
        defer { try? FileManager.default.removeItem(at: inputFile) }
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: [UInt8](data))
    }
}
