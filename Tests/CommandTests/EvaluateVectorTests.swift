import Foundation
import JSONScan
import TestVectors
import Testing

/// Kubernetes 1.20's own answers through `muster evaluate`, a process a policy set.
@Suite(.serialized, .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct EvaluateVectorTests {
    /// A family of vectors: where its sets, requests and answers are, and which switches it needs.
    struct Family: Sendable, CustomTestStringConvertible {
        var name: String
        var sets: String
        var requests: String
        var expected: String
        var options: [String] = []
        /// Every n-th set is run: a process a set, so that the whole takes seconds.
        var setStride = 1
        /// Real manifests: their vectors do not say which undecodable bodies are so for a field that Muster need not know.
        var isReal = false
        /// Bodies by the requests' ids that go in place of their objects, and answers that differ for that.
        var protobuf: (requests: String, differing: String)?

        var testDescription: String { name }
    }

    static let families: [Family] = [
        Family(
            name: "update",
            sets: "policy-sets",
            requests: "update-requests",
            expected: "update-expected",
            setStride: 9
        ),
        Family(
            name: "raw",
            sets: "raw/raw-policy-sets",
            requests: "raw/raw-requests",
            expected: "raw/raw-expected"
        ),
        Family(
            name: "create",
            sets: "policy-sets",
            requests: "create-requests",
            expected: "create-expected",
            setStride: 9
        ),
        Family(
            name: "create-protobuf",
            sets: "policy-sets",
            requests: "create-requests",
            expected: "create-expected",
            setStride: 9,
            protobuf: ("raw/create-protobuf-requests", "raw/create-protobuf-differs")
        ),
        Family(
            name: "gates",
            sets: "gates-policy-sets",
            requests: "gates-requests",
            expected: "gates-expected",
            options: ["--feature-gates", "ProcMountType=true,EphemeralContainers=true,GenericEphemeralVolume=true"]
        ),
        Family(
            name: "upstream",
            sets: "upstream/policy-sets",
            requests: "upstream/create-update-requests",
            expected: "upstream/create-update-expected",
            setStride: 23
        ),
        Family(
            name: "own-rbac",
            sets: "corpus/own-rbac-policy-sets",
            requests: "corpus/own-rbac-requests",
            expected: "corpus/own-rbac-expected",
            setStride: 4,
            isReal: true
        ),
    ]

    @Test("evaluate answers as Kubernetes does", arguments: families)
    func answersMatch(_ family: Family) throws {
        let batches = try VectorBatch.load(family)
        var report = MismatchReport()
        for batch in batches {
            let folder = try TemporaryFolder()
            let policies = try folder.write("policies.json", batch.policyList)
            let result = try MusterProcess.run(
                ["evaluate", "-p", policies, "--kubernetes-version", "1.20", "--errors"] + family.options,
                input: batch.input
            )
            #expect(
                result.status == (batch.hasInvalid ? 3 : 0),
                "set \(batch.set): exit \(result.status): \(result.errorOutput.prefix(500))"
            )
            report.compare(batch, result.lines)
        }
        #expect(report.compared > 0)
        #expect(report.mismatches.isEmpty, "\(report)")
    }

    @Test(
        "a server answers request lines as this process does",
        arguments: families.filter { ["raw", "create-protobuf", "update"].contains($0.name) }
    )
    func serverAgrees(_ family: Family) throws {
        for batch in try VectorBatch.load(family).prefix(2) {
            let folder = try TemporaryFolder()
            let policies = try folder.write("policies.json", batch.policyList)
            let arguments = ["evaluate", "--kubernetes-version", "1.20", "--errors", "--patch"]
            let local = try MusterProcess.run(arguments + ["-p", policies], input: batch.input)
            let server = try ServerProcess(["-p", policies], in: folder.url)
            let remote = try MusterProcess.run(
                arguments + ["--server", server.location, "--insecure-skip-tls-verify"],
                input: batch.input
            )
            #expect(remote.status == local.status, "\(remote.errorOutput)")
            let differing = zip(local.lines, remote.lines).filter { $0 != $1 }
            let examples = differing.prefix(3).map { lines in
                "here: \(String(decoding: lines.0, as: UTF8.self))\nthere: \(String(decoding: lines.1, as: UTF8.self))"
            }
            #expect(local.lines.count == remote.lines.count)
            #expect(
                differing.isEmpty,
                "\(differing.count) differ in set \(batch.set):\n\(examples.joined(separator: "\n"))"
            )
        }
    }
}

