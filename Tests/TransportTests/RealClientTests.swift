import EchoServer
import Foundation
import Testing
import Transport

/// curl, nghttp and h2load against the echo service.
@Suite("Real clients", .serialized) struct RealClientTests {
    @Test("curl, with TLS and its certificate checked", arguments: [true, false]) func curl(isTLS: Bool) async throws {
        try await withServer(isTLS: isTLS) { server, url in
            var flags = ["-sS", "--max-time", "20", "--http2-prior-knowledge"]
            var file: URL?
            if let certificate = server.tls?.certificatePEM {
                let url = FileManager.default.temporaryDirectory.appendingPathComponent("muster-ca-\(UUID()).pem")
                try Data(certificate.utf8).write(to: url)
                flags = ["-sS", "--max-time", "20", "--http2", "--cacert", url.path]
                file = url
            }
            defer { if let file { try? FileManager.default.removeItem(at: file) } }
            let hello = try await Tool.curl.run(flags + ["-w", "%{http_version} %{http_code}", "\(url)/"])
            #expect(hello.output == "hello\n2 200")
            let posted = try await Tool.curl.run(flags + ["-d", "twelve bytes", "\(url)/count"])
            #expect(posted.output == "12\n")
            let long = try await Tool.curl.run(
                flags + ["-w", "%{size_download}", "-o", "/dev/null", "\(url)/bytes/5000000"]
            )
            #expect(long.output == "5000000")
            let refused = try await Tool.curl.run(
                flags + ["-X", "PUT", "-w", "%{http_code}", "-o", "/dev/null", "\(url)/"]
            )
            #expect(refused.output == "405")
        }
    }

    @Test("curl over a Unix socket") func curlOverUnixSocket() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "muster-\(UUID().uuidString.prefix(8)).sock"
        ).path
        let configuration = ServerConfiguration(listen: [.unix(path: path)], tls: nil)
        let server = HTTP2Server(configuration: configuration, service: EchoService())
        try server.start()
        let hello = try await Tool.curl.run(
            ["-sS", "--max-time", "20", "--http2-prior-knowledge", "--unix-socket", path, "http://localhost/"])
        #expect(hello.output == "hello\n")
        await server.drain(timeout: .seconds(5))
        #expect(!FileManager.default.fileExists(atPath: path), "the socket's file is left behind")
    }

    @Test("nghttp, which opens streams with priorities", arguments: [true, false]) func nghttp(isTLS: Bool) async throws
    {
        try await withServer(isTLS: isTLS) { _, url in
            let outcome = try await Tool.nghttp.run(["-nv", "--no-verify-peer", "\(url)/", "\(url)/bytes/100000"])
            #expect(outcome.status == 0)
            #expect(outcome.output.contains(":status: 200"))
            #expect(!outcome.output.contains("[ERROR]"), "\(outcome.output.suffix(1_000))")
        }
    }

    @Test("h2load, a hundred streams on eight connections", arguments: [true, false]) func h2load(isTLS: Bool)
        async throws
    {
        try await withServer(isTLS: isTLS) { server, url in
            let outcome = try await Tool.h2load.run(["-c8", "-m100", "-t1", "-n20000", "\(url)/"])
            #expect(outcome.output.contains("20000 succeeded, 0 failed"), "\(outcome.output.suffix(1_000))")
            let upload = FileManager.default.temporaryDirectory.appendingPathComponent("muster-upload-\(UUID())")
            try Data(count: 300_000).write(to: upload)
            defer { try? FileManager.default.removeItem(at: upload) }
            let uploads = try await Tool.h2load.run(["-c4", "-m10", "-t1", "-n100", "-d", upload.path, "\(url)/count"])
            #expect(uploads.output.contains("100 succeeded, 0 failed"), "\(uploads.output.suffix(1_000))")
            #expect(server.http2.counters.streamsOpened == 20_100)
        }
    }

    private struct Running {
        let http2: HTTP2Server
        let tls: TLSServerContext?
    }

    private func withServer(isTLS: Bool, _ body: (Running, String) async throws -> Void) async throws {
        let tls = isTLS ? try TLSServerContext(selfSignedFor: []) : nil
        let configuration = ServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)], tls: tls, loops: 2)
        let server = HTTP2Server(configuration: configuration, service: EchoService())
        try server.start()
        do {
            try await body(
                Running(http2: server, tls: tls),
                "\(isTLS ? "https" : "http")://\(server.boundAddresses[0])"
            )
        } catch {
            server.stop()
            throw error
        }
        server.stop()
    }
}
