import Foundation
import JSONScan
import PodFacts
import Testing
import TestVectors

/// Kubernetes' own decoder against ours, on the bytes of the full vectors.
@Suite(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct ProtobufVectorTests {
    /// What Kubernetes made of a body: nil if it refused it.
    struct Case {
        var id: String
        var body: [UInt8]
        var expected: [String]?
    }

    static func body(_ request: JSONValue) throws -> [UInt8] {
        try #require(Data(base64Encoded: request["raw"]?.string ?? "")).map { $0 }
    }

    /// The facts of the pod that Kubernetes read, and the answer's id.
    static func answer(_ line: [UInt8]) throws -> (id: String, facts: [String]?) {
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        let id = answer["id"] as? String ?? ""
        guard answer["decodeError"] == nil, let pod = answer["defaulted"] as? [String: Any] else { return (id, nil) }
        return (id, FoundationPodReader.describe(pod))
    }

    static func check(_ cases: [Case], acceptsBarePod: Bool) {
        var reader = ProtobufPodReader(acceptsBarePod: acceptsBarePod)
        var facts = PodFacts()
        var failures = 0
        for one in cases {
            var actual: [String]?
            var reason = ""
            do {
                try one.body.withUnsafeBytes { bytes in try reader.read(bytes.bytes, into: &facts) }
                actual = describe(facts)
            } catch {
                reason = "\(error)"
            }
            guard actual != one.expected else { continue }
            failures += 1
            guard failures <= 5 else { continue }
            let (left, right) = (actual ?? [], one.expected ?? [])
            let differing = zip(left, right).filter { $0 != $1 }.prefix(3).map { "\($0) expected \($1)" }
            Issue.record(
                """
                \(one.id): \(actual == nil ? "refused (\(reason))" : "read"), \
                Kubernetes \(one.expected == nil ? "refused it" : "read it"); \(left.count) lines, expected \(right.count)
                \(differing.joined(separator: "\n"))
                \(Data(one.body).base64EncodedString())
                """
            )
        }
        #expect(failures == 0, "\(failures) of \(cases.count) bodies read differently")
    }

    @Test func hostileBodiesAreReadOrRefusedAsByKubernetes() throws {
        let requests = try SharedFiles.lines("vectors/raw/raw-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/raw/raw-expected.ndjson.gz")
        var cases: [Case] = []
        for (request, answer) in zip(requests, answers) {
            let request = try JSONParser.parse(request)
            guard request["media"]?.string == "application/vnd.kubernetes.protobuf" else { continue }
            cases.append(
                Case(
                    id: request["id"]?.string ?? "",
                    body: try Self.body(request),
                    expected: try Self.answer(answer).facts
                )
            )
        }
        #expect(cases.count == 7220)
        Self.check(cases, acceptsBarePod: false)
    }

    @Test func everyCreateRequestIsReadAsByKubernetes() throws {
        let requests = try SharedFiles.lines("vectors/raw/create-protobuf-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/create-expected.ndjson.gz")
        var expected: [String: [String]?] = [:]
        for line in answers + (try SharedFiles.lines("vectors/raw/create-protobuf-differs.ndjson.gz")) {
            let (id, facts) = try Self.answer(line)
            expected[id] = .some(facts)
        }
        var cases: [Case] = []
        for line in requests {
            let request = try JSONParser.parse(line)
            let id = request["id"]?.string ?? ""
            cases.append(Case(id: id, body: try Self.body(request), expected: try #require(expected[id])))
        }
        #expect(cases.count == 18601)
        Self.check(cases, acceptsBarePod: true)
    }
}
