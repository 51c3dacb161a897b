import Foundation
import MusterExecutable
import TestVectors

/// A `muster serve` on a Unix socket, with TLS, that lives as long as the value.
final class ServerProcess {
    private let process: Process
    private let folder: TemporaryFolder

    /// What `--server` takes.
    let location: String

    init(_ arguments: [String], in directory: URL) throws {
        folder = try TemporaryFolder()
        let socket = folder.url.appendingPathComponent("s").path
        location = "unix:\(socket)"
        process = try MusterExecutable.process(["serve", "--listen", location, "--log-level", "error"] + arguments)
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try MusterExecutable.serve(process, at: socket)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
