package import Foundation
import JSONScan

/// The folder with the full vectors, the specification and the corpus: `MUSTER_SHARED`, or `../shared` beside the project.
///
/// Without it tests are skipped with a clear word, but in CI (`CI` is set) its absence is a failure.
package enum SharedFiles {
    package static let skipped: String =
        "skipped: full vectors not found (set MUSTER_SHARED to the folder that holds them)"

    /// The project's own folder.
    package static let project: URL = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    package static let directory: URL? = {
        let environment = ProcessInfo.processInfo.environment
        let url =
            environment["MUSTER_SHARED"].map { URL(fileURLWithPath: $0, isDirectory: true) }
            ?? project.deletingLastPathComponent().appendingPathComponent("shared", isDirectory: true)
        return FileManager.default.fileExists(atPath: url.appendingPathComponent("vectors/README.md").path) ? url : nil
    }()

    /// For `@Test(.enabled(if: SharedFiles.isAvailable, "…"))`: in CI always true, so that a missing folder fails the test
    /// when it asks for a file.
    package static var isAvailable: Bool {
        if directory != nil { return true }
        return ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// A file of the shared folder.
    package static func url(_ path: String) throws -> URL {
        guard let directory else { throw TestVectorError("full vectors not found: \(path); set MUSTER_SHARED") }
        return directory.appendingPathComponent(path)
    }

    /// The lines of a shared file, `.gz` unpacked; a final empty line is left out.
    package static func lines(_ path: String) throws -> [[UInt8]] {
        lines(of: try bytes(at: try url(path)))
    }

    /// The content of any file, `.gz` unpacked.
    package static func bytes(at url: URL) throws -> [UInt8] {
        guard url.pathExtension == "gz" else { return [UInt8](try Data(contentsOf: url)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", url.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw TestVectorError("cannot unpack \(url.path)") }
        return [UInt8](data)
    }

    /// All lines that are not empty.
    package static func lines(of bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = bytes.span.bytes.firstIndex(of: 0x0A, from: start) ?? bytes.count
            if start < end { lines.append(Array(bytes[start..<end])) }
            start = end + 1
        }
        return lines
    }
}

package struct TestVectorError: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
