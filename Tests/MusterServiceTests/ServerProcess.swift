import Foundation
import MusterExecutable

/// `muster serve` as a process of its own, on a Unix socket.
enum ServerProcess {
    static func start(
        _ socket: String,
        _ options: [String] = [],
        errors: Any = FileHandle.nullDevice
    ) throws -> Process {
        let process = try MusterExecutable.process(
            ["serve", "--listen", "unix:\(socket)", "--insecure-h2c", "--log-level", "error"] + options
        )
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        return process
    }

    static func waitForSocket(_ path: String) async throws {
        for _ in 0..<200 where !FileManager.default.fileExists(atPath: path) {
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
