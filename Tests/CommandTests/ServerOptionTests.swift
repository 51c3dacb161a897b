import Foundation
import MusterExecutable
import TestVectors
import Testing

/// How a server is named, trusted and waited for on the command line.
@Suite("--server", .serialized)
struct ServerOptionTests {
    private static let request = Array(
        #"""
        {"id":"1","user":{"groups":["system:authenticated"]},"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"}}}
        """#.utf8
    )

    private static let fingerprint = String(repeating: "0", count: 64)

    @Test(
        "options that say nothing, or two things, are refused",
        arguments: [
            (["--pin-sha256", fingerprint], "--pin-sha256 needs --server"),
            (["--connect-timeout", "1"], "--connect-timeout needs --server"),
            (["--server", "https://x", "--pin-sha256", "ab:cd"], "--pin-sha256"),
            (
                ["--server", "https://x", "--pin-sha256", fingerprint, "--ca", "f"],
                "--ca and --pin-sha256 do not go together"
            ),
            (
                ["--server", "https://x", "--pin-sha256", fingerprint, "--insecure-skip-tls-verify"],
                "--pin-sha256 and --insecure-skip-tls-verify do not go together"
            ),
            (["--server", "https://x", "--connect-timeout", "0"], "--connect-timeout takes more than 0"),
            (["--server", "https://x", "--connect-timeout", "nan"], "--connect-timeout takes more than 0"),
            (["--server", "https://x", "--connect-timeout", "1e9"], "--connect-timeout takes more than 0"),
        ] as [([String], String)]
    )
    func refused(_ arguments: [String], _ text: String) throws {
        let result = try MusterProcess.run(["evaluate"] + arguments)
        #expect(result.status == 2, "\(result.errorOutput)")
        #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
    }

    @Test("the certificate that serve made and printed can be pinned") func pin() throws {
        let server = try PrintingServer()
        let good = try MusterProcess.run(
            ["evaluate", "--server", server.url, "--pin-sha256", server.fingerprint],
            input: Self.request
        )
        #expect(good.status == 0, "\(good.errorOutput)")
        #expect(good.text.hasPrefix(#"{"id":"1","allowed":true,"#), "\(good.text)")
        let other = try MusterProcess.run(
            ["evaluate", "--server", server.url, "--pin-sha256", Self.fingerprint],
            input: Self.request
        )
        #expect(other.status == 4)
        #expect(other.text.isEmpty, "\(other.text)")
        #expect(other.errorOutput.contains(server.fingerprint), "\(other.errorOutput)")
        let untold = try MusterProcess.run(["evaluate", "--server", server.url], input: Self.request)
        #expect(untold.status == 4)
        #expect(untold.errorOutput.contains("--pin-sha256 FINGERPRINT"), "\(untold.errorOutput)")
    }

    @Test(
        "a URL without a port means its scheme's own, and the error says where it went",
        arguments: [("https://127.0.0.1", "127.0.0.1:443"), ("http://127.0.0.1", "127.0.0.1:80")]
    )
    func ports(_ url: String, _ address: String) throws {
        let result = try MusterProcess.run(["evaluate", "--server", url], input: Self.request)
        #expect(result.status == 4, "\(result.errorOutput)")
        #expect(result.errorOutput.contains("`\(address)`"), "\(result.errorOutput)")
    }
}

/// A `muster serve` on a port of its own, with what it printed at its start.
private final class PrintingServer {
    private let process: Process
    let url: String
    let fingerprint: String

    init() throws {
        let output = Pipe()
        process = try MusterExecutable.process(["serve", "--listen", "127.0.0.1:0", "--log-level", "error"])
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while text.split(separator: "\n").count < 2 || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw TestVectorError("the server ended at its start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
        }
        let lines = text.split(separator: "\n")
        url = "https://" + lines[0].dropFirst("listening on ".count)
        fingerprint = String(lines[1].dropFirst("self-signed certificate, SHA-256 ".count))
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }
}
