import CZlib

/// gzip (RFC 1952): members one behind the other, and zero bytes behind the last as tapes leave them.
///
/// zlib checks each member's length and checksum. This is the one file that holds zlib's pointers.
@safe final class GzipDecoder: StreamDecoder {
    let formatName = "gzip"

    /// Where the next byte stands.
    private enum Place {
        /// Before a member; nothing was read yet.
        case start
        case inMember
        case betweenMembers
        /// In the zero bytes behind the last member.
        case padding
    }

    /// zlib's state knows where it lies, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var place = Place.start

    init() throws(FileError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15: the largest window. 16: gzip, and nothing else.
        let status = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw FileError("zlib cannot be used: status \(status)")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    var isBetweenMembers: Bool {
        switch place {
        case .betweenMembers, .padding: true
        case .start, .inMember: false
        }
    }

    func decode(
        _ packed: ArraySlice<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(FileError) -> StreamStep {
        guard let first = packed.first else { return try unsafe inflate(packed, into: output) }
        switch place {
        case .betweenMembers where first == 0, .padding:
            place = .padding
            guard packed.allSatisfy({ $0 == 0 }) else { throw FileError("something follows the gzip data") }
            return StreamStep(consumed: packed.count, produced: 0)
        case .betweenMembers:
            guard unsafe inflateReset(stream) == Z_OK else { throw FileError("zlib cannot be used again") }
            place = .inMember
        case .start: place = .inMember
        case .inMember: break
        }
        return try unsafe inflate(packed, into: output)
    }

    private func inflate(
        _ packed: ArraySlice<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(FileError) -> StreamStep {
        guard case .inMember = place else { return StreamStep(consumed: 0, produced: 0) }
        let status = unsafe packed.withUnsafeBufferPointer { input in
            // zlib's interface lacks a `const`; the input is not written to.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(truncatingIfNeeded: input.count)
            unsafe stream.pointee.next_out = output.baseAddress
            unsafe stream.pointee.avail_out = UInt32(truncatingIfNeeded: output.count)
            return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        }
        let step = unsafe StreamStep(
            consumed: packed.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out)
        )
        switch status {
        // Z_BUF_ERROR: no progress was possible.
        case Z_OK, Z_BUF_ERROR: return step
        case Z_STREAM_END:
            place = .betweenMembers
            return step
        default:
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "status \(status)"
            throw FileError("the gzip data is damaged: \(reason)")
        }
    }
}
