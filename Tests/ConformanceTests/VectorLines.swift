import Foundation
import JSONScan
import TestVectors

/// The lines of a gzipped file, unpacked as they are read: the largest are hundreds of megabytes.
final class VectorLines: Sequence, IteratorProtocol {
    private let process = Process()
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(_ url: URL) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", url.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        handle = pipe.fileHandleForReading
        try process.run()
    }

    /// The next line without its line feed.
    func next() -> [UInt8]? {
        while true {
            if let end = buffer.span.bytes.firstIndex(of: 0x0A, from: start) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            if isAtEnd {
                guard start < buffer.endIndex else { return nil }
                defer { start = buffer.endIndex }
                return Array(buffer[start...])
            }
            let chunk = handle.readData(ofLength: 4 << 20)
            isAtEnd = chunk.isEmpty
            buffer.removeSubrange(..<start)
            buffer.append(contentsOf: chunk)
            start = 0
        }
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}
