import PolicyObjects

/// A name that Linux does not have among its capabilities.
enum UnknownCapability: PolicyLintRule {
    static let description = LintRuleDescription(
        "unknown-capability",
        .warning,
        summary: "Linux has no such capability",
        help: """
            A container with a capability that the runtime does not know does not start, and a `*` means something in \
            allowedCapabilities only. Correct the name.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for capability in CapabilityList.entries(of: policy.stored) {
            let name = capability.canonicalName
            guard !CapabilityList.known.hold(name), !CapabilityAll.isAll(name) else { continue }
            let isStar = capability.name.utf8.elementsEqual("*".utf8)
            let isAllowed = capability.field.utf8.starts(with: "spec.allowedCapabilities".utf8)
            if isStar, isAllowed { continue }
            let meant = isStar ? "ALL" : suggestion(for: name, among: CapabilityList.known)
            let remedy = meant.map { ", did you mean \(quoted($0))?" } ?? ": correct the name"
            findings.add(at: capability.field, "there is no capability \(quoted(capability.name))\(remedy)")
        }
    }
}
