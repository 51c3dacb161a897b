import Foundation
import TestVectors

/// A `muster serve` on a Unix socket, with TLS, that lives as long as the value.
final class ServerProcess {
    private let process = Process()
    private let folder: TemporaryFolder

    /// What `--server` takes.
    let location: String

    init(_ arguments: [String], in directory: URL) throws {
        folder = try TemporaryFolder()
        let socket = folder.url.appendingPathComponent("s").path
        location = "unix:\(socket)"
        process.executableURL = MusterProcess.executable
        process.arguments = ["serve", "--listen", location, "--log-level", "error"] + arguments
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 where !FileManager.default.fileExists(atPath: socket) {
            guard process.isRunning else { throw TestVectorError("the server ended at its start") }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
