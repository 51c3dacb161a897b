import Admission
import JSONScan
import PolicyObjects

/// Every policy that a subject may use, and through what: `can-i --list`.
struct HeldPolicies {
    let subject: Subject
    private let namespace: String
    /// By policy, then in the order of the grants.
    let rows: [(policy: String, grants: [PolicyGrant])]

    /// An empty namespace asks for the whole cluster.
    init(_ sources: PolicySources, _ grants: PolicyGrants, subject: Subject, namespace: String) {
        self.subject = subject
        self.namespace = namespace
        let held = grants.grants(to: subject, in: namespace)
        var forEvery: [Int] = []
        // Sets of thousands of policies with a grant each are real: no pass over all grants for each.
        var byName: [[UInt8]: [Int]] = [:]
        for (number, grant) in held.enumerated() {
            if grant.isForEveryPolicy {
                forEvery.append(number)
            } else {
                for name in grant.policyNames { byName[Array(name.utf8), default: []].append(number) }
            }
        }
        rows = sources.policies.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { name in
                let numbers = (forEvery + (byName[Array(name.utf8)] ?? [])).sorted()
                return (name, numbers.map { held[$0] }.filter { !$0.apiGroups(forUseOf: name).isEmpty })
            }
            .filter { !$0.grants.isEmpty }
    }

    func table(hasHeaders: Bool) -> [UInt8] {
        var table = GrantTable(["POLICY", "BINDING", "ROLE", "SUBJECT", "API GROUPS"])
        table.hasHeaders = hasHeaders
        for (policy, grants) in rows {
            for grant in grants {
                let groups = grant.apiGroups(forUseOf: policy).map { "\($0.name)" }.joined(separator: ",")
                table.add([policy, "\(grant.binding)", "\(grant.role)", "\(grant.subject)", groups])
            }
        }
        return table.text
    }

    var json: JSONValue {
        .object([
            .init("user", subject.json), .init("namespace", .string(namespace)),
            .init(
                "policies",
                .array(
                    rows.map { policy, grants in
                        .object([
                            .init("name", .string(policy)),
                            .init("grants", .array(grants.map { $0.json(forUseOf: policy) })),
                        ])
                    }
                )
            ),
        ])
    }
}
