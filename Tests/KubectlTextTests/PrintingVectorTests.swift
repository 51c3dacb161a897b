import JSONScan
import KubectlText
import Manifests
import PolicyObjects
import TestVectors
import Testing

/// What Kubernetes 1.20.2's own printers and describers print.
struct PrintingVectorTests {
    private static let options = AdmissionOptions(version: .v1_20)

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `tables and settings are the real printers'`() throws {
        let sets = try SharedFiles.lines("vectors/printing-policy-sets.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/printing-expected.ndjson.gz")
        let table = PolicyTable(version: .v1_20)
        // kubectl 1.20 does not reach its own describer; the vectors are that describer's.
        let describer = Describer(version: .v1_24)
        let type = try #require(ResourceType("psp", on: .v1_24))
        var descriptions = 0
        let parsed = try sets.map { try JSONParser.parse($0) }
        #expect(answers.count == 7)
        for line in answers {
            let answer = try JSONParser.parse(line)
            let name = try #require(answer["set"]?.string)
            let set = try #require(parsed.first { $0["set"]?.string == name })
            let sources = try PolicySetLoader.sources(inList: try #require(set["list"]))
            let objects = ResourceListing(sources, options: Self.options).objects(of: .podSecurityPolicy, in: nil)
            let policies = objects.compactMap(\.policy)
            let expected = try #require(answer["get"]?.string)
            #expect(String(decoding: table.text(policies), as: UTF8.self) == expected)
            for member in try #require(answer["getOne"]?.members) {
                let policy = try #require(objects.named(member.key)?.policy)
                #expect(String(decoding: table.text([policy]), as: UTF8.self) == member.value.string)
            }
            for member in try #require(answer["describe"]?.members) {
                let object = try #require(objects.named(member.key))
                let text = String(decoding: describer.text(of: object, as: type), as: UTF8.self)
                #expect(text == member.value.string)
                descriptions += 1
            }
        }
        #expect(descriptions == 52)
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `roles and bindings are described as the real describers do it`() throws {
        let requests = try SharedFiles.lines("vectors/describe-rbac-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/describe-rbac-expected.ndjson.gz")
        let describer = Describer(version: .v1_20)
        #expect(requests.count == 665)
        var failures: [String] = []
        for (requestLine, answerLine) in zip(requests, answers) {
            let object = try #require(try JSONParser.parse(requestLine)["object"])
            let expected = try #require(try JSONParser.parse(answerLine)["describe"]?.string)
            let kind = try #require(object["kind"]?.string)
            let type = try #require(ResourceType(kind, on: .v1_20))
            let known = try #require(
                try PolicySetObject.Kind(apiVersion: "rbac.authorization.k8s.io/v1", kind: kind)
            )
            var problems: [ObjectProblem] = []
            let decoded = PolicySetObject(decoding: object, as: known, problems: &problems)
            let text = String(decoding: describer.text(of: decoded, as: type), as: UTF8.self)
            if !text.utf8.elementsEqual(expected.utf8) {
                failures.append(
                    "\(String(decoding: requestLine, as: UTF8.self))\nexpected:\n\(expected)\ngot:\n\(text)"
                )
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(3).joined(separator: "\n"))")
    }
}

extension PolicySetObject {
    fileprivate var policy: PodSecurityPolicy? {
        guard case .podSecurityPolicy(let policy) = self else { return nil }
        return policy
    }
}
