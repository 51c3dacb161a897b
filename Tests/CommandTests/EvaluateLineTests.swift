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

    private static func request(_ id: Int, _ fields: String) -> [UInt8] {
        Array("{\"id\":\(id),\(fields)}\n".utf8)
    }

    /// The least pod in protobuf, in its envelope; `pod` in JSON is the same.
    private static let protobufPod: String = {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            [number << 3 | 2, UInt8(content.count)] + content
        }
        let container = field(1, Array("c".utf8))
        let pod = field(1, field(1, Array("p".utf8))) + field(2, field(2, container))
        let type = field(1, Array("v1".utf8)) + field(2, Array("Pod".utf8))
        return Data([0x6B, 0x38, 0x73, 0] + field(1, type) + field(2, pod)).base64EncodedString()
    }()

    /// Lines each of which is beyond a limit or otherwise not what the binary protocol takes, with good ones between them.
    private static let oddLines: [(line: [UInt8], start: String)] = {
        let groups = Array(repeating: "\"g\"", count: 1_025).joined(separator: ",")
        let text = String(repeating: "x", count: 3 << 20)
        let large =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","annotations":{"a":"\#(text)"}},"spec":{}}"#
        let names = Array(repeating: "\"\(text.prefix(4_096))\"", count: 16).joined(separator: ",")
        var lines: [(line: [UInt8], start: String)] = [
            (
                request(1, #""user":{"groups":[\#(groups)]},"object":\#(pod)"#),
                #"{"id":1,"line":1,"error":"`user.groups` has 1025"#
            ),
            (
                request(2, #""user":{"groups":[\#(names)]},"object":\#(pod)"#),
                #"{"id":2,"line":2,"error":"`user` takes"#
            ),
            (
                request(3, #""namespace":"\#(text.prefix(1_025))","object":\#(pod)"#),
                #"{"id":3,"line":3,"error":"`namespace` is longer than 1024 bytes"#
            ),
            (request(4, #""object":\#(large)"#), #"{"id":4,"line":4,"error":"`object` is longer than 3145728 bytes"#),
            (
                request(5, #""operation":"UPDATE","object":\#(pod),"oldObject":\#(large)"#),
                #"{"id":5,"line":5,"error":"`oldObject` is longer than 3145728 bytes"#
            ),
            (
                request(6, #""x":"\#(String(repeating: text, count: 4))","object":\#(pod)"#),
                #"{"id":null,"line":6,"error":"the line is longer than 12582912 bytes"#
            ),
            (
                Array(#"{"id":7,"namespace":"n"#.utf8) + [0xFF] + Array(#"","object":\#(pod)}"#.utf8) + [0x0A],
                #"{"id":7,"allowed":false,"#
            ),
            (
                request(
                    8,
                    #""operation":"UPDATE","raw":"\#(protobufPod)","media":"application/vnd.kubernetes.protobuf","oldObject":\#(pod)"#
                ),
                #"{"id":8,"allowed":true,"policy":"","mutated":false,"ignored":true"#
            ),
            (
                request(9, #""subresource":"status","raw":"AAAA","media":"application/vnd.kubernetes.protobuf""#),
                #"{"id":9,"allowed":true,"#
            ),
        ]
        lines.append(
            (request(10, #""user":{"groups":["system:authenticated"]},"object":\#(pod)"#), #"{"id":10,"allowed":true,"#)
        )
        return lines
    }()

    @Test("a line means the same here and through a server, and those after it are answered", .timeLimit(.minutes(5)))
    func oddLines() throws {
        let input = Self.oddLines.flatMap { $0.line }
        let server = try ServerProcess([], in: SharedFiles.project)
        let here = try MusterProcess.run(["evaluate"], input: input)
        let there = try MusterProcess.run(
            ["evaluate", "--server", server.location, "--insecure-skip-tls-verify"],
            input: input
        )
        for result in [here, there] {
            #expect(result.status == 3, "\(result.errorOutput)")
            let lines = result.text.split(separator: "\n").map(String.init)
            #expect(lines.count == Self.oddLines.count, "\(result.text)")
            for (line, odd) in zip(lines, Self.oddLines) {
                #expect(line.hasPrefix(odd.start), "\(line)\nexpected \(odd.start)")
            }
        }
        #expect(here.text == there.text)
    }

    @Test("a list of errors that is too long to be told is cut in the same place, and says so", .timeLimit(.minutes(5)))
    func longErrors() throws {
        let added = (0..<90_000).map { "\"C\($0)\"" }.joined(separator: ",")
        let user = #"{"username":"system:serviceaccount:psp-eks-restrictive:eks-test-user"}"#
        let input = Self.request(
            1,
            #""namespace":"psp-eks-restrictive","user":\#(user),"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"#
                + #""spec":{"containers":[{"name":"c","securityContext":{"capabilities":{"add":[\#(added)]}}}]}}"#
        )
        let policies = ["-p", "Sample/eks/restrictive.yaml", "-p", "Sample/eks/grant.yaml"]
        let server = try ServerProcess(policies, in: SharedFiles.project)
        let here = try MusterProcess.run(["evaluate"] + policies, input: input, in: SharedFiles.project)
        let there = try MusterProcess.run(
            ["evaluate", "--server", server.location, "--insecure-skip-tls-verify"],
            input: input
        )
        #expect(
            here.text.hasSuffix("capability may not be added (more errors were left out)]\"}\n"),
            "\(here.text.suffix(200))"
        )
        #expect(here.text == there.text, "\(there.text.suffix(200)) \(there.errorOutput)")
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
