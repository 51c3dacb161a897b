import Glibc
import Transport

/// HTTP/2 frames over a socket, in the clear: for what no client library would send.
///
/// Blocking; its windows for answers are as large as they can be, unless said otherwise.
final class RawConnection {
    private let socket: Int32
    private var unread: [UInt8] = []
    private(set) var nextStream: UInt32 = 1

    struct Frame {
        var kind: UInt8
        var flags: UInt8
        var stream: UInt32
        var payload: [UInt8]
    }

    struct Ended: Error {}

    init(to address: ListenAddress, answerWindow: UInt32 = 0x7FFF_FFFF) throws {
        guard case .tcp(let host, let port) = address else { throw Ended() }
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &target.sin_addr)
        let status = withUnsafePointer(to: target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Ended() }
        // Each frame by itself; and nobody waits longer than a test may.
        var (on, limit) = (Int32(1), timeval(tv_sec: 30, tv_usec: 0))
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8))
        try send(4, [0, 4] + Self.bigEndian(answerWindow))
        try send(8, Self.bigEndian(0x7FFF_0000))
        // The server's windows hold once its SETTINGS are acknowledged.
        while try next().kind != 4 {}
    }

    deinit { close(socket) }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    static func frame(_ kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8]) -> [UInt8] {
        bigEndian(UInt32(payload.count)).dropFirst() + [kind, flags] + bigEndian(stream) + payload
    }

    func send(_ kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8]) throws {
        try send(Self.frame(kind, flags: flags, stream: stream, payload))
    }

    func send(_ bytes: [UInt8]) throws {
        var start = 0
        while start < bytes.count {
            let sent = bytes[start...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { throw Ended() }
            start += sent
        }
    }

    /// Opens a stream for a batch.
    func open(_ type: String, path: String = "/v1/evaluate") throws -> UInt32 {
        func literal(_ name: [UInt8], _ value: String) -> [UInt8] { name + [UInt8(value.utf8.count)] + value.utf8 }
        // RFC 7541: indexed POST and http, then literals that are not indexed.
        let block = [0x83, 0x86] + literal([0x04], path) + literal([0x01], "h") + literal([0x0F, 0x10], type)
        let stream = nextStream
        nextStream += 2
        try send(1, flags: 4, stream: stream, block)
        return stream
    }

    func data(_ stream: UInt32, _ bytes: [UInt8], isLast: Bool = false) throws {
        var start = 0
        repeat {
            let end = min(bytes.count, start + 16_384)
            try send(0, flags: isLast && end == bytes.count ? 1 : 0, stream: stream, Array(bytes[start..<end]))
            start = end
        } while start < bytes.count
    }

    func widen(_ stream: UInt32, by bytes: UInt32) throws { try send(8, stream: stream, Self.bigEndian(bytes)) }

    /// The next frame; SETTINGS are acknowledged.
    func next() throws -> Frame {
        while true {
            let frame = try receive()
            if frame.kind == 4, frame.flags & 1 == 0 { try send(4, flags: 1, []) }
            if frame.kind == 7 { throw Ended() }
            return frame
        }
    }

    private func receive() throws -> Frame {
        try fill(9)
        let length = Int(unread[0]) << 16 | Int(unread[1]) << 8 | Int(unread[2])
        try fill(9 + length)
        defer { unread.removeFirst(9 + length) }
        let stream = unread[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return Frame(kind: unread[3], flags: unread[4], stream: stream, payload: Array(unread[9..<9 + length]))
    }

    private func fill(_ count: Int) throws {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while unread.count < count {
            let received = recv(socket, &buffer, buffer.count, 0)
            // With a timeout it is interrupted by any signal, a child's end for one.
            if received < 0, errno == EINTR { continue }
            guard received > 0 else { throw Ended() }
            unread += buffer[..<received]
        }
    }
}
