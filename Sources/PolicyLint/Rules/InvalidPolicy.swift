import PolicyObjects

/// What API validation says: a server refuses to store the policy.
enum InvalidPolicy: PolicyLintRule {
    static let description = LintRuleDescription(
        "invalid-policy",
        .error,
        summary: "The API server refuses the policy",
        help: "API validation answers 422 Invalid with these errors, and the policy is not stored. Correct the field."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for error in policy.errors {
            findings.add(
                at: field(of: error, in: policy.stored),
                "a server refuses the policy: \(error); \(error.remedy)"
            )
        }
    }

    /// Where the field stands: some of Kubernetes' paths lead nowhere, and some end before the element.
    private static func field(of error: FieldError, in policy: PodSecurityPolicy) -> String {
        let lists = [
            ("requiredDropCapabilities", "spec.requiredDropCapabilities", policy.requiredDropCapabilities),
            ("defaultAddCapabilities", "spec.defaultAddCapabilities", policy.defaultAddCapabilities),
            ("allowedCapabilities", "spec.allowedCapabilities", policy.allowedCapabilities),
            ("spec.volumes", "spec.volumes", policy.volumes),
        ]
        for (path, field, elements) in lists where path.utf8.elementsEqual(error.path.utf8) {
            let place = elements.firstIndex { "\"\($0)\"".utf8.elementsEqual(error.value.utf8) }
            return place.map { "\(field)[\($0)]" } ?? field
        }
        for (odd, real) in [
            ("spec.allowedFlexVolumes.allowedFlexVolumes[", "spec.allowedFlexVolumes["),
            ("spec.allowedCSIDrivers.allowedCSIDriver[", "spec.allowedCSIDrivers["),
        ] where error.path.utf8.starts(with: odd.utf8) {
            return real + error.path.dropFirst(odd.count)
        }
        return error.path
    }
}
