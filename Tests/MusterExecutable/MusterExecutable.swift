package import Foundation

/// The command line that was built with the tests that run.
package enum MusterExecutable {
    /// Another build's would be tested in silence, so there is nowhere else to look.
    package static var url: URL {
        get throws { try found.get() }
    }

    private static let found: Result<URL, MissingExecutable> = {
        // In a bundle or beside it, according to the platform.
        var folder = Bundle.main.bundleURL
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("muster")
            if FileManager.default.isExecutableFile(atPath: candidate.path), !isDirectory(candidate) {
                return .success(candidate)
            }
            folder.deleteLastPathComponent()
        }
        return .failure(MissingExecutable(beside: Bundle.main.bundleURL))
    }()

    private static func isDirectory(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true
    }

    /// A process that runs it, not begun yet.
    package static func process(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = try url
        process.arguments = arguments
        return process
    }

    /// Begins a process that serves on a Unix socket, and waits until the socket is there.
    package static func serve(_ process: Process, at socket: String) throws {
        try process.run()
        let deadline = Date(timeIntervalSinceNow: 60)
        while !FileManager.default.fileExists(atPath: socket) {
            guard process.isRunning, Date() < deadline else {
                process.terminate()
                throw NoServer(socket: socket)
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}

private struct MissingExecutable: Error, CustomStringConvertible {
    let beside: URL

    var description: String { "muster is not built beside the tests (\(beside.path)): swift build --build-tests" }
}

private struct NoServer: Error, CustomStringConvertible {
    let socket: String

    var description: String { "muster serve ended or did not begin to serve at \(socket)" }
}
