import MusterService
import Testing
import Transport
import WireProtocol

/// A batch of which a part is missing is never taken for a whole one, wherever it was cut.
@Suite("Cuts between messages", .serialized)
struct MessageCutTests {
    enum Cut: CaseIterable { case connection, stream }

    /// Open, Subject and the items, each whole.
    private static func messages() throws -> [[UInt8]] {
        var open: [UInt8] = []
        try ClientMessageEncoder.append(WireOpen(), to: &open)
        var subject: [UInt8] = []
        var user = WireSubject()
        user.id = 1
        user.username = "u"
        user.groups = ["system:authenticated"]
        try ClientMessageEncoder.append(user, to: &subject)
        return [open, subject]
            + (0..<8).map { number in
                var item: [UInt8] = []
                ClientMessageEncoder.append(SampleBatch.item(number), to: &item)
                return item
            }
    }

    @Test("a request cut after any message gets no summary and leaves no batch", arguments: Cut.allCases)
    func requests(cut: Cut) async throws {
        let server = try TestServer()
        defer { server.stop() }
        let messages = try Self.messages()
        for count in 0...messages.count {
            let connection = try await server.connect()
            let exchange = connection.exchange(SampleBatch.head(MediaType.batch))
            if count > 0 { try await exchange.send(Array(messages[..<count].joined())) }
            var body: [UInt8] = []
            if count > 0 {
                #expect(try await exchange.head.status == 200)
                body = try await exchange.receive() ?? []
            }
            switch cut {
            case .connection: connection.abort()
            case .stream: exchange.cancel()
            }
            await #expect(throws: TransportError.self, "after \(count) messages") {
                while let bytes = try await exchange.receive() { body += bytes }
            }
            #expect(try SampleBatch.summary(body) == nil, "after \(count) messages")
        }
        for _ in 0..<100 where server.server.batchCount > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(server.server.batchCount == 0)
    }

    @Test("a response cut at any byte has no summary")
    func responses() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let request = Array(try Self.messages().joined())
        let response = try await server.connect().ask("POST", "/v1/evaluate", type: MediaType.batch, body: request)
        #expect(try SampleBatch.summary(response.body)?.items == 8)
        for end in response.body.indices {
            #expect(try SampleBatch.summary(Array(response.body[..<end])) == nil, "\(end) bytes")
        }
    }
}
