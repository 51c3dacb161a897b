import Glibc

/// Where a file's bytes come from: memory, or an open file that is read, and unpacked, a chunk at a time.
package struct ByteSource {
    private enum Origin {
        case memory([UInt8], offset: Int)
        case file(OpenFile)
        case compressed(CompressedSource)
    }

    private var origin: Origin
    /// Bytes that come before those of `origin`.
    private var head: [UInt8] = []

    package init(_ bytes: [UInt8]) {
        origin = .memory(bytes, offset: 0)
    }

    /// Opens a file.
    package init(path: String) throws(FileError) {
        origin = .file(try OpenFile(path: path))
    }

    /// The standard input; it is not closed.
    package static var standardInput: ByteSource {
        ByteSource(OpenFile(descriptor: STDIN_FILENO))
    }

    private init(_ file: OpenFile) {
        origin = .file(file)
    }

    /// The content of `source`, unpacked if it is compressed, whatever it is called.
    package init(unpacking source: ByteSource) throws(FileError) {
        self = source
        var magic: [UInt8] = []
        while magic.count < CompressedSource.Format.magicBytesMax,
            try read(CompressedSource.Format.magicBytesMax - magic.count, into: &magic) > 0
        {}
        head = magic
        if let format = CompressedSource.Format(head: magic) {
            self = ByteSource(try CompressedSource(format, self))
        }
    }

    private init(_ compressed: CompressedSource) {
        origin = .compressed(compressed)
    }

    /// Appends at most `count` further bytes to `buffer`.
    ///
    /// - Returns: how many; 0 at the end.
    package mutating func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) -> Int {
        if !head.isEmpty {
            let taken = min(count, head.count)
            buffer.append(contentsOf: head.prefix(taken))
            head.removeFirst(taken)
            return taken
        }
        switch origin {
        case .memory(let bytes, let offset):
            let end = min(bytes.count, offset + count)
            buffer.append(contentsOf: bytes[offset..<end])
            origin = .memory(bytes, offset: end)
            return end - offset
        case .file(let file):
            return try file.read(count, into: &buffer)
        case .compressed(let content):
            return try content.read(count, into: &buffer)
        }
    }
}

/// A file that the system will not open or read: the system's own words.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }

    static func last() -> FileError {
        FileError(String(describing: SystemError(errno)))
    }
}

private struct SystemError: CustomStringConvertible {
    let code: Int32
    init(_ code: Int32) { self.code = code }

    var description: String {
        var text = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }
}

/// An open file descriptor, closed with its last reference.
private final class OpenFile {
    private let descriptor: Int32
    private let isOwned: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isOwned = false
    }

    init(path: String) throws(FileError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        isOwned = true
        guard descriptor >= 0 else { throw FileError.last() }
    }

    deinit {
        if isOwned, descriptor >= 0 { close(descriptor) }
    }

    private static let readBytesMax = 256 << 10

    func read(_ count: Int, into buffer: inout [UInt8]) throws(FileError) -> Int {
        var problem: FileError?
        let capacity = min(count, Self.readBytesMax)
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { bytes, initialized in
            var received = 0
            repeat {
                received = unsafe Glibc.read(descriptor, bytes.baseAddress, capacity)
            } while received < 0 && errno == EINTR
            if received < 0 { problem = FileError.last() }
            initialized = max(received, 0)
        }
        if let problem { throw problem }
        buffer.append(contentsOf: chunk)
        return chunk.count
    }
}
