import EchoServer
import Foundation
import Testing
import Transport

/// Where a client connects to, and what is there or is not.
@Suite("Client and server: addresses", .serialized) struct ClientAddressTests {
    @Test("nobody there, no such host, no such socket") func nobody() async throws {
        let client = try HTTP2Client()
        let probe = HTTP2Server(
            configuration: ServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)], tls: nil),
            service: EchoService()
        )
        try probe.start()
        let address = probe.boundAddresses[0]
        probe.stop()
        await #expect(throws: TransportError(.cannotConnect, "")) { try await client.connect(to: address, tls: nil) }
        await #expect(throws: TransportError(.cannotConnect, "")) {
            try await client.connect(to: .unix(path: "/nonexistent/muster.sock"), tls: nil)
        }
        client.stop()
    }

    @Test("a socket's file that was left behind is replaced; one that is in use, or no socket, is not")
    func staleSocket() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "muster-\(UUID().uuidString.prefix(8)).sock"
        ).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        func server() -> HTTP2Server {
            HTTP2Server(
                configuration: ServerConfiguration(listen: [.unix(path: path)], tls: nil),
                service: EchoService()
            )
        }
        let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(left, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        Glibc.close(left)
        #expect(FileManager.default.fileExists(atPath: path))
        let first = server()
        try first.start()
        #expect(throws: TransportError(.cannotListen, "")) { try server().start() }
        first.stop()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: TransportError(.cannotListen, "")) { try server().start() }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("localhost is IPv4 and IPv6 on one port, where the machine has both") func localhost() async throws {
        let server = HTTP2Server(
            configuration: ServerConfiguration(listen: [.tcp(host: "localhost", port: 0)], tls: nil),
            service: EchoService()
        )
        try server.start()
        let client = try HTTP2Client()
        let connection = try await client.connect(to: server.boundAddresses[0], tls: nil)
        #expect(try await connection.get("/").0 == 200)
        #expect(server.boundAddresses.count == 1)
        client.stop()
        server.stop()
    }
}
