import Dispatch
import Foundation
import TestVectors

/// The built command line, run as a user runs it.
struct MusterProcess {
    struct Result {
        var status: Int32
        var output: [UInt8]
        var errorOutput: String

        var text: String { String(decoding: output, as: UTF8.self) }
        var lines: [[UInt8]] { SharedFiles.lines(of: output) }
    }

    /// The executable that was built beside these tests.
    static let executable: URL = {
        var folder = Bundle.main.bundleURL
        // In a bundle or beside it, according to the platform.
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("muster")
            if FileManager.default.isExecutableFile(atPath: candidate.path), !isDirectory(candidate) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return SharedFiles.project.appendingPathComponent(".build/debug/muster")
    }()

    private static func isDirectory(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    /// Runs `muster` with `arguments`, writes `input` to it while its output is read, and waits for its end.
    static func run(
        _ arguments: [String],
        input: [UInt8] = [],
        in folder: URL? = nil,
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = folder }
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        let standardInput = Pipe()
        let standardOutput = Pipe()
        let standardError = Pipe()
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        // A process may end before it has read its input, and the write must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        try process.run()

        let writer = standardInput.fileHandleForWriting
        let sides = DispatchGroup()
        DispatchQueue.global().async(group: sides) {
            try? writer.write(contentsOf: Data(input))
            try? writer.close()
        }
        let errors = Collected()
        let errorHandle = standardError.fileHandleForReading
        DispatchQueue.global().async(group: sides) {
            errors.data = errorHandle.readDataToEndOfFile()
        }
        let output = standardOutput.fileHandleForReading.readDataToEndOfFile()
        sides.wait()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: [UInt8](output),
            errorOutput: String(decoding: errors.data, as: UTF8.self)
        )
    }

    /// Written by one block that the group waits for, read afterwards.
    private final class Collected: @unchecked Sendable {
        var data = Data()
    }
}

/// A folder that lives as long as the value.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("muster-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    func write(_ name: String, _ content: [UInt8]) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(content).write(to: file)
        return file.path
    }

    func write(_ name: String, _ content: String) throws -> String {
        try write(name, Array(content.utf8))
    }
}