/// The requests of one policy set with their expected answers.
struct VectorBatch {
    struct Question {
        var id: String
        var expected: ExpectedAnswer
        /// Kubernetes refuses the body for a field that Muster need not know.
        var mayIgnoreField: Bool
    }

    var set: String
    var policyList: String
    var input: [UInt8] = []
    var questions: [Question] = []

    var hasInvalid: Bool { questions.contains { $0.expected.isInvalid } }

    static func load(_ family: EvaluateVectorTests.Family) throws -> [VectorBatch] {
        var batches: [VectorBatch] = []
        var positions: [String: Int] = [:]
        for (index, line) in try SharedFiles.lines("vectors/\(family.sets).ndjson.gz").enumerated()
        where index.isMultiple(of: family.setStride) {
            let value = try JSONParser.parse(line)
            guard let set = value["set"]?.string, let list = value["list"] else { continue }
            positions[set] = batches.count
            batches.append(VectorBatch(set: set, policyList: list.jsonText))
        }
        let requests = try SharedFiles.lines("vectors/\(family.requests).ndjson.gz")
        let answers = try SharedFiles.lines("vectors/\(family.expected).ndjson.gz")
        let protobuf = try ProtobufBodies(family)
        guard requests.count == answers.count else { throw TestVectorError("\(family.name): unequal files") }
        for (line, answerLine) in zip(requests, answers) {
            let request = try JSONParser.parse(line)
            guard let set = request["set"]?.string, let position = positions[set] else { continue }
            if let protobuf {
                guard let body = protobuf.request(for: request) else { continue }
                try batches[position].append(
                    body,
                    Array(body.jsonText.utf8),
                    protobuf.answer(to: request) ?? JSONParser.parse(answerLine),
                    mayIgnoreFields: false
                )
            } else {
                try batches[position].append(
                    request,
                    line,
                    JSONParser.parse(answerLine),
                    mayIgnoreFields: family.isReal
                )
            }
        }
        return batches.filter { !$0.questions.isEmpty }
    }

    private mutating func append(
        _ request: JSONValue,
        _ line: [UInt8],
        _ answer: JSONValue,
        mayIgnoreFields: Bool
    ) throws {
        let id = request["id"]?.string ?? ""
        let isUpdate = request["operation"]?.string == "UPDATE"
        let isOutside = request["tags"]?.array?.contains { $0.string == "outside" } ?? mayIgnoreFields
        input += line + [0x0A]
        questions.append(
            Question(
                id: id,
                expected: ExpectedAnswer(answer, phase: isUpdate ? "validate" : "admit"),
                mayIgnoreField: isOutside
            )
        )
        // What Validate says of the pod that Admit left behind.
        guard !isUpdate, let validate = answer["validate"], validate["skipped"]?.bool != true else { return }
        guard var kept = request.members?.filter({ $0.key != "id" && $0.key != "tags" }) else { return }
        if validate["of"]?.string == "admitted" {
            guard let pod = answer["admit"]?["pod"] else { return }
            kept.removeAll { ["object", "raw", "media"].contains($0.key) }
            kept.append(.init("object", pod))
        }
        let validateID = id + "#validate"
        let question = JSONValue.object(
            kept + [.init("id", .string(validateID)), .init("phase", .string("validate"))]
        )
        input += Array(question.jsonText.utf8) + [0x0A]
        questions.append(
            Question(id: validateID, expected: ExpectedAnswer(answer, phase: "validate"), mayIgnoreField: false)
        )
    }
}

/// Requests with Kubernetes protobuf in place of their objects.
struct ProtobufBodies {
    private var bodies: [String: JSONValue] = [:]
    private var answers: [String: JSONValue] = [:]

