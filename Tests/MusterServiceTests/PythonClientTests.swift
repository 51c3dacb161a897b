import Foundation
import JSONScan
import TestVectors
import Testing

/// The Python client takes request lines as the service does.
@Suite("Python client", .serialized, .enabled(if: PythonClient.isAvailable, "\(PythonClient.skipped)"))
struct PythonClientTests {
    private static let pod =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}"#
    private static let bad = #"{"apiVersion":"v1","kind":"Pod","spec":{"hostPID":1}}"#
    private static let everybody = #""user":{"groups":["system:authenticated"]}"#
    private static let known = #""user":{"username":"known","groups":["system:authenticated"]}"#

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    /// Request lines, and whether each can be evaluated.
    private static let lines: [(line: String, isGood: Bool)] = [
        // A requester that a bad line brings is not known by that.
        (#"{"id":1,\#(known),"phase":"bogus","object":\#(pod)}"#, false),
        (#"{"id":2,\#(known),"object":\#(pod)}"#, true),
        (#"{"id":3,\#(everybody),"media":"application/cbor","raw":"\#(base64(pod))"}"#, false),
        (#"{"id":4,"user":{"groups":"system:authenticated"},"object":\#(pod)}"#, false),
        (#"{"id":5,"user":{"groups":[1]},"object":\#(pod)}"#, false),
        (#"{"id":6,"user":"alice","object":\#(pod)}"#, false),
        (#"{"id":7,"user":false,"object":\#(pod)}"#, false),
        (#"{"id":8,\#(everybody),"namespace":1,"object":\#(pod)}"#, false),
        (#"{"id":9,\#(everybody),"operation":"DELETE","object":\#(pod)}"#, false),
        (#"{"id":10,\#(everybody),"phase":1,"object":\#(pod)}"#, false),
        (#"{"id":11,\#(everybody),"object":\#(pod),}"#, false),
        (#"{xid":12,\#(everybody),"object":\#(pod)}"#, false),
        (#"{"id":13,\#(everybody),"object":\#(pod)}{}"#, false),
        ("no json", false),
        (#"{"id":true,\#(everybody),"object":\#(pod)}"#, false),
        (#"{"id":"\ud800",\#(everybody),"object":\#(pod)}"#, true),
        (#"{"id":1.50,\#(everybody),"object":\#(pod)}"#, true),
        (#"{"id":18,"x":\#(String(repeating: "[", count: 20_000)),"object":\#(pod)}"#, false),
        (#"{"id":19,\#(everybody),"raw":"?","object":\#(pod)}"#, false),
        // Of `object` and `raw` the last counts.
        (#"{"id":20,\#(everybody),"raw":"\#(base64(bad))","object":\#(pod)}"#, true),
        (#"{"id":21,\#(everybody),"raw":"\#(base64(pod))","object":\#(bad)}"#, false),
        (#"{"id":22,\#(everybody),"object":\#(bad),"raw":"\#(base64(pod))"}"#, true),
        (#"{"id":23,\#(everybody),"object":\#(pod),"raw":null}"#, true),
        (#"{"id":24,\#(everybody)}"#, false),
        (#"{"id":25,\#(everybody),"media":"application/vnd.kubernetes.protobuf","object":\#(pod)}"#, false),
        (#"{"id":26,\#(everybody),"x":NaN,"object":\#(pod)}"#, false),
        (#"{"id":27,"user":{"username":null,"groups":[null,"system:authenticated"]},"object":\#(pod)}"#, true),
        (#"{"id":28,"user":{"username":"\#(String(repeating: "x", count: 4_097))"},"object":\#(pod)}"#, false),
        (#"{"id":29,"phase":null,"media":null,"operation":null,\#(everybody),"object":\#(pod)}"#, true),
        (#"{"id":30,"user":{"username":"other","groups":["system:authenticated"]},"object":\#(pod)}"#, true),
        (#"{"id":31,\#(known),"object":\#(pod)}"#, true),
        (#"{"id":32,"namespace":"\ud800",\#(everybody),"object":\#(pod)}"#, true),
        (#"{"id":33,"user":{"username":"\ud800","groups":["system:authenticated"]},"object":\#(pod)}"#, true),
        ("\u{C}", false),
    ]

    @Test("evaluates and refuses the lines that the service does, with the same answers")
    func agreesWithTheService() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let input = Self.lines.map { $0.line + "\n" }.joined()
        let asked = try await server.connect().evaluate("", input).lines.dropLast()
        let result = try await PythonClient().run(["--server", server.url, "--insecure"], input: Array(input.utf8))
        let output = String(decoding: result.output, as: UTF8.self)
        #expect(result.status == 3, "\(output)")
        let answers = output.split(separator: "\n").map(String.init)
        try #require(answers.count == Self.lines.count && asked.count == Self.lines.count, "\(output)")
        for (index, (line, isGood)) in Self.lines.enumerated() {
            let answer = try JSONParser.parse(answers[index])
            let served = try JSONParser.parse(asked[index])
            #expect((answer["error"] == nil) == isGood, "\(line.prefix(300)): \(answers[index])")
            for field in ["id", "line", "allowed", "policy", "message", "mutated"] {
                #expect(answer[field] == served[field], "\(line.prefix(300)): \(answers[index]), not \(asked[index])")
            }
        }
    }

    @Test("answers a request before the next is written")
    func isFullDuplex() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let request = #"{"id":1,\#(Self.everybody),"object":\#(Self.pod)}"#
        let result = try await PythonClient().converse(
            ["--server", server.url, "--insecure"],
            [request, "no json", request]
        )
        let output = String(decoding: result.output, as: UTF8.self)
        #expect(result.status == 3, "\(output)")
        let isAllowed = output.split(separator: "\n").map { $0.contains(#""allowed": true"#) }
        #expect(isAllowed == [true, false, true], "\(output)")
    }
}
