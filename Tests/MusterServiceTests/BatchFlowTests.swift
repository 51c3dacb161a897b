import MusterClient
import MusterService
import Testing
import Transport
import WireProtocol

/// Batches that are large, slow, broken or cut.
@Suite("Flow of batches", .serialized)
struct BatchFlowTests {
    @Test("answers of a long NDJSON batch come in the order of its lines, in any cut", arguments: [1, 777, 60_000])
    func linesInOrder(pieceBytes: Int) async throws {
        let server = try TestServer()
        defer { server.stop() }
        let count = pieceBytes == 1 ? 20 : 3_000
        let body = Array((0..<count).map { SampleBatch.line($0, isAllowed: $0 % 3 != 0) }.joined().utf8)
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.lines))
        async let answered = exchange.response()
        var start = 0
        while start < body.count {
            let end = min(body.count, start + pieceBytes)
            try await exchange.send(Array(body[start..<end]))
            start = end
        }
        exchange.finish()
        let response = try await answered
        #expect(response.lines.count == count + 1)
        for (index, line) in response.lines.dropLast().enumerated() {
            #expect(line.hasPrefix("{\"id\":\(index),\"allowed\":\(index % 3 != 0)"), "line \(index): \(line)")
        }
        #expect(response.lines.last?.contains("\"items\":\(count),") == true)
    }

    @Test("a client that writes 50,000 items before it reads the first answer gets through")
    func writesAllBeforeReading() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.batch))
        try await exchange.send(try SampleBatch.opening())
        var bytes: [UInt8] = []
        for number in 0..<50_000 {
            ClientMessageEncoder.append(SampleBatch.item(number), to: &bytes)
            if bytes.count > 60_000 {
                try await exchange.send(bytes)
                bytes.removeAll()
            }
        }
        try await exchange.send(bytes)
        exchange.finish()
        let response = try await exchange.response()
        #expect(response.status == 200)
        // Each verdict takes a byte for its outcome, one for its policy.
        #expect(response.body.count > 100_000)
    }

    @Test("bad framing ends the stream with a failure that names the byte", arguments: [true, false])
    func badFraming(afterItems: Bool) async throws {
        let server = try TestServer()
        defer { server.stop() }
        var bytes = try SampleBatch.opening()
        if afterItems { for number in 0..<10 { ClientMessageEncoder.append(SampleBatch.item(number), to: &bytes) } }
        let offset = bytes.count
        bytes += [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        let response = try await server.connect().ask("POST", "/v1/evaluate", type: MediaType.batch, body: bytes)
        #expect(response.status == 200)
        var found: WireFailure?
        var decoder = ServerMessageDecoder()
        var position = 0
        reading: while true {
            switch try decoder.next(response.body.span, from: &position) {
            case .needsBytes: break reading
            case .failure(let failure): found = failure
            default: break
            }
        }
        #expect(found?.code == .malformed)
        #expect(
            found.map { $0.offset >= UInt64(offset) && $0.offset <= UInt64(offset + 7) } == true,
            "\(String(describing: found))"
        )
    }

    @Test("slow readers cost a bounded amount and stop nobody else")
    func slowReaders() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let (readerCount, lineCount) = ThreadSanitizer.isOn ? (10, 1_000) : (50, 4_000)
        let body = Array((0..<lineCount).map { SampleBatch.line($0, isAllowed: false) }.joined().utf8)
        var slow: [ClientExchange] = []
        var connections: [ClientConnection] = []
        for _ in 0..<4 {
            let connection = try await server.connect()
            connections.append(connection)
            for _ in 0..<readerCount {
                let exchange = connection.exchange(SampleBatch.head(MediaType.lines))
                slow.append(exchange)
                // As much as goes out by itself; nobody reads the answers.
                Task { try? await exchange.send(body) }
            }
        }
        try await Task.sleep(for: .milliseconds(500))
        let good = try await server.connect()
        for _ in 0..<20 {
            let response = try await good.evaluate("", (0..<100).map { SampleBatch.line($0) }.joined())
            #expect(response.lines.count == 101)
        }
        // The connections stay: RST_STREAM alone must reach the server, past what was sent before it.
        for exchange in slow { exchange.cancel() }
        // Long for the sanitizer, under which all this takes many times as long.
        for _ in 0..<3_000 where server.server.batchCount > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(
            server.server.batchCount == 0,
            "batches that were reset give their places back; \(server.server.counters)"
        )
    }

    @Test("draining lets an accepted batch finish")
    func drain() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.lines))
        try await exchange.send(Array(SampleBatch.line(0).utf8))
        #expect(try await exchange.head.status == 200)
        async let cut = server.server.drain(timeout: .seconds(20))
        try await Task.sleep(for: .milliseconds(100))
        for number in 1..<2_000 { try await exchange.send(Array(SampleBatch.line(number).utf8)) }
        exchange.finish()
        let response = try await exchange.response()
        #expect(response.lines.count == 2_001)
        #expect(await cut == 0)
    }

    @Test("connections cut anywhere leave no batch behind")
    func cuts() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let body = Array((0..<200).map { SampleBatch.line($0) }.joined().utf8)
        for cut in stride(from: 1, to: body.count, by: body.count / 25) {
            let connection = try await server.connect()
            let exchange = connection.exchange(SampleBatch.head(MediaType.lines))
            try await exchange.send(Array(body[..<cut]))
            if cut % 2 == 0 { exchange.cancel() }
            connection.close()
            exchange.cancel()
        }
        for _ in 0..<200 where server.server.batchCount > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(server.server.batchCount == 0)
        #expect(try await server.connect().evaluate("", SampleBatch.line(1)).lines.count == 2)
    }
}
