package import Locking
package import Transport

/// A service for tests and figures of the transport.
///
/// | request | answer |
/// |---|---|
/// | GET anything | `hello` and a newline |
/// | GET /bytes/N | N bytes, written as they drain |
/// | GET /hang | none |
/// | POST /echo | the body, as it comes, with backpressure |
/// | POST /stall | consumes nothing, until a message `.go` is posted; then the count |
/// | POST anything else | `N` and a newline: the bytes of the body |
package final class EchoService: HTTP2Service {
    package enum Message: Sendable { case go }

    /// Tokens of the streams that stall.
    package let stalled = Locked<[(LoopMailbox, StreamToken)]>([])
    /// How streams ended.
    package let closed = Locked<[StreamCloseReason: Int]>([:])

    package init() {}

    package func open(_ stream: HTTP2Stream, _ head: RequestHead) -> any HTTP2StreamHandler {
        guard head.method == "POST" || head.method == "GET" else {
            stream.respond(status: 405, body: Array("only GET and POST\n".utf8))
            return DiscardingHandler(stream)
        }
        if head.method == "GET" {
            if head.path == "/hang" { return DiscardingHandler(stream) }
            if head.path.hasPrefix("/bytes/"), let count = Int(head.path.dropFirst(7)) {
                return BytesHandler(stream, count, self)
            }
            stream.respond(status: 200, headers: Self.plain, body: Self.hello)
            return DiscardingHandler(stream)
        }
        switch head.path {
        case "/echo": return EchoHandler(stream, self)
        case "/stall":
            stalled.withLock { $0.append((stream.mailbox, stream.token)) }
            return CountHandler(stream, stalls: true, self)
        default: return CountHandler(stream, stalls: false, self)
        }
    }

    fileprivate func note(_ reason: StreamCloseReason) { closed.withLock { $0[reason, default: 0] += 1 } }

    fileprivate static let plain = [HeaderField("content-type", "text/plain")]
    private static let hello = Array("hello\n".utf8)
}

private final class CountHandler: HTTP2StreamHandler {
    private let stream: HTTP2Stream
    private let service: EchoService
    private var stalls: Bool
    private var count = 0
    private var hasEnded = false

    init(_ stream: HTTP2Stream, stalls: Bool, _ service: EchoService) {
        self.stream = stream
        self.stalls = stalls
        self.service = service
    }

    func received(_ bytes: RawSpan) {
        count += bytes.byteCount
        if !stalls { stream.consume(bytes.byteCount) }
    }

    func receivedEnd() {
        hasEnded = true
        if !stalls { answer() }
    }

    func received(message: any Sendable) {
        stalls = false
        stream.consume(stream.unconsumedBytes)
        if hasEnded { answer() }
    }

    private func answer() { stream.respond(status: 200, headers: EchoService.plain, body: Array("\(count)\n".utf8)) }
    func closed(_ reason: StreamCloseReason) { service.note(reason) }
}

private final class EchoHandler: HTTP2StreamHandler {
    private let stream: HTTP2Stream
    private let service: EchoService

    init(_ stream: HTTP2Stream, _ service: EchoService) {
        self.stream = stream
        self.service = service
        stream.respond(status: 200, headers: EchoService.plain)
    }

    func received(_ bytes: RawSpan) {
        stream.write(bytes)
        if stream.pendingBytes <= 256 << 10 { stream.consume(stream.unconsumedBytes) }
    }

    func drained() { stream.consume(stream.unconsumedBytes) }
    func receivedEnd() { stream.finish() }
    func closed(_ reason: StreamCloseReason) { service.note(reason) }
}

private final class BytesHandler: HTTP2StreamHandler {
    private let stream: HTTP2Stream
    private let service: EchoService
    private var left: Int
    private static let block = [UInt8](repeating: 0x78, count: 64 << 10)

    init(_ stream: HTTP2Stream, _ count: Int, _ service: EchoService) {
        self.stream = stream
        self.service = service
        left = count
        stream.respond(status: 200, headers: EchoService.plain)
        fill()
    }

    private func fill() {
        while left > 0, stream.pendingBytes <= 256 << 10 {
            let count = min(left, Self.block.count)
            stream.write(Self.block.span.bytes.extracting(first: count))
            left -= count
        }
        if left == 0 { stream.finish() }
    }

    func drained() { fill() }
    func received(_ bytes: RawSpan) { stream.consume(bytes.byteCount) }
    func receivedEnd() {}
    func closed(_ reason: StreamCloseReason) { service.note(reason) }
}
