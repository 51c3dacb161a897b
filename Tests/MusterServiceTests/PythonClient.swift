import Foundation
import TestVectors

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

    /// Made once for all tests, which run at the same time.
    private static let prepared = Swift.Result<Void, any Error> { try prepare() }

    init() throws { try Self.prepared.get() }

    /// Makes the environment the first time, with what requirements.txt pins, from PyPI.
    private static func prepare() throws {
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

    /// Runs the client.
    func run(_ arguments: [String], input: [UInt8]) async throws -> Result {
        try await Self.onThread {
            try Self.run(Self.python, ["muster_client.py"] + arguments, input: input)
        }
    }

    /// Writes each request only when the one before has been answered; gives the output of the whole conversation.
    func converse(_ arguments: [String], _ requests: [String]) async throws -> Result {
        try await Self.onThread {
            // A client that waits for the end of its input, as this does for an answer, is ended. By force: threads here have
            // signals blocked, and so has what they start.
            let command = ["timeout", "--signal=KILL", "60", Self.python, "muster_client.py"] + arguments
            return try Self.converse("/usr/bin/env", command, requests)
        }
    }

    private static let python = environment.appendingPathComponent("bin/python").path

    /// While others serve it.
    private static func onThread(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    private static func run(_ executable: String, _ arguments: [String], input: [UInt8]) throws -> Result {
        let inputFile = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(input).write(to: inputFile)
        defer { try? FileManager.default.removeItem(at: inputFile) }
        let output = Pipe()
        let process = try start(executable, arguments, input: try FileHandle(forReadingFrom: inputFile), output)
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: [UInt8](data))
    }

    private static func converse(_ executable: String, _ arguments: [String], _ requests: [String]) throws -> Result {
        let input = Pipe()
        let output = Pipe()
        let process = try start(executable, arguments, input: input, output)
        var data = Data()
        for (answered, request) in requests.enumerated() {
            try input.fileHandleForWriting.write(contentsOf: Data("\(request)\n".utf8))
            while data.count(where: { $0 == 0x0A }) <= answered {
                let more = output.fileHandleForReading.availableData
                guard !more.isEmpty else {
                    throw TestVectorError("no answer to \(request); \(String(decoding: data, as: UTF8.self))")
                }
                data += more
            }
        }
        try input.fileHandleForWriting.close()
        data += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: [UInt8](data))
    }

    private static func start(
        _ executable: String,
        _ arguments: [String],
        input: Any,
        _ output: Pipe
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        return process
    }
}
