import EchoServer
import Locking
import Testing
import Transport

/// How long a client waits for a server that says nothing.
@Suite("Client and server: silence", .serialized, .timeLimit(.minutes(2))) struct ClientSilenceTests {
    /// For servers that let nobody connect.
    private static let short = ClientPatience(connect: .milliseconds(300), silence: .milliseconds(600))
    /// For those that do, however long this machine takes for it.
    private static let silence = ClientPatience(silence: .milliseconds(1_500))

    @Test("a server that takes a connection and says nothing is given up, and the error tells how far it came")
    func mute() async throws {
        let server = SilentServer(.mute)
        let client = try HTTP2Client()
        defer { client.stop() }
        for (tls, text) in [(nil, "nothing of HTTP/2 came"), (try TLSClientContext(.insecure), "the TLS handshake")] {
            let error = await #expect(throws: TransportError(.timedOut, "")) {
                try await client.connect(to: server.address, tls: tls, patience: Self.short)
            }
            #expect(error?.description.contains(text) == true, "\(String(describing: error))")
            #expect(error?.description.contains("`\(server.address)`") == true, "\(String(describing: error))")
        }
    }

    @Test("a server that goes silent once the connection stands is given up after a PING") func silent() async throws {
        let server = SilentServer(.setUp)
        let client = try HTTP2Client()
        defer { client.stop() }
        let connection = try await client.connect(to: server.address, tls: nil, patience: Self.silence)
        let exchange = connection.exchange(RequestHead(method: "POST", path: "/"))
        await #expect(throws: TransportError(.timedOut, "")) { try await exchange.head }
        try await until { !connection.isOpen }
    }

    @Test("a server that is slow but answers PINGs is waited for") func slow() async throws {
        try await ClientPair.with { pair in
            let connection = try await pair.client.connect(
                to: pair.connection.address,
                tls: nil,
                patience: Self.silence
            )
            let exchange = connection.exchange(RequestHead(method: "POST", path: "/stall"))
            try await exchange.send([1, 2, 3])
            exchange.finish()
            try await until { !pair.service.stalled.withLock { $0.isEmpty } }
            // Far beyond what a silent server gets.
            try await Task.sleep(for: .seconds(4))
            for (mailbox, token) in pair.service.stalled.withLock({ $0 }) {
                mailbox.post(to: token, EchoService.Message.go)
            }
            let body = try await exchange.body()
            #expect(String(decoding: body, as: UTF8.self) == "3\n")
        }
    }
}
