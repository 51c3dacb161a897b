import Dispatch
import EchoServer
import Foundation
import Testing
import Transport

/// Client and server of this package against each other, in one process.
@Suite("Client and server", .serialized) struct ClientTests {
    private struct Pair {
        let server: HTTP2Server
        let service: EchoService
        let client: HTTP2Client
        let connection: ClientConnection
    }

    private static let kinds = ["h2c", "tls", "unix"]

    private func withPair(
        _ kind: String = "h2c",
        _ adjust: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (Pair) async throws -> Void
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
            try await body(Pair(server: server, service: service, client: client, connection: connection))
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

    private func body(_ exchange: ClientExchange) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try await exchange.receive() { bytes += part }
        return bytes
    }

    private func get(_ connection: ClientConnection, _ path: String) async throws -> (Int, [UInt8]) {
        let exchange = connection.exchange(RequestHead(method: "GET", path: path))
        exchange.finish()
        let head = try await exchange.head
        return (head.status, try await body(exchange))
    }

    @Test("a request and its answer", arguments: kinds) func hello(kind: String) async throws {
        try await withPair(kind) { pair in
            let (status, bytes) = try await get(pair.connection, "/")
            #expect(status == 200)
            #expect(bytes == Array("hello\n".utf8))
        }
    }

    @Test("full duplex: 20 MB come back while they go out", arguments: kinds) func echo(kind: String) async throws {
        try await withPair(kind) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            async let received = body(exchange)
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
        try await withPair { pair in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<200 {
                    group.addTask { try await get(pair.connection, "/bytes/\(index * 100)").1.count }
                }
                var total = 0
                for try await count in group { total += count }
                #expect(total == 199 * 200 / 2 * 100)
            }
            #expect(pair.connection.concurrentStreamsMax == 100)
        }
    }

    @Test("an upload that is not consumed waits, and goes on when it is") func stalled() async throws {
        try await withPair { pair in
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
            #expect(try await body(exchange) == Array("4194304\n".utf8))
        }
    }

    @Test("a cancelled exchange resets its stream") func cancel() async throws {
        try await withPair { pair in
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

    @Test("resets go out though nobody reads the answers and the connection's window is spent", arguments: kinds)
    func cancelUnread(kind: String) async throws {
        try await withPair(kind) { pair in
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
            #expect(try await get(pair.connection, "/").0 == 200)
        }
    }

    @Test("a cancelled task ends its exchange") func cancelTask() async throws {
        try await withPair { pair in
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
        try await withPair { pair in
            do {
                let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
                try await exchange.send([1])
                _ = try await exchange.head
            }
            try await until { pair.server.counters.streamsOpen == 0 }
        }
    }

    @Test("draining: what was accepted finishes, the client learns that it must go elsewhere", arguments: kinds)
    func drain(kind: String) async throws {
        try await withPair(kind) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            try await exchange.send([1, 2, 3])
            _ = try await exchange.head
            async let cut = pair.server.drain(timeout: .seconds(20))
            try await until { !pair.connection.isOpen }
            try await exchange.send([4, 5, 6])
            exchange.finish()
            #expect(try await body(exchange) == [1, 2, 3, 4, 5, 6])
            #expect(await cut == 0)
            await #expect(throws: TransportError(.streamRefused, "")) { try await get(pair.connection, "/") }
        }
    }

    @Test("draining of idle connections is quick") func drainIdle() async throws {
        try await withPair { pair in
            let start = ContinuousClock.now
            #expect(await pair.server.drain(timeout: .seconds(20)) == 0)
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }

    @Test("streams still open at the drain's end are cut, and said to be") func drainCut() async throws {
        try await withPair { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            #expect(await pair.server.drain(timeout: .milliseconds(300)) == 1)
            await #expect(throws: TransportError.self) { try await exchange.receive() }
        }
    }

    @Test("a connection that has reached its age is drained") func age() async throws {
        try await withPair("h2c", { $0.timeouts.connectionAge = 500 }) { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            try await until { !pair.connection.isOpen }
            try await exchange.send([7])
            exchange.finish()
            #expect(try await body(exchange) == [7])
        }
    }

    @Test("a client's close lets its streams finish") func close() async throws {
        try await withPair { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "POST", path: "/echo"))
            _ = try await exchange.head
            pair.connection.close()
            #expect(!pair.connection.isOpen)
            try await exchange.send([7])
            exchange.finish()
            #expect(try await body(exchange) == [7])
            await #expect(throws: TransportError(.streamRefused, "")) { try await get(pair.connection, "/") }
        }
    }

    @Test("a stopped server breaks what is open, and a stopped client refuses what is new") func stop() async throws {
        try await withPair { pair in
            let exchange = pair.connection.exchange(RequestHead(method: "GET", path: "/hang"))
            exchange.finish()
            try await until { pair.server.counters.streamsOpen == 1 }
            pair.server.stop()
            await #expect(throws: TransportError.self) { try await exchange.head }
            pair.client.stop()
            await #expect(throws: TransportError(.streamRefused, "")) { try await get(pair.connection, "/") }
            await #expect(throws: TransportError(.connectionClosed, "")) {
                try await pair.client.connect(to: .tcp(host: "127.0.0.1", port: 1), tls: nil)
            }
        }
    }

    // MARK: Trust

    @Test("a certificate is checked against --ca and the host's name") func trust() async throws {
        let tls = try TLSServerContext(selfSignedFor: ["muster.example"])
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("muster-ca-\(UUID()).pem")
        try Data(tls.certificatePEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let server = HTTP2Server(
            configuration: ServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)], tls: tls),
            service: EchoService()
        )
        try server.start()
        let client = try HTTP2Client()
        let address = server.boundAddresses[0]
        let trusted = try TLSClientContext(.authorities(file: file.path))
        for name in [nil, "localhost", "muster.example"] {
            let connection = try await client.connect(to: address, tls: trusted, serverName: name)
            #expect(try await get(connection, "/").0 == 200)
            connection.abort()
        }
        for name in ["other.example", "10.0.0.1"] {
            await #expect(throws: TransportError(.handshakeFailed, "")) {
                try await client.connect(to: address, tls: trusted, serverName: name)
            }
        }
        await #expect(throws: TransportError(.handshakeFailed, "")) {
            try await client.connect(to: address, tls: TLSClientContext(.system))
        }
        #expect(tls.fingerprint.split(separator: ":").count == 32)
        client.stop()
        server.stop()
    }

    @Test("a key that others may read is refused, and one that belongs to another certificate") func keyFiles()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = (
            folder.appendingPathComponent("a.pem").path, folder.appendingPathComponent("a.key").path
        )
        let (other, otherKey) = (
            folder.appendingPathComponent("b.pem").path, folder.appendingPathComponent("b.key").path
        )
        for (pem, key) in [(certificate, key), (other, otherKey)] {
            let made = try await Tool(name: "openssl").run([
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", pem, "-days", "2",
            ])
            #expect(made.status == 0, "\(made.output)")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        _ = try TLSServerContext(certificateFile: certificate, keyFile: key)
        #expect(throws: TransportError(.invalidTLSMaterial, "")) {
            try TLSServerContext(certificateFile: other, keyFile: key)
        }
        #expect(throws: TransportError(.invalidTLSMaterial, "")) {
            try TLSServerContext(certificateFile: key, keyFile: key)
        }
        #expect(throws: TransportError(.invalidTLSMaterial, "")) {
            try TLSServerContext(certificateFile: certificate, keyFile: key + ".missing")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
        #expect(throws: TransportError(.invalidTLSMaterial, "")) {
            try TLSServerContext(certificateFile: certificate, keyFile: key)
        }
    }

    // MARK: Addresses

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

    @Test("a server that says nothing is given up after the timeout") func silentServer() async throws {
        // A plain listening socket: connects, and never answers.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 1)
                _ = getsockname(listener, $0, &length)
            }
        }
        let client = try HTTP2Client()
        let target = ListenAddress.tcp(host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
        await #expect(throws: TransportError(.cannotConnect, "")) {
            try await client.connect(to: target, tls: nil, timeout: .milliseconds(300))
        }
        await #expect(throws: TransportError(.cannotConnect, "")) {
            try await client.connect(to: target, tls: TLSClientContext(.insecure), timeout: .milliseconds(300))
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
        #expect(try await get(connection, "/").0 == 200)
        #expect(server.boundAddresses.count == 1)
        client.stop()
        server.stop()
    }

    private func until(_ condition: () -> Bool) async throws {
        for _ in 0..<1_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("a condition did not come true in ten seconds")
    }
}
