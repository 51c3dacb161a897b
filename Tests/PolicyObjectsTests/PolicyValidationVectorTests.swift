import JSONScan
import PolicyObjects
import TestVectors
import Testing

/// API validation of every policy of the vectors, as Kubernetes 1.20.2 answered it.
struct PolicyValidationVectorTests {
    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `every policy gets the server's errors, in its order and words`() throws {
        let requests = try SharedFiles.lines("vectors/psp-validation-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/psp-validation-expected.ndjson.gz")
        #expect(requests.count == 431)
        var failures: [String] = []
        for (requestLine, answerLine) in zip(requests, answers) {
            let object = try #require(try JSONParser.parse(requestLine)["object"])
            let answer = try JSONParser.parse(answerLine)
            guard let policy = Self.decode(object) else {
                if answer["decodeError"] == nil {
                    failures.append("\(String(decoding: requestLine, as: UTF8.self)): not decoded")
                }
                continue
            }
            let stored = policy.stored(with: AdmissionOptions(version: .v1_20))
            let checks = [("errors", policy), ("serverErrors", stored)]
            for (key, policy) in checks {
                let expected = answer[key]?.array?.compactMap(\.string)
                let actual = policy.validationErrors(for: .v1_20).map(\.description)
                if actual != expected {
                    failures.append(
                        "\(String(decoding: requestLine, as: UTF8.self)): \(key): expected \(expected ?? []), got \(actual)"
                    )
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }

    /// nil: the server could not decode it.
    private static func decode(_ object: JSONValue) -> PodSecurityPolicy? {
        let kind = try? PolicySetObject.Kind(
            apiVersion: object["apiVersion"]?.string ?? "",
            kind: object["kind"]?.string ?? ""
        )
        guard kind == .podSecurityPolicy else { return nil }
        var problems: [ObjectProblem] = []
        let policy = PodSecurityPolicy(decoding: object, problems: &problems)
        return problems.allSatisfy { $0.code == .unknownField || $0.code == .missingField } ? policy : nil
    }
}
