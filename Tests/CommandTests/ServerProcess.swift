import Foundation
import MusterExecutable
import TestVectors

/// A `muster serve` on a Unix socket, with TLS, that lives as long as the value.
final class ServerProcess {
    private let process: Process
    private let folder: TemporaryFolder
    private let socket: String

    /// What `--server` takes.
    let location: String

    /// In a folder of its own, unless it takes the place of one that was there.
    init(_ arguments: [String], in directory: URL, folder: TemporaryFolder? = nil) throws {
        self.folder = try folder ?? TemporaryFolder()
        socket = self.folder.url.appendingPathComponent("s").path
        location = "unix:\(socket)"
        process = try MusterExecutable.process(["serve", "--listen", location, "--log-level", "error"] + arguments)
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try MusterExecutable.serve(process, at: socket)
    }

    /// Ends it at once, whatever it is about.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: socket)
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
