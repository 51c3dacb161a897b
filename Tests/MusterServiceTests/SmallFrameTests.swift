import MusterService
import Testing
import Transport
import WireProtocol

/// SPEC, section 1: DATA frames may cut the body anywhere.
@Suite("Small frames", .serialized)
struct SmallFrameTests {
    static let count = ThreadSanitizer.isOn ? 4_000 : 20_000

    /// Sends the pieces in frames of their own, a thousand ahead of the answers; the stream's answers.
    private static func exchange(
        _ type: String,
        opening: [[UInt8]] = [],
        piece: (Int) -> [[UInt8]],
        answers: ([UInt8]) throws -> Int
    ) async throws -> [UInt8] {
        let server = try TestServer(isInTheClear: true)
        defer { server.stop() }
        let connection = try RawConnection(to: server.address)
        let stream = try connection.open(type)
        for bytes in opening { try connection.data(stream, bytes) }
        var body: [UInt8] = []
        var answered = 0
        for start in stride(from: 0, to: count, by: 1_000) {
            for number in start..<start + 1_000 { for bytes in piece(number) { try connection.data(stream, bytes) } }
            while answered < start + 1_000 {
                let frame = try connection.next()
                guard frame.kind == 0, frame.stream == stream else { continue }
                body += frame.payload
                answered += try answers(frame.payload)
            }
        }
        try connection.data(stream, [], isLast: true)
        while true {
            let frame = try connection.next()
            guard frame.kind == 0 else { continue }
            body += frame.payload
            if frame.flags & 1 == 1 { return body }
        }
    }

    @Test("items, each in a DATA frame of its own", .timeLimit(.minutes(2)))
    func items() async throws {
        var decoder = ServerMessageDecoder()
        let body = try await Self.exchange(
            MediaType.batch,
            opening: [try SampleBatch.opening()],
            piece: { number in
                var bytes: [UInt8] = []
                ClientMessageEncoder.append(SampleBatch.item(number), to: &bytes)
                return [bytes]
            },
            answers: { payload in
                var position = 0
                var items = 0
                while true {
                    switch try decoder.next(payload.span, from: &position) {
                    case .needsBytes: return items
                    case .verdicts(let run): items += run.outcomes.count
                    default: break
                    }
                }
            }
        )
        #expect(try SampleBatch.summary(body)?.items == UInt64(Self.count))
    }

    @Test("lines, each in a DATA frame of its own or with its end in another", .timeLimit(.minutes(2)))
    func lines() async throws {
        let body = try await Self.exchange(
            MediaType.lines,
            piece: { number in
                let line = Array(SampleBatch.line(number).utf8)
                return number % 2 == 0 ? [line] : [Array(line.dropLast()), [0x0A]]
            },
            answers: { $0.count { $0 == 0x0A } }
        )
        #expect(body.count { $0 == 0x0A } == Self.count + 1)
    }

    @Test("fragments that complete next to nothing end the connection", arguments: ["fragments", "blank lines"])
    func fragments(kind: String) async throws {
        let server = try TestServer(isInTheClear: true)
        defer { server.stop() }
        let connection = try RawConnection(to: server.address)
        let stream = try connection.open(MediaType.lines)
        let line = Array(SampleBatch.line(0).utf8)
        #expect(throws: RawConnection.Ended.self) {
            for number in 0..<20_000 {
                try connection.data(stream, kind == "fragments" ? [line[number % line.count]] : [0x0A])
            }
            while true { _ = try connection.next() }
        }
        for _ in 0..<100 where server.server.counters.closed[.smallData] == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(server.server.counters.closed[.smallData] == 1, "\(server.server.counters)")
    }
}
