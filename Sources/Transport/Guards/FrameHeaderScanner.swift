/// A frame's header (RFC 9113, section 4.1), with the pad length of a padded frame.
package struct FrameHeader: Sendable, Equatable {
    package enum Kind {
        package static let data: UInt8 = 0x0
        package static let headers: UInt8 = 0x1
        package static let priority: UInt8 = 0x2
        package static let resetStream: UInt8 = 0x3
        package static let settings: UInt8 = 0x4
        package static let pushPromise: UInt8 = 0x5
        package static let ping: UInt8 = 0x6
        package static let goAway: UInt8 = 0x7
        package static let windowUpdate: UInt8 = 0x8
        package static let continuation: UInt8 = 0x9
        /// RFC 9218, section 7.1.
        package static let priorityUpdate: UInt8 = 0x10
    }

    package enum Flag {
        package static let endStream: UInt8 = 0x1
        package static let acknowledgement: UInt8 = 0x1
        package static let endHeaders: UInt8 = 0x4
        package static let padded: UInt8 = 0x8
    }

    package var length: UInt32
    package var kind: UInt8
    package var flags: UInt8
    package var streamID: UInt32
    /// Of DATA and HEADERS with the PADDED flag; the byte that holds it is not counted.
    package var padLength: UInt8

    package init(length: UInt32, kind: UInt8, flags: UInt8, streamID: UInt32, padLength: UInt8 = 0) {
        self.length = length
        self.kind = kind
        self.flags = flags
        self.streamID = streamID
        self.padLength = padLength
    }

    package func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

    /// Bytes of DATA that are neither padding nor its length; 0 if the padding is longer than the frame.
    package var dataBytes: Int {
        guard has(Flag.padded) else { return Int(length) }
        return max(0, Int(length) - 1 - Int(padLength))
    }
}

/// Finds the frame headers in a byte stream, in front of nghttp2: it also sees the frames that the library drops
/// without a callback (unknown types, ignored frames).
///
/// Keeps its place across reads; looks at no payload, except for the pad length.
package struct FrameHeaderScanner: Sendable {
    /// Bytes of the client's preface still to pass (RFC 9113, section 3.4).
    private var prefaceLeft: Int
    private var payloadLeft = 0
    private var partial: InlineArray<10, UInt8> = .init(repeating: 0)
    private var partialCount = 0
    private var partialNeeded = 9
    private var isHeaderBlock = false
    private var expectsContinuation = false

    /// The server's side begins with the client's 24-byte preface.
    package init(expectsPreface: Bool) { prefaceLeft = expectsPreface ? 24 : 0 }

    /// Whether the stream stands inside a frame: a cut here is never an orderly end.
    package var isInsideFrame: Bool { payloadLeft > 0 || partialCount > 0 || prefaceLeft > 0 }

    /// Whether a header block, or a frame's own header, has begun and not ended.
    package var isInsideHeaderBlock: Bool {
        partialCount > 0 || expectsContinuation || isHeaderBlock && payloadLeft > 0
    }

    /// Calls `visit` for each frame whose header (and pad length) is complete; stops when it returns false.
    package mutating func scan(_ bytes: UnsafeRawBufferPointer, _ visit: (FrameHeader) -> Bool) {
        var position = min(prefaceLeft, bytes.count)
        prefaceLeft -= position
        while position < bytes.count {
            if payloadLeft > 0 {
                let skipped = min(payloadLeft, bytes.count - position)
                payloadLeft -= skipped
                position += skipped
                continue
            }
            partial[partialCount] = unsafe bytes[position]
            partialCount += 1
            position += 1
            if partialCount == 9, hasPadLength { partialNeeded = 10 }
            guard partialCount == partialNeeded else { continue }
            let header = parsed
            payloadLeft = Int(header.length) - (partialNeeded - 9)
            partialCount = 0
            partialNeeded = 9
            isHeaderBlock = header.kind == FrameHeader.Kind.headers || header.kind == FrameHeader.Kind.continuation
            expectsContinuation = isHeaderBlock && !header.has(FrameHeader.Flag.endHeaders)
            guard visit(header) else { return }
        }
    }

    private var hasPadLength: Bool {
        let kind = partial[3]
        guard kind == FrameHeader.Kind.data || kind == FrameHeader.Kind.headers else { return false }
        return partial[4] & FrameHeader.Flag.padded != 0 && (partial[0] | partial[1] | partial[2]) != 0
    }

    private var parsed: FrameHeader {
        FrameHeader(
            length: UInt32(partial[0]) << 16 | UInt32(partial[1]) << 8 | UInt32(partial[2]),
            kind: partial[3],
            flags: partial[4],
            streamID: (UInt32(partial[5]) << 24 | UInt32(partial[6]) << 16 | UInt32(partial[7]) << 8
                | UInt32(partial[8]))
                & 0x7fff_ffff,
            padLength: partialNeeded == 10 ? partial[9] : 0
        )
    }
}
