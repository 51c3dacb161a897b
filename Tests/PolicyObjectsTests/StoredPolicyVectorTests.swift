import JSONScan
import PolicyObjects
import TestVectors
import Testing

/// The policies of the vectors as a 1.20.2 server stores them, and what the plugin says of unusable ones.
struct StoredPolicyVectorTests {
    private static let options = AdmissionOptions(version: .v1_20)

    private static func policies(_ values: [JSONValue]) -> [PodSecurityPolicy] {
        var problems: [ObjectProblem] = []
        let policies = values.map { PodSecurityPolicy(decoding: $0, problems: &problems) }
        #expect(problems == [])
        return policies.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func sets() throws -> [String: [PodSecurityPolicy]] {
        var sets: [String: [PodSecurityPolicy]] = [:]
        for line in try SharedFiles.lines("vectors/policy-sets.ndjson.gz") {
            let value = try JSONParser.parse(line)
            let items = value["list"]?["items"]?.array ?? []
            sets[try #require(value["set"]?.string)] = policies(
                items.filter { $0["kind"]?.string == "PodSecurityPolicy" }
            )
        }
        return sets
    }

    /// What is compared: everything but the order of maps and what JSON's `omitempty` leaves out.
    private static func comparable(_ policy: PodSecurityPolicy) -> PodSecurityPolicy {
        var policy = policy
        policy.apiVersion = ""
        policy.metadata.labels.sort { $0.key < $1.key }
        policy.metadata.annotations.sort { $0.key < $1.key }
        policy.runAsUser.ranges = policy.runAsUser.ranges.flatMap { $0.isEmpty ? nil : $0 }
        if policy.runAsGroup?.ranges?.isEmpty == true { policy.runAsGroup?.ranges = nil }
        policy.fsGroup.ranges = policy.fsGroup.ranges.flatMap { $0.isEmpty ? nil : $0 }
        policy.supplementalGroups.ranges = policy.supplementalGroups.ranges.flatMap { $0.isEmpty ? nil : $0 }
        return policy
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `a policy is stored as the server stores it`() throws {
        let sets = try Self.sets()
        var failures: [String] = []
        var count = 0
        for line in try SharedFiles.lines("vectors/policy-sets-stored.ndjson.gz") {
            let value = try JSONParser.parse(line)
            let set = try #require(value["set"]?.string)
            let stored = Self.policies(value["policies"]?.array ?? [])
            let written = (sets[set] ?? []).map { $0.stored(with: Self.options) }
            #expect(stored.count == written.count)
            for (left, right) in zip(stored, written) {
                count += 1
                if Self.comparable(left) != Self.comparable(right) {
                    failures.append("\(set): expected \(left), got \(right)")
                }
            }
        }
        #expect(count == 1_145)
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(5).joined(separator: "\n"))")
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `unusable policies are those that the plugin skips, with its reasons`() throws {
        let sets = try Self.sets()
        var setsSeen: Set<String> = []
        var unusable = 0
        for line in try SharedFiles.lines("vectors/create-expected.ndjson.gz") {
            // Every answer lists its set's policies: one of each set is enough. Ids are `pub/SET/NUMBER`.
            let parts = String(decoding: line.prefix(80), as: UTF8.self).split(separator: "/")
            guard parts.count > 2, sets[String(parts[1])] != nil, setsSeen.insert(String(parts[1])).inserted else {
                continue
            }
            let answer = try JSONParser.parse(line)
            for entry in answer["perPolicy"]?.array ?? [] {
                let name = try #require(entry["name"]?.string)
                let policy = try #require(sets[String(parts[1])]?.first { $0.name == name })
                let reason = policy.stored(with: Self.options).unusableReason(with: Self.options)
                #expect(reason == entry["unusable"]?.string, "\(parts[1]): \(name)")
                #expect((reason == nil) == entry["usable"]?.bool, "\(parts[1]): \(name)")
                unusable += reason == nil ? 0 : 1
            }
        }
        #expect(setsSeen.count >= 55)
        #expect(unusable > 20)
    }
}
