import Transport

/// Answers that need no body of the request.
enum PlainEndpoint {
    /// Sends a small body; of a HEAD request only the head.
    static func respond(_ stream: HTTP2Stream, status: Int = 200, type: String, body: String, isHead: Bool) {
        let bytes = Array(body.utf8)
        let headers = [
            HeaderField("content-type", type), HeaderField("content-length", String(bytes.count)),
            HeaderField("cache-control", "no-store"),
        ]
        if isHead {
            stream.respond(status: status, headers: headers, endStream: true)
        } else {
            stream.respond(status: status, headers: headers, body: bytes)
        }
    }
}

/// Takes the body of a request that is answered already: a little of it is read and forgotten, so that a small client need
/// not fail; a large one is told to stop (RFC 9113, section 8.1).
final class AnsweredHandler: HTTP2StreamHandler {
    static let bytesMax = 1 << 20

    private let stream: HTTP2Stream
    private var received = 0

    init(_ stream: HTTP2Stream) { self.stream = stream }

    func received(_ bytes: RawSpan) {
        received += bytes.byteCount
        guard received <= Self.bytesMax else { return stream.reset(.noError) }
        stream.consume(bytes.byteCount)
    }

    func receivedEnd() {}
    func closed(_ reason: StreamCloseReason) {}
}
