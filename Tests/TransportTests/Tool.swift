import Foundation

/// Programs that the tests drive: Python, curl, nghttp, h2load, and the echo server built beside the tests.
struct Tool: Sendable {
    let name: String

    static let python = Tool(name: "python3")
    static let curl = Tool(name: "curl")
    static let nghttp = Tool(name: "nghttp")
    static let h2load = Tool(name: "h2load")

    /// The executable beside the test bundle.
    static var echoServer: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("EchoServer").path
    }

    static let rawFrames = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "RawFrames"
    )

    struct Outcome: Sendable {
        var status: Int32
        /// Standard output and standard error.
        var output: String
    }

    /// Runs the program to its end, on a thread that is none of the tests'.
    func run(_ arguments: [String]) async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                do { continuation.resume(returning: try runBlocking(arguments)) } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private func runBlocking(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONDONTWRITEBYTECODE": "1", "SWIFT_BACKTRACE": "enable=no"]
        ) { $1 }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
    }
}
