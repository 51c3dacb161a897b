import Testing
import Transport

@Suite("Listen addresses") struct ListenAddressTests {
    @Test(
        "what the command line takes",
        arguments: [
            ("127.0.0.1:8443", ListenAddress.tcp(host: "127.0.0.1", port: 8_443), true),
            ("localhost:0", .tcp(host: "localhost", port: 0), true),
            ("[::1]:443", .tcp(host: "::1", port: 443), true),
            ("0.0.0.0:65535", .tcp(host: "0.0.0.0", port: 65_535), false),
            ("[::]:80", .tcp(host: "::", port: 80), false),
            ("127.example.com:80", .tcp(host: "127.example.com", port: 80), false),
            ("127.0.0.1.evil.com:80", .tcp(host: "127.0.0.1.evil.com", port: 80), false),
            ("unix:/run/muster.sock", .unix(path: "/run/muster.sock"), true),
            ("unix:a:b", .unix(path: "a:b"), true),
        ]
    )
    func parses(text: String, address: ListenAddress, isLoopback: Bool) throws {
        let parsed = try ListenAddress(parsing: text)
        #expect(parsed == address)
        #expect(parsed.isLoopback == isLoopback)
        #expect(parsed.description == text)
    }

    @Test(
        "what it does not",
        arguments: [
            "", "8443", ":8443", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:http",
            "::1:443",
            "[]:80", "unix:", "unix:/" + String(repeating: "x", count: 107),
        ]
    )
    func refuses(text: String) {
        #expect(throws: TransportError(.invalidAddress, "")) { try ListenAddress(parsing: text) }
    }

    @Test("a Unix socket's path has up to 107 bytes") func longestPath() throws {
        let path = "/" + String(repeating: "x", count: 106)
        #expect(try ListenAddress(parsing: "unix:\(path)") == .unix(path: path))
    }
}
