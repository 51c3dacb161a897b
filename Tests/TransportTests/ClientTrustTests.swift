import EchoServer
import Foundation
import Testing
import Transport

/// Which certificates a client takes, and which keys a server.
@Suite("Client and server: trust", .serialized) struct ClientTrustTests {
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
            #expect(try await connection.get("/").0 == 200)
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

    @Test("a pinned certificate is taken whoever signed it and whatever it is valid for, and no other is") func pin()
        async throws
    {
        let tls = try TLSServerContext(selfSignedFor: [])
        let server = HTTP2Server(
            configuration: ServerConfiguration(listen: [.tcp(host: "127.0.0.1", port: 0)], tls: tls),
            service: EchoService()
        )
        try server.start()
        let client = try HTTP2Client()
        defer {
            client.stop()
            server.stop()
        }
        let address = server.boundAddresses[0]
        let pin = try #require(CertificateFingerprint(parsing: tls.fingerprint))
        let pinned = try TLSClientContext(.pinned(pin))
        let connection = try await client.connect(to: address, tls: pinned, serverName: "other.example")
        #expect(try await connection.get("/").0 == 200)
        connection.abort()
        let another = try TLSServerContext(selfSignedFor: [])
        let wrong = try TLSClientContext(.pinned(try #require(CertificateFingerprint(parsing: another.fingerprint))))
        let error = await #expect(throws: TransportError(.handshakeFailed, "")) {
            try await client.connect(to: address, tls: wrong)
        }
        for fingerprint in [tls.fingerprint, another.fingerprint] {
            #expect(error?.description.contains(fingerprint) == true, "\(String(describing: error))")
        }
        #expect(server.counters.streamsOpened == 1, "nothing may be sent to a server that is not the pinned one")
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
}
