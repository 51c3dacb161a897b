import Foundation
import Testing

/// The suites under `RawFrames/`: Python with its standard library only sends frames that no HTTP library would, to the
/// echo server in a process of its own.
///
/// Each prints a JSON line a case.
@Suite("Raw frames", .serialized) struct RawFrameTests {
    @Test("RFC 9113 and RFC 7541 by section, in the clear") func conformanceInTheClear() async throws {
        try await run("conformance.py", casesMin: 150)
    }

    @Test("RFC 9113 and RFC 7541 by section, over TLS") func conformanceOverTLS() async throws {
        try await run("conformance.py", ["--tls"], casesMin: 150)
    }

    @Test("floods end the connection and take no memory") func floods() async throws {
        try await run("floods.py", casesMin: 30)
    }

    @Test("backpressure, slow and broken clients, timeouts, caps, drain") func pressure() async throws {
        try await run("pressure.py", casesMin: 20)
    }

    @Test("what a TLS handshake may look like") func handshakes() async throws {
        try await run("tls_matrix.py", casesMin: 12)
    }

    private struct Case: Decodable {
        var `case`: String
        var ok: Bool
        var error: String?
    }

    private func run(_ script: String, _ arguments: [String] = [], casesMin: Int) async throws {
        let path = Tool.rawFrames.appendingPathComponent(script).path
        let outcome = try await Tool.python.run([path, Tool.echoServer] + arguments)
        let cases = outcome.output.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Case.self, from: Data($0.utf8))
        }
        let failed = cases.filter { !$0.ok }
        for failure in failed.prefix(5) { Issue.record("\(failure.case): \(failure.error ?? "")") }
        #expect(failed.isEmpty, "\(failed.count) of \(cases.count) cases failed")
        #expect(cases.count >= casesMin, "\(cases.count) cases ran, expected \(casesMin)")
        #expect(outcome.status == 0, "\(outcome.output.suffix(2_000))")
    }
}
