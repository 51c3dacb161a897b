import JSONScan
import PolicyObjects
import TestVectors
import Testing

/// Objects in which one value after the other is replaced by an odd one: decoded or refused, never a crash.
struct OddValuesTests {
    private static let odd: [JSONValue] = [
        .null, .bool(true), .integer(-1), .number("1e400"), .number("1.0"), .string(""), .string("\u{0}é"), .array([]),
        .array([.null]), .object([]), .object([.init("", .null)]),
    ]

    /// Every tree in which one value of `value` is an odd one.
    private static func variants(of value: JSONValue) -> [JSONValue] {
        var variants = odd
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                for variant in Self.variants(of: element) {
                    var changed = elements
                    changed[index] = variant
                    variants.append(.array(changed))
                }
            }
        case .object(let members):
            for (index, member) in members.enumerated() {
                for variant in Self.variants(of: member.value) {
                    var changed = members
                    changed[index].value = variant
                    variants.append(.object(changed))
                }
            }
        default: break
        }
        return variants
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `an odd value in a policy is a problem or a policy`() throws {
        var decoded = 0
        var refused = 0
        for line in try SharedFiles.lines("vectors/psp-validation-requests.ndjson.gz").suffix(20) {
            for variant in Self.variants(of: try #require(try JSONParser.parse(line)["object"])) {
                var problems: [ObjectProblem] = []
                let policy = PodSecurityPolicy(decoding: variant, problems: &problems)
                if problems.isEmpty { decoded += 1 } else { refused += 1 }
                let stored = policy.stored(with: AdmissionOptions(version: .v1_13))
                _ = stored.unusableReason(with: AdmissionOptions())
                _ = stored.validationErrors(for: .v1_13)
                #expect(problems.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
            }
        }
        #expect(decoded > 100 && refused > 100)
    }

    @Test(arguments: PolicySetObject.Kind.allCases)
    func `an odd value in any object is a problem or an object`(kind: PolicySetObject.Kind) throws {
        let object = try JSONParser.parse(
            #"""
            {"metadata":{"name":"n","namespace":"s","labels":{"l":"v"}},"rules":[{"verbs":["use"],"apiGroups":["policy"]}],
             "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"k","operator":"In",
             "values":["v"]}]}]},"subjects":[{"kind":"User","name":"u"}],"roleRef":{"kind":"Role","name":"r"},
             "automountServiceAccountToken":false,"secrets":[{"name":"t"}]}
            """#
        )
        for variant in Self.variants(of: object) {
            var problems: [ObjectProblem] = []
            let decoded = PolicySetObject(decoding: variant, as: kind, problems: &problems)
            #expect(decoded.kind == kind)
            #expect(!decoded.identity.name.isEmpty || !problems.isEmpty)
        }
    }
}
