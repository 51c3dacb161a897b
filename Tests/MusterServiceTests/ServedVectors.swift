import Foundation
import JSONScan
import Logging
import Manifests
import MusterClient
import MusterService
import PolicyObjects
import TestVectors
import Transport
import WireProtocol

/// The vectors of one policy set: request lines, and what Kubernetes answered.
struct ServedVectors {
    var list: JSONValue
    var lines: [[UInt8]] = []
    /// JSON of the answers that belong to the lines: `admit`, or `validate` of an update.
    var answers: [JSONValue] = []

    private static let sets = try? SharedFiles.lines("vectors/policy-sets.ndjson.gz")
    /// Creates and updates: the line of the request, the line of the answer, and which part of it is meant.
    private static let vectors = [("create", "admit"), ("update", "validate")].map { kind, field in
        (
            (try? SharedFiles.lines("vectors/\(kind)-requests.ndjson.gz")) ?? [],
            (try? SharedFiles.lines("vectors/\(kind)-expected.ndjson.gz")) ?? [], field
        )
    }

    /// The requests for a policy set; creates and updates.
    init(set name: String) throws {
        let marker = Data("\"set\":\"\(name)\"".utf8)
        guard let line = Self.sets?.first(where: { Data($0.prefix(100)).range(of: marker) != nil }),
            let list = try JSONParser.parse(line)["list"]
        else { throw TestVectorError("no policy set \(name)") }
        self.list = list
        for (requests, expected, field) in Self.vectors {
            for (request, answer) in zip(requests, expected) where Data(request.prefix(300)).range(of: marker) != nil {
                lines.append(request)
                let tree = try JSONParser.parse(answer)
                answers.append(tree["decodeError"] == nil ? tree[field] ?? .null : .null)
            }
        }
        guard lines.count > 100 else { throw TestVectorError("only \(lines.count) requests for policy set \(name)") }
    }

    /// A server on a port of the system's choice that answers by this set, as Kubernetes 1.20 would.
    func withServer(_ body: (_ url: String) async throws -> Void) async throws {
        let sources = try PolicySetLoader.sources(inList: list)
        let store = PolicySetStore(sources, version: .v1_20) { AdmissionOptions(version: $0) }
        let server = MusterServer(
            MusterServer.Configuration(
                transport: ServerConfiguration(
                    listen: [.tcp(host: "127.0.0.1", port: 0)],
                    tls: try TLSServerContext(selfSignedFor: [])
                ),
                policySets: store,
                version: "test",
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try server.start()
        do {
            try await body("https://\(server.boundAddresses[0])")
        } catch {
            _ = await server.drain(timeout: .zero)
            throw error
        }
        _ = await server.drain(timeout: .seconds(5))
    }

    /// Which answer lines are not Kubernetes' answers: at most 5 of them, in words.
    func differences(_ output: [[UInt8]]) throws -> [String] {
        var differences: [String] = []
        if output.count != lines.count { differences.append("\(output.count) answers to \(lines.count) requests") }
        for (line, answer) in zip(output, answers) {
            let read = try JSONParser.parse(line)
            if Self.isSame(read, answer) { continue }
            differences.append(
                "answered \(String(decoding: line.prefix(600), as: UTF8.self)), expected \("\(answer)".prefix(600))"
            )
        }
        return Array(differences.prefix(5))
    }

    private static func isSame(_ read: JSONValue, _ answer: JSONValue) -> Bool {
        if answer.isNull { return read["error"] != nil }
        guard read["error"] == nil, read["allowed"] == answer["allowed"] else { return false }
        if answer["skipped"]?.bool == true { return read["ignored"]?.bool == true }
        return read["policy"] == answer["policy"] && read["message"] == answer["message"]
            && (read["errors"]?.array ?? []) == (answer["errors"]?.array ?? [])
    }
}
