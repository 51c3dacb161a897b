import PolicyObjects

/// A range of host ports whose `min` is above its `max`: it holds no port, and API validation does not mind.
///
/// Reversed ranges of ids are refused by the server, so they are `InvalidPolicy`'s.
enum ReversedRange: PolicyLintRule {
    static let description = LintRuleDescription(
        "reversed-range",
        .error,
        summary: "A range of host ports is reversed",
        help: "A range whose min is above its max holds no port. The server stores it all the same. Swap the two."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for (index, range) in policy.stored.hostPorts.enumerated() where range.min > range.max {
            findings.add(
                at: "spec.hostPorts[\(index)]",
                "the range of host ports from \(range.min) to \(range.max) holds no port: swap `min` and `max`"
            )
        }
    }
}
