import EchoServer
import Testing
import Transport

/// How connections end, from either side.
@Suite("Client and server at the end", .serialized) struct ClientDrainTests {
    @Test(
        "draining: what was accepted finishes, the client learns that it must go elsewhere",
        arguments: ClientPair.kinds
    )
    func drain(kind: String) async throws {
        try await ClientPair.with(kind) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            try await exchange.send([1, 2, 3])
            _ = try await exchange.head
            async let cut = pair.server.drain(timeout: .seconds(20))
            try await until { !pair.connection.isOpen }
            try await exchange.send([4, 5, 6])
            exchange.finish()
            #expect(try await exchange.body() == [1, 2, 3, 4, 5, 6])
            #expect(await cut == 0)
            await #expect(throws: TransportError(.streamRefused, "")) { try await pair.connection.get("/") }
        }
    }

    @Test("draining of idle connections is quick") func drainIdle() async throws {
        try await ClientPair.with { pair in
            let start = ContinuousClock.now
            #expect(await pair.server.drain(timeout: .seconds(20)) == 0)
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }

    @Test("streams still open at the drain's end are cut, and said to be") func drainCut() async throws {
        try await ClientPair.with { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            #expect(await pair.server.drain(timeout: .milliseconds(300)) == 1)
            await #expect(throws: TransportError.self) { try await exchange.receive() }
        }
    }

    @Test("a connection that has reached its age is drained") func age() async throws {
        try await ClientPair.with("h2c", { $0.timeouts.connectionAge = 500 }) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            try await until { !pair.connection.isOpen }
            try await exchange.send([7])
            exchange.finish()
            #expect(try await exchange.body() == [7])
        }
    }

    @Test("a client's close lets its streams finish") func close() async throws {
        try await ClientPair.with { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            pair.connection.close()
            #expect(!pair.connection.isOpen)
            try await exchange.send([7])
            exchange.finish()
            #expect(try await exchange.body() == [7])
            await #expect(throws: TransportError(.streamRefused, "")) { try await pair.connection.get("/") }
        }
    }

    @Test("a stopped server breaks what is open, and a stopped client refuses what is new") func stop() async throws {
        try await ClientPair.with { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "GET", path: "/hang"))
            exchange.finish()
            try await until { pair.server.counters.streamsOpen == 1 }
            pair.server.stop()
            await #expect(throws: TransportError.self) { try await exchange.head }
            pair.client.stop()
            await #expect(throws: TransportError(.streamRefused, "")) { try await pair.connection.get("/") }
            await #expect(throws: TransportError(.connectionClosed, "")) {
                try await pair.client.connect(to: .tcp(host: "127.0.0.1", port: 1), tls: nil)
            }
        }
    }
}
