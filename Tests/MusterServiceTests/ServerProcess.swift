import Foundation
import TestVectors

/// `muster serve` as a process of its own, on a Unix socket.
enum ServerProcess {
    static func start(
        _ socket: String,
        _ options: [String] = [],
        errors: Any = FileHandle.nullDevice
    ) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = ["serve", "--listen", "unix:\(socket)", "--insecure-h2c", "--log-level", "error"] + options
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

    /// The executable that was built beside these tests.
    private static let executable: URL = {
        var folder = Bundle.main.bundleURL
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("muster")
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isDirectory), !isDirectory.boolValue
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        return SharedFiles.project.appendingPathComponent(".build/debug/muster")
    }()
}
