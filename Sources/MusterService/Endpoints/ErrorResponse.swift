import JSONScan
import Transport
import WireProtocol

/// An answer that is no verdict: status, and a JSON body `{"error": TEXT, "code": CODE}` that says what to do.
struct ErrorResponse: Error, Sendable {
    var status: Int
    /// For programs; never changes.
    var code: StaticString
    /// For people: lower case, no full stop.
    var message: String
    var headers: [HeaderField] = []

    init(_ status: Int, _ code: StaticString, _ message: String, headers: [HeaderField] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers
    }

    static func notFound(_ path: String) -> ErrorResponse {
        ErrorResponse(
            404,
            "not-found",
            "nothing is at `\(path.prefix(200))`; this server has POST /v1/evaluate, GET /livez, /readyz and /version"
        )
    }

    static func wrongMethod(_ method: String, allowed: StaticString) -> ErrorResponse {
        ErrorResponse(
            405,
            "method-not-allowed",
            "`\(method.prefix(20))` is not possible here, use \(allowed)",
            headers: [HeaderField("allow", allowed.description)]
        )
    }

    static func unsupportedMediaType(_ type: String?) -> ErrorResponse {
        let said = type.map { "content-type is `\($0.prefix(100))`" } ?? "content-type is missing"
        return ErrorResponse(
            415,
            "unsupported-media-type",
            "\(said); this endpoint takes \(MediaType.batch) and \(MediaType.lines)"
        )
    }

    static func badRequest(_ message: String) -> ErrorResponse { ErrorResponse(400, "bad-request", message) }

    static func overloaded(retryAfterSeconds: Int) -> ErrorResponse {
        ErrorResponse(
            503,
            "overloaded",
            "too many batches are being evaluated; nothing of this one was, try again",
            headers: [HeaderField("retry-after", String(retryAfterSeconds))]
        )
    }

    static var draining: ErrorResponse {
        ErrorResponse(
            503,
            "shutting-down",
            "this server is shutting down; ask another one",
            headers: [HeaderField("retry-after", "1")]
        )
    }

    var body: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.string(message)
        writer.key("code")
        writer.string("\(code)")
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }

    func send(on stream: HTTP2Stream, isHead: Bool = false) {
        let all = [HeaderField("content-type", MediaType.json)] + headers
        if isHead {
            stream.respond(status: status, headers: all, endStream: true)
        } else {
            stream.respond(status: status, headers: all, body: body)
        }
    }
}

extension MediaType {
    static let json = "application/json"
    static let text = "text/plain; charset=utf-8"

    /// Type and subtype in lower case, without parameters (RFC 9110, section 8.3.1).
    static func essence(_ value: String) -> String {
        let type = value.prefix { $0 != ";" }
        return type.filter { $0 != " " && $0 != "\t" }.lowercased()
    }
}
