import Dispatch
import Foundation
import MusterExecutable
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

    /// No run of the tests takes so long, even on a machine that does much else.
    static let secondsMax = 900.0

    /// Runs `muster` with `arguments`, writes `input` to it while its output is read, and waits for its end.
    ///
    /// One that does not end in time is killed, and that is an error.
    static func run(
        _ arguments: [String],
        input: [UInt8] = [],
        in folder: URL? = nil,
        environment: [String: String] = [:],
        secondsMax: Double = secondsMax
    ) throws -> Result {
        let process = try MusterExecutable.process(arguments)
        if let folder { process.currentDirectoryURL = folder }
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardError
        // A process may end before it has read its input, and the write must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        try process.run()
        let deadline = Deadline(process.processIdentifier, seconds: secondsMax)

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
        let errorOutput = String(decoding: errors.data, as: UTF8.self)
        if deadline.cancel() {
            throw TestVectorError("muster \(arguments) did not end in \(secondsMax) s: \(errorOutput.suffix(1_000))")
        }
        return Result(status: process.terminationStatus, output: [UInt8](output), errorOutput: errorOutput)
    }

    /// Kills a process that runs too long.
    // Sendable: the flag is written and read on the queue alone.
    final class Deadline: @unchecked Sendable {
        private let queue = DispatchQueue(label: "muster.tests.deadline")
        private var hasPassed = false
        private var timer: (any DispatchSourceTimer)?

        init(_ process: pid_t, seconds: Double) {
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: .now() + seconds)
            timer.setEventHandler { [self] in
                hasPassed = true
                kill(process, SIGKILL)
            }
            timer.activate()
            self.timer = timer
        }

        /// Whether it has passed.
        func cancel() -> Bool {
            queue.sync {
                timer?.cancel()
                timer = nil
                return hasPassed
            }
        }
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