    init?(_ family: EvaluateVectorTests.Family) throws {
        guard let files = family.protobuf else { return nil }
        for line in try SharedFiles.lines("vectors/\(files.requests).ndjson.gz") {
            let value = try JSONParser.parse(line)
            if let id = value["id"]?.string { bodies[id] = value["raw"] }
        }
        for line in try SharedFiles.lines("vectors/\(files.differing).ndjson.gz") {
            let value = try JSONParser.parse(line)
            if let id = value["id"]?.string { answers[id] = value }
        }
    }

    /// nil: there is no such pod in protobuf.
    func request(for request: JSONValue) -> JSONValue? {
        guard let raw = request["id"]?.string.flatMap({ bodies[$0] }), let members = request.members else { return nil }
        return .object(
            members.filter { $0.key != "object" }
                + [.init("raw", raw), .init("media", .string("application/vnd.kubernetes.protobuf"))]
        )
    }

    /// nil: the answer is that to the JSON object.
    func answer(to request: JSONValue) -> JSONValue? { request["id"]?.string.flatMap { answers[$0] } }
}

/// What an answer line must say.
struct ExpectedAnswer {
    var isInvalid: Bool
    var allowed: Bool
    var policy: String
    /// nil: the vectors do not say.
    var mutated: Bool?
    var message: String?
    var errors: [JSONValue]

    init(_ answer: JSONValue, phase: String) {
        isInvalid = answer["decodeError"] != nil
        let block = answer[phase]
        allowed = block?["allowed"]?.bool ?? false
        let name = block?["policy"]?.string ?? ""
        policy = name
        message = block?["message"]?.string
        errors = block?["errors"]?.array ?? []
        if phase == "admit", allowed {
            mutated = answer["perPolicy"]?.array.map { policies in
                policies.first { $0["name"]?.string == name }?["mutates"]?.bool ?? false
            }
        } else {
            mutated = false
        }
    }

    /// Where an answer line differs; nil if it agrees.
    func difference(from line: JSONValue) -> String? {
        if isInvalid { return line["error"]?.string == nil ? "expected an error" : nil }
        if let error = line["error"]?.string { return "unexpected error: \(error)" }
        if line["allowed"]?.bool != allowed { return "allowed: expected \(allowed)" }
        if !(line["policy"]?.string ?? "").utf8.elementsEqual(policy.utf8) { return "policy: expected \(policy)" }
        if let mutated, (line["mutated"]?.bool ?? false) != mutated { return "mutated: expected \(mutated)" }
        if let message, !(line["message"]?.string ?? "").utf8.elementsEqual(message.utf8) {
            return "message: expected \(message)"
        }
        if message == nil, let actual = line["message"]?.string { return "unexpected message \(actual)" }
        let actual = line["errors"]?.array ?? []
        if actual.count != errors.count { return "errors: expected \(errors.count), got \(actual.count)" }
        for (index, pair) in zip(actual, errors).enumerated() {
            for key in ["policy", "type", "field", "badValue", "detail"] where pair.0[key] != pair.1[key] {
                return "errors[\(index)].\(key): expected \(pair.1[key]?.jsonText ?? "nothing")"
            }
        }
        return nil
    }
}

/// What did not agree, a few examples of it only.
struct MismatchReport: CustomStringConvertible {
    var compared = 0
    var mismatches: [String] = []

    mutating func compare(_ batch: VectorBatch, _ lines: [[UInt8]]) {
        if lines.count != batch.questions.count {
            mismatches.append("set \(batch.set): \(batch.questions.count) requests, \(lines.count) answers")
        }
        for (question, line) in zip(batch.questions, lines) {
            compared += 1
            guard let answer = try? JSONParser.parse(line), answer["id"]?.string == question.id else {
                mismatches.append(
                    "set \(batch.set), \(question.id): answered with \(String(decoding: line, as: UTF8.self))"
                )
                continue
            }
            if question.mayIgnoreField, question.expected.isInvalid { continue }
            if let difference = question.expected.difference(from: answer) {
                mismatches.append(
                    "set \(batch.set), \(question.id): \(difference)\n    got \(answer.jsonText.prefix(1_000))"
                )
            }
        }
    }

    var description: String {
        "\(mismatches.count) of \(compared) differ; the first:\n" + mismatches.prefix(5).joined(separator: "\n")
    }
}
