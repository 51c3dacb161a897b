import Foundation
import JSONScan
import SwiftProtobuf
import TestVectors
import Testing
import WireProtocol

/// What a request line said, copied out.
private struct Request: Equatable, CustomStringConvertible {
    var id: String?
    var operation = RequestLine.Operation.create
    var asksValidate = false
    var namespace = ""
    var username = ""
    var groups: [String] = []
    var subresource = ""
    var object: [UInt8]?
    var media = RequestLine.Media.json
    var oldObject: [UInt8]?

    var description: String {
        "id \(id ?? "none"), \(operation), validate \(asksValidate), namespace \(namespace), user \(username) \(groups), "
            + "subresource \(subresource), \(media) object of \(object?.count ?? -1) bytes, old object of \(oldObject?.count ?? -1)"
    }

    init() {}

    init(_ request: RequestLine, _ line: [UInt8]) {
        func text(_ range: Range<Int>) -> String { String(decoding: request.texts[range], as: UTF8.self) }
        id = request.id.map { String(decoding: line[$0], as: UTF8.self) }
        operation = request.operation
        asksValidate = request.asksValidate
        namespace = text(request.namespace)
        username = text(request.username)
        groups = request.groups.map(text)
        subresource = text(request.subresource)
        media = request.media
        oldObject = request.oldObject.map { Array(line[$0]) }
        switch request.object {
        case .absent: object = nil
        case .line(let range): object = Array(line[range])
        case .texts(let range): object = Array(request.texts[range])
        }
    }
}

@Suite struct RequestLineTests {
    private static func read(_ line: String) throws -> Request {
        var request = RequestLine()
        let bytes = Array(line.utf8)
        try request.read(bytes.span.bytes)
        return Request(request, bytes)
    }

