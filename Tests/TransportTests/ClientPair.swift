import EchoServer
import Foundation
import Testing
import Transport

/// A client that is connected to an echo server in the same process.
struct ClientPair {
    let server: HTTP2Server
    let service: EchoService
    let client: HTTP2Client
    let connection: ClientConnection

    /// In the clear, over TLS, over a Unix socket.
    static let kinds = ["h2c", "tls", "unix"]

    /// Connects, runs `body` and stops both; nothing may be left open on the server then.
    static func with(
        _ kind: String = "h2c",
        _ adjust: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (ClientPair) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "muster-\(UUID().uuidString.prefix(8)).sock"
        ).path
        let address = kind == "unix" ? ListenAddress.unix(path: path) : .tcp(host: "127.0.0.1", port: 0)
        let tls = kind == "tls" ? try TLSServerContext(selfSignedFor: []) : nil
        var configuration = ServerConfiguration(listen: [address], tls: tls)
        adjust(&configuration)
        let service = EchoService()
        let server = HTTP2Server(configuration: configuration, service: service)
        try server.start()
        let client = try HTTP2Client()
        let trust = try tls.map { _ in try TLSClientContext(.insecure) }
        let connection = try await client.connect(to: server.boundAddresses[0], tls: trust)
        do {
            try await body(ClientPair(server: server, service: service, client: client, connection: connection))
        } catch {
            client.stop()
            server.stop()
            throw error
        }
        client.stop()
        server.stop()
        #expect(server.counters.connectionsOpen == 0)
        #expect(server.counters.streamsOpen == 0)
        #expect(server.counters.heldBytes == 0)
    }
}

extension ClientConnection {
    /// Asks for a path: the status and the body.
    func get(_ path: String) async throws -> (Int, [UInt8]) {
        let exchange = exchange(RequestHead(method: "GET", path: path))
        exchange.finish()
        let head = try await exchange.head
        return (head.status, try await exchange.body())
    }
}

extension ClientExchange {
    /// What comes up to the response's end.
    func body() async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await receive() { bytes += part }
        return bytes
    }
}

/// Waits for a condition to come true.
func until(_ condition: () -> Bool) async throws {
    for _ in 0..<1_000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("a condition did not come true in ten seconds")
}
