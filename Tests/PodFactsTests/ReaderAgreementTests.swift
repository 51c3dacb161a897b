import JSONScan
import PodFacts
import Testing
import TestVectors

/// One pod, two encodings, the same facts.
struct ReaderAgreementTests {
    /// What the two readers make of a pod, as lines; nil where it has no protobuf form.
    static func disagreement(
        _ json: [UInt8],
        _ pod: JSONValue,
        _ reader: inout PodReader,
        _ facts: inout PodFacts
    ) -> String? {
        guard let protobuf = try? KubernetesProtobufEncoder.enveloped(pod) else { return nil }
        var lines: [[String]] = []
        for (bytes, encoding) in [(json, PodEncoding.json), (protobuf, .kubernetesProtobuf)] {
            do throws(PodReadError) {
                try reader.read(bytes.span.bytes, as: encoding, at: .pod, into: &facts)
                lines.append(describe(facts))
            } catch {
                lines.append(["refused: \(error)"])
            }
        }
        if lines[0] == lines[1] { return nil }
        return zip(lines[0], lines[1]).first { $0 != $1 }.map { "JSON: \($0), protobuf: \($1)" } ?? "one has more lines"
    }

    @Test func randomPodsReadAlikeInBothEncodings() throws {
        var reader = PodReader()
        var facts = PodFacts()
        var failures: [String] = []
        for seed in UInt64(0)..<500 {
            let pod = RandomPod.make(seed: seed)
            var writer = JSONWriter()
            writer.value(pod)
            #expect((try? KubernetesProtobufEncoder.enveloped(pod)) != nil, "seed \(seed) has no protobuf form")
            if let difference = Self.disagreement(writer.bytes, pod, &reader, &facts) {
                failures.append("seed \(seed): \(difference)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(5))")
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func createRequestsReadAlikeInBothEncodings() throws {
        var reader = PodReader()
        var facts = PodFacts()
        var failures: [String] = []
        var count = 0
        for line in try SharedFiles.lines("vectors/create-requests.ndjson.gz") {
            let request = try JSONParser.parse(line)
            guard let pod = request["object"], !Self.hasEmptyGroups(pod) else { continue }
            var writer = JSONWriter()
            writer.value(pod)
            count += 1
            if let difference = Self.disagreement(writer.bytes, pod, &reader, &facts) {
                failures.append("\(request["id"]?.string ?? ""): \(difference)")
            }
        }
        #expect(count > 18_000)
        #expect(failures.isEmpty, "\(failures.count) of \(count): \(failures.prefix(5))")
    }

    /// `[]` is set in JSON and unset in protobuf.
    private static func hasEmptyGroups(_ pod: JSONValue) -> Bool {
        pod["spec"]?["securityContext"]?["supplementalGroups"]?.array?.isEmpty ?? false
    }
}
