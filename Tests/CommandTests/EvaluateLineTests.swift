import Foundation
import TestVectors
import Testing

/// What `muster evaluate` says of lines that it cannot evaluate, here and through a server.
@Suite("evaluate: lines", .serialized)
struct EvaluateLineTests {
    private static let pod =
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}"#

    private static let requests = """
        {"id":"1","user":{"groups":["system:authenticated"]},"object":\(pod),"raw":null,"oldObject":null,"media":null}

        no json
        {"id":"4","operation":"DELETE","object":\(pod)}
        {"id":"5","object":{"kind":"Pod","apiVersion":"v1","spec":{"hostPID":1}}}
        {"id":"6","raw":null,"object":null}
        {"id":"7","user":{"groups":["system:authenticated"]},"object":\(pod)}

        """

    private static let starts = [
        #"{"id":"1","allowed":true,"#, #"{"id":null,"line":3,"error":"the line is no JSON object: "#,
        #"{"id":"4","line":4,"error":"unknown operation `DELETE`"#, #"{"id":"5","line":5,"error":"`spec.hostPID`: "#,
        #"{"id":"6","line":6,"error":"neither `object` nor `raw` is there"}"#, #"{"id":"7","allowed":true,"#,
    ]

    @Test("each has the number of its line, with a server and without", arguments: [false, true])
    func lines(_ asksServer: Bool) throws {
        let server = asksServer ? try ServerProcess([], in: SharedFiles.project) : nil
        let arguments = server.map { ["--server", $0.location, "--insecure-skip-tls-verify"] } ?? []
        let result = try MusterProcess.run(["evaluate"] + arguments, input: Array(Self.requests.utf8))
        #expect(result.status == 3)
        let lines = result.text.split(separator: "\n").map(String.init)
        #expect(lines.count == Self.starts.count, "\(result.text)")
        for (line, start) in zip(lines, Self.starts) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(result.errorOutput.contains("4 of 6 requests could not be evaluated"), "\(result.errorOutput)")
    }

    @Test("lines are counted on from one slice to the next") func manyLines() throws {
        let line = #"{"id":1,"object":\#(Self.pod)}"#
        let count = 5_000
        let input = Array(repeating: line, count: count).joined(separator: "\n") + "\nbad\n\nworse"
        let result = try MusterProcess.run(["evaluate"], input: Array(input.utf8))
        let errors = result.text.split(separator: "\n").filter { $0.contains(#""error""#) }
        #expect(errors.count == 2)
        for (error, number) in zip(errors, [count + 1, count + 3]) {
            #expect(error.hasPrefix(#"{"id":null,"line":\#(number),"#), "\(error)")
        }
    }
}
