import JSONScan
import PodFacts
import Testing
import TestVectors

/// `validate.skipped` of the full vectors: what Kubernetes does not look at.
@Suite(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct UnchangedUpdateVectorTests {
    struct Update {
        var id: String
        var old: JSONValue
        var new: JSONValue
        var isSkipped: Bool
    }

    static func updates(_ requests: String, _ answers: String) throws -> [Update] {
        var updates: [Update] = []
        for (request, answer) in zip(try SharedFiles.lines(requests), try SharedFiles.lines(answers)) {
            let request = try JSONParser.parse(request)
            guard request["operation"]?.string == "UPDATE", (request["subresource"]?.string ?? "").isEmpty,
                let old = request["oldObject"], let new = request["object"]
            else { continue }
            let answer = try JSONParser.parse(answer)
            guard answer["decodeError"] == nil else { continue }
            updates.append(
                Update(
                    id: request["id"]?.string ?? "",
                    old: old,
                    new: new,
                    isSkipped: answer["validate"]?["skipped"]?.bool ?? false
                )
            )
        }
        return updates
    }

    enum Encoding: String, CaseIterable {
        case json, protobuf, mixed
    }

    static func bytes(_ pod: JSONValue, _ encoding: PodEncoding) throws -> [UInt8] {
        guard encoding == .json else { return try KubernetesProtobufEncoder.enveloped(pod) }
        var writer = JSONWriter()
        writer.value(pod)
        return writer.bytes
    }

    @Test(arguments: Encoding.allCases)
    func updatesAreSkippedAsByKubernetes(encoding: Encoding) throws {
        let updates =
            try Self.updates("vectors/update-requests.ndjson.gz", "vectors/update-expected.ndjson.gz")
            + Self.updates(
                "vectors/upstream/create-update-requests.ndjson.gz",
                "vectors/upstream/create-update-expected.ndjson.gz"
            )
        #expect(updates.count > 2500)
        let (oldEncoding, newEncoding): (PodEncoding, PodEncoding) =
            switch encoding {
            case .json: (.json, .json)
            case .protobuf: (.kubernetesProtobuf, .kubernetesProtobuf)
            case .mixed: (.kubernetesProtobuf, .json)
            }
        var failures: [String] = []
        var unencodable = 0
        for update in updates {
            // Protobuf cannot say some of what the vectors' JSON says.
            guard let old = try? Self.bytes(update.old, oldEncoding), let new = try? Self.bytes(update.new, newEncoding)
            else {
                unencodable += 1
                continue
            }
            let isUnchanged = UnchangedUpdate.isUnchanged(
                old: old.span.bytes,
                oldEncoding: oldEncoding,
                new: new.span.bytes,
                newEncoding: newEncoding,
                ignoresManagedFields: true
            )
            if isUnchanged != update.isSkipped { failures.append("\(update.id): expected \(update.isSkipped)") }
        }
        #expect(failures.isEmpty, "\(failures.count) of \(updates.count): \(failures.prefix(5))")
        #expect(unencodable < 20, "\(unencodable) updates have no protobuf form")
    }
}
