#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that are written before it is known what stands above them: in memory, and past a bound in a nameless file.
struct Spool {
    private static let memoryBytesMax = 16 << 20

    private var memory: [UInt8] = []
    private var file: Int32 = -1

    var isEmpty: Bool { memory.isEmpty && file < 0 }

    mutating func append(_ bytes: some Collection<UInt8>) throws(CommandFailure) {
        memory.append(contentsOf: bytes)
        if memory.count > Self.memoryBytesMax { try spill() }
    }

    private mutating func spill() throws(CommandFailure) {
        if file < 0 {
            var template = Array("/tmp/muster-check-\(String(repeating: "X", count: 6))".utf8CString)
            file = unsafe mkstemp(&template)
            guard file >= 0 else { throw CommandFailure(.unusable, "no temporary file can be made: \(systemError())") }
            unsafe unlink(template)
        }
        guard writeAll(memory, to: file) else {
            throw CommandFailure(.unusable, "a temporary file cannot be written: \(systemError())")
        }
        memory.removeAll(keepingCapacity: true)
    }

    /// Writes everything to a descriptor; false if that cannot be written.
    consuming func copy(to output: Int32) -> Bool {
        if file >= 0 {
            lseek(file, 0, SEEK_SET)
            let input = ByteInput(descriptor: file)
            var piece: [UInt8] = []
            while let count = input.read(into: &piece, countMax: 1 << 20), count > 0 {
                guard writeAll(piece, to: output) else { return false }
                piece.removeAll(keepingCapacity: true)
            }
            close(file)
        }
        return writeAll(memory, to: output)
    }
}
