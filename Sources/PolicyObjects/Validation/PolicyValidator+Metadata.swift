extension PolicyValidator {
    private static let annotationBytesMax = 256 << 10

    /// Labels and annotations in the order of their keys; Kubernetes has none.
    ///
    /// Kubernetes: `apimachinery/pkg/api/validation.ValidateObjectMeta`.
    mutating func validateMetadata() {
        let metadata = policy.metadata
        if !metadata.generateName.isEmpty {
            let prefix = NameRules.maskingTrailingDash(metadata.generateName)
            for problem in NameRules.subdomainProblems(prefix, version: version) {
                errors.append(.invalid("metadata.generateName", metadata.generateName, problem))
            }
        }
        if metadata.name.isEmpty {
            errors.append(.required("metadata.name", "name or generateName is required"))
        } else {
            for problem in NameRules.subdomainProblems(metadata.name, version: version) {
                errors.append(.invalid("metadata.name", metadata.name, problem))
            }
        }
        for (key, value) in sorted(metadata.labels) {
            for problem in NameRules.qualifiedNameProblems(key, version: version) {
                errors.append(.invalid("metadata.labels", key, problem))
            }
            for problem in NameRules.labelValueProblems(value) {
                errors.append(.invalid("metadata.labels", value, problem))
            }
        }
        var bytes = 0
        for (key, value) in sorted(metadata.annotations) {
            for problem in NameRules.qualifiedNameProblems(key.lowercased(), version: version) {
                errors.append(.invalid("metadata.annotations", key, problem))
            }
            bytes += key.utf8.count + value.utf8.count
        }
        if bytes > Self.annotationBytesMax {
            errors.append(.tooLong("metadata.annotations", bytesMax: Self.annotationBytesMax))
        }
    }

    private func sorted(_ map: [(key: String, value: String)]) -> [(key: String, value: String)] {
        map.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Empty values are not looked at.
    ///
    /// Kubernetes: `ValidatePodSecurityPolicySpecificAnnotations`.
    mutating func validateAnnotations() {
        let appArmor = "apparmor.security.beta.kubernetes.io"
        let seccomp = "seccomp.security.alpha.kubernetes.io"
        if let profile = policy.defaultAppArmorProfile, !profile.isEmpty {
            validateAppArmor(profile, of: profile, at: "metadata.annotations[\(appArmor)/defaultProfileName]")
        }
        if let profiles = policy.allowedAppArmorProfiles, !profiles.isEmpty {
            for profile in Self.parts(profiles) {
                validateAppArmor(profile, of: profiles, at: "metadata.annotations[\(appArmor)/allowedProfileNames]")
            }
        }
        if let profile = policy.defaultSeccompProfile, !profile.isEmpty {
            validateSeccomp(profile, at: "metadata.annotations[\(seccomp)/defaultProfileName]")
        }
        if let profiles = policy.allowedSeccompProfiles, !profiles.isEmpty {
            for profile in Self.parts(profiles) where !profile.utf8.elementsEqual("*".utf8) {
                validateSeccomp(profile, at: "metadata.annotations[\(seccomp)/allowedProfileNames]")
            }
        }
    }

    private static func parts(_ list: String) -> [String] {
        list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value shown is the whole annotation.
    private mutating func validateAppArmor(_ profile: String, of annotation: String, at path: String) {
        let isValid =
            profile.isEmpty || ["runtime/default", "unconfined"].hasBytes(profile)
            || profile.utf8.starts(with: "localhost/".utf8)
        guard !isValid else { return }
        errors.append(.invalid(path, annotation, "invalid AppArmor profile name: \(GoText.quoted(profile))"))
    }

    private mutating func validateSeccomp(_ profile: String, at path: String) {
        if ["runtime/default", "docker/default", "unconfined"].hasBytes(profile) { return }
        let prefix = "localhost/"
        guard profile.utf8.starts(with: prefix.utf8) else {
            errors.append(.invalid(path, profile, "must be a valid seccomp profile"))
            return
        }
        let file = String(decoding: profile.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        if file.utf8.first == UInt8(ascii: "/") { errors.append(.invalid(path, file, "must be a relative path")) }
        if file.hasBackstep { errors.append(.invalid(path, file, "must not contain '..'")) }
    }
}
