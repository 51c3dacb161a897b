import Admission
import JSONScan
import Manifests
import PolicyObjects
import TestVectors
import Testing

/// Every RBAC question of the vectors, as Kubernetes 1.20.2's authorizer answered it.
struct AuthorizerVectorTests {
    private static func sets() throws -> [String: (authorizer: Authorizer, names: [String])] {
        var sets: [String: (authorizer: Authorizer, names: [String])] = [:]
        for file in ["vectors/policy-sets.ndjson.gz", "vectors/can-i-policy-sets.ndjson.gz"] {
            for line in try SharedFiles.lines(file) {
                let value = try JSONParser.parse(line)
                let name = try #require(value["set"]?.string)
                let sources = try PolicySetLoader.sources(inList: try #require(value["list"]), named: name)
                let names = sources.policies.map(\.name)
                sets[name] = (
                    Authorizer(policyNames: names, sources: sources, options: AdmissionOptions(version: .v1_20)), names
                )
            }
        }
        return sets
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `every can-i question gets the real authorizer's answer`() throws {
        let sets = try Self.sets()
        let requests = try SharedFiles.lines("vectors/can-i-requests.ndjson.gz")
        let answers = try SharedFiles.lines("vectors/can-i-expected.ndjson.gz")
        #expect(requests.count == 2_990)
        var failures: [String] = []
        for (requestLine, answerLine) in zip(requests, answers) {
            let request = try JSONParser.parse(requestLine)
            let answer = try JSONParser.parse(answerLine)
            let set = try #require(sets[request["set"]?.string ?? ""])
            let namespace = request["namespace"]?.string ?? ""
            let policy = request["policy"]?.string ?? ""
            let subject = Subject(
                username: request["user"]?["username"]?.string ?? "",
                groups: (request["user"]?["groups"]?.array ?? []).compactMap(\.string)
            )
            let viaPolicy = set.authorizer.allows(subject, toUse: policy, in: namespace, askedIn: .policy)
            let viaExtensions = set.authorizer.allows(subject, toUse: policy, in: namespace, askedIn: .extensions)
            var actual: [(String, Bool)] = [
                ("allowed", viaPolicy || viaExtensions), ("viaPolicyGroup", viaPolicy),
                ("viaExtensionsGroup", viaExtensions),
            ]
            if let account = request["serviceAccountName"]?.string {
                let viaAccount = set.authorizer.allowsServiceAccount(account, toUse: policy, in: namespace)
                actual.append(("withServiceAccount", viaPolicy || viaExtensions || viaAccount))
            }
            var expected = actual.map { ($0.0, answer[$0.0]?.bool ?? false) }
            // A policy of the set has the same answer as a bit of the masks.
            if let number = set.names.lastIndex(of: policy) {
                var mask = set.authorizer.policies(usableBy: subject, in: namespace)
                actual.append(("mask", mask[number]))
                expected.append(("mask", answer["allowed"]?.bool ?? false))
                if let account = request["serviceAccountName"]?.string {
                    mask.formUnion(set.authorizer.policies(usableByServiceAccount: account, in: namespace))
                    actual.append(("mask with account", mask[number]))
                    expected.append(("mask with account", answer["withServiceAccount"]?.bool ?? false))
                }
            }
            if !actual.elementsEqual(expected, by: ==) {
                failures.append("\(String(decoding: requestLine, as: UTF8.self)): expected \(expected), got \(actual)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }
}
