import EchoServer
import Locking
import Testing
import Transport

/// Client and server of this package against each other, in one process: requests, answers, backpressure, resets.
@Suite("Client and server", .serialized) struct ClientTests {
    @Test("a request and its answer", arguments: ClientPair.kinds) func hello(kind: String) async throws {
        try await ClientPair.with(kind) { pair in
            let (status, bytes) = try await pair.connection.get("/")
            #expect(status == 200)
            #expect(bytes == Array("hello\n".utf8))
        }
    }

    @Test("full duplex: 20 MB come back while they go out", arguments: ClientPair.kinds) func echo(kind: String)
        async throws
    {
        try await ClientPair.with(kind) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            async let received = exchange.body()
            var sent: [UInt8] = []
            for index in 0..<320 {
                let part = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 65_536)
                sent += part
                try await exchange.send(part)
            }
            exchange.finish()
            let back = try await received
            #expect(back == sent)
        }
    }

    @Test("two hundred requests at a time, more than the server's hundred streams") func manyStreams() async throws {
        try await ClientPair.with { pair in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<200 {
                    group.addTask { try await pair.connection.get("/bytes/\(index * 100)").1.count }
                }
                var total = 0
                for try await count in group { total += count }
                #expect(total == 199 * 200 / 2 * 100)
            }
            #expect(pair.connection.concurrentStreamsMax == 100)
        }
    }

    @Test("an upload that is not consumed waits, and goes on when it is") func stalled() async throws {
        try await ClientPair.with { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/stall"))
            let sending = Task {
                for _ in 0..<64 { try await exchange.send([UInt8](repeating: 1, count: 65_536)) }
                exchange.finish()
            }
            try await until { pair.server.counters.heldBytes == 1 << 20 }
            try await Task.sleep(for: .milliseconds(100))
            #expect(pair.server.counters.heldBytes == 1 << 20)
            for (mailbox, token) in pair.service.stalled.withLock({ $0 }) {
                mailbox.post(to: token, EchoService.Message.go)
            }
            try await sending.value
            #expect(try await exchange.body() == Array("4194304\n".utf8))
        }
    }

    @Test("a cancelled exchange resets its stream") func cancel() async throws {
        try await ClientPair.with { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            try await exchange.send([1, 2, 3])
            _ = try await exchange.head
            exchange.cancel()
            await #expect(throws: TransportError(.streamReset, "")) {
                while try await exchange.receive() != nil {}
            }
            try await until { pair.service.closed.withLock { $0[.resetByPeer(.cancel)] == 1 } }
        }
    }

    @Test(
        "resets go out though nobody reads the answers and the connection's window is spent",
        arguments: ClientPair.kinds
    )
    func cancelUnread(kind: String) async throws {
        try await ClientPair.with(kind) { pair in
            let exchanges = (0..<50).map { _ in
                let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
                // More than both windows and the server's pending bytes hold.
                Task { try? await exchange.send([UInt8](repeating: 1, count: 4 << 20)) }
                return exchange
            }
            try await until { pair.server.counters.streamsOpen == 50 }
            try await Task.sleep(for: .seconds(1))
            for exchange in exchanges { exchange.cancel() }
            let start = ContinuousClock.now
            try await until { pair.server.counters.streamsOpen == 0 }
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(pair.service.closed.withLock { $0 } == [.resetByPeer(.cancel): 50])
            #expect(try await pair.connection.get("/").0 == 200)
        }
    }

    @Test("a cancelled task ends its exchange") func cancelTask() async throws {
        try await ClientPair.with { pair in
            let task = Task {
                let exchange = pair.connection.exchange(RequestHead(method: "GET", path: "/hang"))
                exchange.finish()
                return try await exchange.head.status
            }
            try await until { pair.server.counters.streamsOpen == 1 }
            task.cancel()
            await #expect(throws: TransportError(.streamReset, "")) { try await task.value }
            try await until { pair.server.counters.streamsOpen == 0 }
        }
    }

    @Test("an exchange that nobody holds any more is reset") func abandoned() async throws {
        try await ClientPair.with { pair in
            do {
                let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
                try await exchange.send([1])
                _ = try await exchange.head
            }
            try await until { pair.server.counters.streamsOpen == 0 }
        }
    }
}
