import MusterService
import Testing
import Transport
import WireProtocol

@Suite("Endpoints")
struct EndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method: String
        var path: String
        var type: String?
        var status: Int
        var holds: String

        var testDescription: String { "\(method) \(path) \(type ?? "")" }
    }

    static let cases = [
        Case(method: "GET", path: "/livez", status: 200, holds: "ok"),
        Case(method: "GET", path: "/readyz", status: 200, holds: "ok"),
        Case(method: "HEAD", path: "/readyz", status: 200, holds: ""),
        Case(method: "GET", path: "/version", status: 200, holds: "\"kubernetesVersion\":\"1.24\""),
        Case(method: "GET", path: "/nothing", status: 404, holds: "{\"error\":\"nothing is at `/nothing`"),
        Case(method: "GET", path: "/v1/evaluate", status: 405, holds: "use POST"),
        Case(method: "DELETE", path: "/livez", status: 405, holds: "use GET, HEAD"),
        Case(method: "POST", path: "/v1/evaluate", status: 415, holds: "content-type is missing"),
        Case(method: "POST", path: "/v1/evaluate", type: "text/plain", status: 415, holds: "`text/plain`"),
        Case(
            method: "POST",
            path: "/v1/evaluate?patch=maybe",
            type: "application/x-ndjson",
            status: 400,
            holds: "expected true or false"
        ),
        Case(
            method: "POST",
            path: "/v1/evaluate?kubernetesVersion=1.9",
            type: "application/x-ndjson",
            status: 400,
            holds: "1.13, 1.20, 1.24"
        ),
        Case(
            method: "POST",
            path: "/v1/evaluate?patches=true",
            type: "application/x-ndjson",
            status: 400,
            holds: "unknown parameter `patches`"
        ),
        Case(
            method: "POST",
            path: "/v1/evaluate?patch=%zz",
            type: "application/x-ndjson",
            status: 400,
            holds: "malformed"
        ),
    ]

    @Test("each request gets its status and says why", arguments: cases)
    func statuses(_ test: Case) async throws {
        let server = try TestServer()
        defer { server.stop() }
        let response = try await server.connect().ask(test.method, test.path, type: test.type)
        #expect(response.status == test.status)
        #expect(test.holds.isEmpty ? response.body.isEmpty : response.text.contains(test.holds), "\(response.text)")
    }

    @Test("batches beyond the bound are refused before they begin, and may be asked again")
    func overload() async throws {
        let server = try TestServer(batchesMax: 1)
        defer { server.stop() }
        let connection = try await server.connect()
        let head = RequestHead(
            method: "POST",
            path: "/v1/evaluate",
            scheme: "https",
            headers: [HeaderField("content-type", MediaType.lines)]
        )
        let first = connection.exchange(head)
        #expect(try await first.head.status == 200)
        let refused = try await connection.evaluate("", "{}\n")
        #expect(refused.status == 503)
        #expect(refused.headers.first("retry-after") == "1")
        first.finish()
        #expect(try await first.response().text.contains("\"items\":0"))
        for _ in 0..<100 where server.server.batchCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await connection.evaluate("", "").status == 200)
    }
}
