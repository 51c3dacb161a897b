import Foundation
import TestVectors

/// The lines of a gzipped file, unpacked as they are read: the largest are hundreds of megabytes.
final class VectorLines: Sequence, IteratorProtocol {
    private let process = Process()
    private let handle: FileHandle
    private var buffer = Data()
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
    func next() -> Data? {
        while true {
            if let end = buffer[start...].firstIndex(of: 0x0A) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            if isAtEnd {
                guard start < buffer.endIndex else { return nil }
                defer { start = buffer.endIndex }
                return buffer[start...]
            }
            let rest = Data(buffer[start...])
            let chunk = handle.readData(ofLength: 4 << 20)
            isAtEnd = chunk.isEmpty
            buffer = rest + chunk
            start = 0
        }
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}
