import PolicyObjects

/// A range of host ports beyond those that exist; API validation does not mind.
enum HostPortBounds: PolicyLintRule {
    static let description = LintRuleDescription(
        "host-port-bounds",
        .warning,
        summary: "A range of host ports goes beyond 0 to 65535",
        help: "Ports are numbered from 1 to 65535. The server stores other ranges all the same. Correct the bounds."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for (index, range) in policy.stored.hostPorts.enumerated() {
            for (field, bound) in [("min", range.min), ("max", range.max)] where !(0...65_535).contains(bound) {
                findings.add(
                    at: "spec.hostPorts[\(index)].\(field)",
                    "there is no port \(bound): give a `\(field)` from 0 to 65535"
                )
            }
        }
    }
}
