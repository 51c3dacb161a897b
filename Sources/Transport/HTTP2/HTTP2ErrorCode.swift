/// Error codes of RST_STREAM and GOAWAY (RFC 9113, section 7).
package struct HTTP2ErrorCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let noError = HTTP2ErrorCode(rawValue: 0x0)
    package static let protocolError = HTTP2ErrorCode(rawValue: 0x1)
    package static let internalError = HTTP2ErrorCode(rawValue: 0x2)
    package static let flowControlError = HTTP2ErrorCode(rawValue: 0x3)
    package static let settingsTimeout = HTTP2ErrorCode(rawValue: 0x4)
    package static let streamClosed = HTTP2ErrorCode(rawValue: 0x5)
    package static let frameSizeError = HTTP2ErrorCode(rawValue: 0x6)
    package static let refusedStream = HTTP2ErrorCode(rawValue: 0x7)
    package static let cancel = HTTP2ErrorCode(rawValue: 0x8)
    package static let compressionError = HTTP2ErrorCode(rawValue: 0x9)
    package static let connectError = HTTP2ErrorCode(rawValue: 0xa)
    package static let enhanceYourCalm = HTTP2ErrorCode(rawValue: 0xb)
    package static let inadequateSecurity = HTTP2ErrorCode(rawValue: 0xc)
    package static let http11Required = HTTP2ErrorCode(rawValue: 0xd)

    private static let names = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]

    package var description: String {
        rawValue < UInt32(Self.names.count) ? Self.names[Int(rawValue)] : "error code \(rawValue)"
    }
}

/// Why a connection ended: one counter each.
package enum ConnectionCloseReason: String, Sendable, Hashable, CaseIterable {
    /// The peer closed it, in order.
    case peerClosed = "peer closed"
    /// The peer went away without closing TLS or in the middle of a frame, or the socket failed.
    case broken = "connection broken"
    case handshakeFailed = "tls handshake failed"
    case protocolError = "protocol error"
    /// Drained or stopped by this side.
    case drained = "drained"
    case idle = "idle timeout"
    case handshakeTimeout = "handshake timeout"
    case prefaceTimeout = "preface timeout"
    case settingsTimeout = "settings acknowledgement timeout"
    case headersTimeout = "headers timeout"
    case stalledWrite = "stalled write"
    /// Nothing came from a server that owed answers, not even one to a PING.
    case silent = "server silent"
    case resetFlood = "reset flood"
    case provokedResets = "provoked resets"
    case junkFrames = "junk frames"
    case smallData = "small data frames"
    case overhead = "bytes without payload"
    case outboundQueue = "outbound queue full"
    /// The library's own flood limits: unacknowledged answers, SETTINGS entries, CONTINUATION frames.
    case libraryFlood = "flood limit of the library"
    case memoryBudget = "memory budget"
}
