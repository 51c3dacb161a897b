import PolicyObjects

/// Spaces around the commas of a profile list become part of the names.
enum SpaceInProfileList: PolicyLintRule {
    static let description = LintRuleDescription(
        "space-in-profile-list",
        .error,
        summary: "A profile list has spaces, which count as part of the names",
        help: """
            The lists of seccomp and AppArmor profiles are split at commas and nothing is trimmed, so that ` docker/default` \
            is another name than `docker/default`. Remove the spaces.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        for annotation in ProfileAnnotations.allowed {
            guard let list = policy.stored.metadata.annotation(annotation) else { continue }
            let spaced = ProfileAnnotations.parts(of: list).filter { $0 != $0.trimmingBlanks }
            guard !spaced.isEmpty else { continue }
            let names = spaced.map(quoted).joined(separator: ", ")
            findings.add(
                at: "metadata.annotations[\(annotation)]",
                "blanks in a profile list are part of the names, so no pod's profile is \(names): remove the blanks"
            )
        }
    }
}

/// The annotations of a policy that speak of profiles.
enum ProfileAnnotations {
    static let seccompAllowed = "seccomp.security.alpha.kubernetes.io/allowedProfileNames"
    static let seccompDefault = "seccomp.security.alpha.kubernetes.io/defaultProfileName"
    static let appArmorAllowed = "apparmor.security.beta.kubernetes.io/allowedProfileNames"
    static let appArmorDefault = "apparmor.security.beta.kubernetes.io/defaultProfileName"
    static let allowed = [seccompAllowed, appArmorAllowed]

    /// Split at commas, nothing trimmed.
    static func parts(of list: String) -> [String] {
        list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        func isBlank(_ scalar: UnicodeScalar) -> Bool { scalar.properties.isWhitespace }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
