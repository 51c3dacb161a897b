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
            findings.add(at: field(of: error.path), "a server refuses the policy: \(error); \(remedy(for: error))")
        }
    }

    private static func remedy(for error: FieldError) -> String {
        switch error.kind {
        case .required: "give it a value"
        case .invalid: "correct the value"
        case .notSupported: "use one of the supported values"
        case .duplicate: "remove the repetition"
        case .forbidden: "remove what does not go together"
        case .tooLong: "shorten it"
        }
    }

    /// Where the field stands; some of Kubernetes' paths lead nowhere.
    private static func field(of path: String) -> String {
        for name in ["requiredDropCapabilities", "defaultAddCapabilities", "allowedCapabilities"]
        where path.utf8.elementsEqual(name.utf8) {
            return "spec.\(name)"
        }
        for (odd, real) in [
            ("spec.allowedFlexVolumes.allowedFlexVolumes[", "spec.allowedFlexVolumes["),
            ("spec.allowedCSIDrivers.allowedCSIDriver[", "spec.allowedCSIDrivers["),
        ] where path.utf8.starts(with: odd.utf8) {
            return real + path.dropFirst(odd.count)
        }
        return path
    }
}
