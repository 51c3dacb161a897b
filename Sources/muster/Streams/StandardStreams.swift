#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ends the process.
func endProcess(_ status: Int32) -> Never {
    TemporaryFiles.removeAll()
    exit(status)
}

/// What the last system call that failed said.
func systemError() -> String {
    unsafe String(cString: strerror(errno))
}

/// Writes a text to standard error, whole, past any buffer.
func writeError(_ text: String) {
    _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes all bytes; false if the other side is gone or the disk is full.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset < buffer.count {
            let written = unsafe write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            if written < 0 {
                if errno == EINTR { continue }
                // As other tools do under `head`: without a word, with the status of SIGPIPE.
                if errno == EPIPE, descriptor == STDOUT_FILENO { endProcess(128 + SIGPIPE) }
                return false
            }
            offset += written
        }
        return true
    }
}

/// A file descriptor that is read in pieces.
struct ByteInput {
    let descriptor: Int32

    /// Appends at most `countMax` bytes to `bytes`: how many; 0 at the end of the input, nil if it cannot be read.
    func read(into bytes: inout [UInt8], countMax: Int) -> Int? {
        let before = bytes.count
        // The new part is zeroed before it is read into, so no uninitialised byte can be seen.
        bytes.append(contentsOf: [UInt8](repeating: 0, count: countMax))
        var got = 0
        repeat {
            got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Self.systemRead(descriptor, buffer.baseAddress?.advanced(by: before), countMax)
            }
        } while got < 0 && errno == EINTR
        bytes.removeLast(countMax - max(0, got))
        return got < 0 ? nil : got
    }

    private static func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        unsafe Glibc.read(descriptor, target, count)
    }

    /// Whether a read would return at once (with bytes, or with the end of the input).
    var isReady: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) != 0
    }
}