    @Test func everyFieldIsFound() throws {
        let request = try Self.read(
            #"{"tags":["x",{"id":1}],"id":"a\"b","set":"s","operation":"UPDATE","namespace":"te\u0061m","user":{"groups":["g1","g\n2"],"x":0,"username":"al"},"#
                + #""object": {"kind":"Pod"} ,"oldObject":[1],"subresource":"status","phase":"validate"}"#
        )
        var expected = Request()
        expected.id = #""a\"b""#
        expected.operation = .update
        expected.namespace = "team"
        expected.username = "al"
        expected.groups = ["g1", "g\n2"]
        expected.object = Array(#"{"kind":"Pod"}"#.utf8)
        expected.oldObject = Array("[1]".utf8)
        expected.subresource = "status"
        expected.asksValidate = true
        #expect(request == expected)
    }

    @Test func nullAndAbsentAreTheSame() throws {
        let line =
            #"{"id":null,"operation":null,"namespace":null,"user":null,"object":{},"oldObject":null,"subresource":null,"phase":null,"raw":null,"media":null}"#
        #expect(try Self.read(line) == Self.read(#"{"object":{}}"#))
        #expect(try Self.read(#"{"object":{},"user":{"username":null,"groups":null}}"#) == Self.read(#"{"object":{}}"#))
    }

    /// The pod is named in one of two fields, and null in the other says nothing.
    @Test(arguments: [
        (#"{"object":{},"raw":null}"#, "{}"), (#"{"raw":null,"object":{}}"#, "{}"),
        (#"{"object":null,"raw":"e30="}"#, "{}"), (#"{"raw":"e30=","object":null}"#, "{}"),
        (#"{"object":[],"raw":"e30="}"#, "{}"), (#"{"raw":"e30=","object":[]}"#, "[]"),
        (#"{"object":[],"raw":"e30=","raw":null}"#, "[]"), (#"{"raw":"e30=","object":[],"object":null}"#, "{}"),
    ])
    func nullTakesBackItsOwnFieldAlone(line: String, object: String) throws {
        #expect(try Self.read(line).object == Array(object.utf8))
    }

    @Test(arguments: [
        #"{"object":null}"#, #"{"raw":null}"#, #"{"object":{},"object":null,"raw":null}"#, "{}",
        #"{"subresource":"status"}"#,
    ])
    func aRequestWithoutAnyObjectIsRefused(line: String) {
        #expect(throws: RequestLineError.self) { try Self.read(line) }
    }

    @Test func theLastOfRepeatedFieldsCounts() throws {
        let request = try Self.read(
            #"{"object":1,"namespace":"a","namespace":"b","user":{"groups":["x"]},"user":{"username":"u"},"object":2}"#
        )
        #expect(request.namespace == "b")
        #expect(request.groups == [])
        #expect(request.username == "u")
        #expect(request.object == Array("2".utf8))
    }

    @Test func rawIsDecoded() throws {
        let request = try Self.read(#"{"id":7,"raw":"azhz\u0041A==","media":"application/vnd.kubernetes.protobuf"}"#)
        #expect(request.id == "7")
        #expect(request.object == [0x6B, 0x38, 0x73, 0])
        #expect(request.media == .kubernetesProtobuf)
    }

    @Test(arguments: [
        (#"{"id":"1","operation":"DELETE","object":{}}"#, "unknown operation `DELETE`, expected `CREATE` or `UPDATE`"),
        (#"{"operation":1,"object":{},"id":"1"}"#, "`operation` is no text"),
        (#"{"phase":"later","object":{},"id":"1"}"#, "unknown phase `later`, expected `admit` or `validate`"),
        (#"{"namespace":{},"object":{},"id":"1"}"#, "`namespace` is no text"),
        (#"{"user":"root","object":{},"id":"1"}"#, "`user` is no object"),
        (#"{"user":{"groups":"g"},"object":{},"id":"1"}"#, "`user.groups` is no list"),
        (#"{"user":{"groups":[1]},"object":{},"id":"1"}"#, "a group of the user is no text"),
        (#"{"raw":"a","id":"1"}"#, "`raw` is no base64"),
        (#"{"raw":"=AAA","id":"1"}"#, "`raw` is no base64"),
        (#"{"raw":"A===","id":"1"}"#, "`raw` is no base64"),
        (#"{"raw":"AA=A","id":"1"}"#, "`raw` is no base64"),
        (#"{"id":"1"}"#, "neither `object` nor `raw` is there"),
        (#"{"id":"1","object":{}"#, "the line is no JSON object: unexpected end of JSON at byte 21"),
        (#"{"id":"1","object":{}}}"#, "the line is no JSON object: bytes after the end of the JSON value at byte 22"),
    ])
    func aBadLineSaysWhatIsWrongAndKeepsItsID(line: String, reason: String) {
        var request = RequestLine()
        let bytes = Array(line.utf8)
        var error: RequestLineError?
        do throws(RequestLineError) { try request.read(bytes.span.bytes) } catch let thrown { error = thrown }
        #expect(error?.reason == reason)
        #expect(request.id.map { String(decoding: bytes[$0], as: UTF8.self) } == #""1""#)
    }

    struct Limit: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var count: Int
        var reason: String
        /// A line that has `count` of what is limited.
        var line: @Sendable (_ count: Int) -> String
    }

    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    private static func json(ofBytes count: Int) -> String { "{\"a\":\"\(text(count - 8))\"}" }

    static let limits: [Limit] = [
        Limit(testDescription: "groups", count: 1_024, reason: "`user.groups` has 1025 groups; at most 1024 are taken")
        {
            #"{"id":"1","object":{},"user":{"groups":["#
                + Array(repeating: #""g""#, count: $0).joined(separator: ",") + "]}}"
        },
        Limit(testDescription: "a group", count: 4_096, reason: "a name in `user` is longer than 4096 bytes") {
            #"{"id":"1","object":{},"user":{"groups":["a","\#(text($0))"]}}"#
        },
        Limit(testDescription: "username", count: 4_096, reason: "a name in `user` is longer than 4096 bytes") {
            #"{"id":"1","object":{},"user":{"username":"\#(text($0))"}}"#
        },
        Limit(testDescription: "namespace", count: 1_024, reason: "`namespace` is longer than 1024 bytes") {
            #"{"id":"1","object":{},"namespace":"\#(text($0))"}"#
        },
        Limit(testDescription: "subresource", count: 1_024, reason: "`subresource` is longer than 1024 bytes") {
            #"{"id":"1","object":{},"subresource":"\#(text($0))"}"#
        },
        Limit(testDescription: "object", count: 3 << 20, reason: "`object` is longer than 3145728 bytes") {
            #"{"id":"1","object":\#(json(ofBytes: $0))}"#
        },
        Limit(testDescription: "oldObject", count: 3 << 20, reason: "`oldObject` is longer than 3145728 bytes") {
            #"{"id":"1","object":{},"oldObject":\#(json(ofBytes: $0))}"#
        },
        Limit(testDescription: "raw", count: 3 << 20, reason: "`raw` stands for more than 3145728 bytes") {
            #"{"id":"1","raw":"\#(Data(json(ofBytes: $0).utf8).base64EncodedString())"}"#
        },
    ]

    @Test("a line has the limits of the binary protocol", arguments: limits)
    func beyondALimit(_ limit: Limit) throws {
        _ = try Self.read(limit.line(limit.count))
        #expect(throws: RequestLineError(limit.reason)) { try Self.read(limit.line(limit.count + 1)) }
    }

    @Test("what a line's user may take, a `Subject` may, with any id") func subjectBytes() throws {
        func line(_ rest: Int) -> String {
            let groups = Array(repeating: "\"\(Self.text(4_096))\"", count: 15) + ["\"\(Self.text(rest))\""]
            return "{\"object\":{},\"user\":{\"groups\":[\(groups.joined(separator: ","))]}}"
        }
        // 4 bytes of the id, 3 beside each name.
        let rest = 65_536 - 4 - 15 * 4_099 - 3
        let request = try Self.read(line(rest))
        #expect(throws: RequestLineError.self) { try Self.read(line(rest + 1)) }
        var subject = WireSubject()
        subject.id = UInt32(WireLimits.standard.subjectsMax)
        subject.groups = request.groups
        let bytes: [UInt8] = try subject.serializedBytes()
        #expect(bytes.count == WireLimits.standard.subjectBytesMax)
    }

    @Test("damaged UTF-8 in texts becomes U+FFFD, a byte at a time") func damagedTexts() throws {
        let texts: [([UInt8], String)] = [
            ([0xFF], "\u{FFFD}"), ([0x61, 0xC3, 0x28], "a\u{FFFD}("), (Array("é\u{10FFFF}".utf8), "é\u{10FFFF}"),
            ([0xE2, 0x82], "\u{FFFD}\u{FFFD}"), ([0xED, 0xA0, 0x80, 0x7A], "\u{FFFD}\u{FFFD}\u{FFFD}z"),
        ]
        for (bytes, text) in texts {
            let line = Array(#"{"object":{},"namespace":""#.utf8) + bytes + Array(#""}"#.utf8)
            var request = RequestLine()
            try request.read(line.span.bytes)
            #expect(Request(request, line).namespace == text, "\(bytes)")
            #expect(Array(request.texts[request.namespace]) == Array(text.utf8), "\(bytes)")
        }
    }

    @Test func anObjectMayNestAsDeepAsKubernetesAllows() throws {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(try Self.read("{\"object\":\(deep)}").object?.count == 20_000)
        #expect(throws: RequestLineError.self) { try Self.read("{\"object\":[\(deep)]}") }
    }

    @Test(
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"),
        arguments: [
            "vectors/create-requests.ndjson.gz", "vectors/update-requests.ndjson.gz",
            "vectors/raw/raw-requests.ndjson.gz",
        ]
    )
    func theVectorsReadAsTheirTreesSay(file: String) throws {
        var request = RequestLine()
        var failures = 0
        // A tree is slow to build in a debug build: every ninth line.
        for (number, line) in try SharedFiles.lines(file).enumerated() where number % 9 == 0 {
            let tree = try JSONParser.parse(line)
            try request.read(line.span.bytes)
            let read = Request(request, line)
            var expected = Request()
            expected.id = tree["id"]?.string.map { "\"\($0)\"" }
            expected.operation = tree["operation"]?.string == "UPDATE" ? .update : .create
            expected.namespace = tree["namespace"]?.string ?? ""
            expected.username = tree["user"]?["username"]?.string ?? ""
            expected.groups = tree["user"]?["groups"]?.array?.compactMap(\.string) ?? []
            expected.subresource = tree["subresource"]?.string ?? ""
            expected.media =
                tree["media"]?.string == "application/vnd.kubernetes.protobuf" ? .kubernetesProtobuf : .json
            if let raw = tree["raw"]?.string {
                expected.object = Data(base64Encoded: raw).map { [UInt8]($0) }
            } else {
                expected.object = read.object
                #expect(try tree["object"] == read.object.map(JSONParser.parse))
            }
            expected.oldObject = read.oldObject
            #expect(try tree["oldObject"] == read.oldObject.map(JSONParser.parse))
            if read != expected {
                failures += 1
                if failures <= 5 {
                    Issue.record(
                        "line: \(String(decoding: line.prefix(300), as: UTF8.self))\nexpected: \(expected)\nread: \(read)"
                    )
                }
            }
        }
        #expect(failures == 0)
    }
}

@Suite struct AnswerLineTests {
    @Test func answersHaveTheirFields() {
        var writer = AnswerLineWriter()
        let id = Array(#""a""#.utf8)
        let restricted = Array("restricted".utf8)
        writer.begin(id: id.span)
        writer.admitted(policy: restricted.span, isMutated: true, patch: Array("[]".utf8).span)
        writer.end()
        writer.begin(id: Span())
        writer.ignored()
        writer.end()
        writer.begin(id: Array("2".utf8).span)
        writer.source(
            file: "f.yaml",
            document: 3,
            kind: Array("Pod".utf8),
            namespace: Array("n".utf8),
            name: Array("p".utf8),
            user: Array("u".utf8)
        )
        writer.denied(message: Array("pods \"p\" is forbidden: \u{1}".utf8 + [0xFF]).span)
        writer.beginErrors()
        writer.error(
            policy: restricted.span,
            type: "FieldValueInvalid",
            field: Array("spec.x".utf8).span,
            badValue: Array("true".utf8).span,
            detail: Array("no".utf8).span
        )
        writer.error(
            policy: restricted.span,
            type: "FieldValueForbidden",
            field: Array("spec.y".utf8).span,
            badValue: Array("\"\"".utf8).span,
            detail: Span()
        )
        writer.endErrors()
        writer.end()
        writer.begin(id: id.span)
        writer.failed("no `object`")
        writer.end()
        var summary = WireSummary()
        summary.items = 4
        summary.denied = 1
        writer.summary(summary)
        let expected = #"""
            {"id":"a","allowed":true,"policy":"restricted","mutated":true,"patch":[]}
            {"id":null,"allowed":true,"policy":"","mutated":false,"ignored":true}
            {"id":2,"file":"f.yaml","document":3,"kind":"Pod","namespace":"n","name":"p","user":"u","allowed":false,"policy":"","mutated":false,"message":"pods \"p\" is forbidden: \u0001�","errors":[{"policy":"restricted","type":"FieldValueInvalid","field":"spec.x","badValue":true,"detail":"no"},{"policy":"restricted","type":"FieldValueForbidden","field":"spec.y","badValue":"","detail":""}]}
            {"id":"a","error":"no `object`"}
            {"summary":{"items":4,"allowed":0,"denied":1,"invalid":0,"ignored":0,"overloaded":0,"mutated":0}}

            """#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }
}
