extension PolicyValidator {
    mutating func validateSysctls() {
        let allowed = "spec.allowedUnsafeSysctls"
        let forbidden = "spec.forbiddenSysctls"
        validateSysctls(policy.allowedUnsafeSysctls, at: allowed)
        validateSysctls(policy.forbiddenSysctls, at: forbidden)
        for (i, left) in policy.allowedUnsafeSysctls.enumerated() {
            for (j, right) in policy.forbiddenSysctls.enumerated() {
                switch Self.overlap(left, right) {
                case .allowed: errors.append(.invalid("\(allowed)[\(i)]", left, "sysctl overlaps with \(right)"))
                case .forbidden: errors.append(.invalid("\(forbidden)[\(j)]", right, "sysctl overlaps with \(left)"))
                case .none: break
                }
            }
        }
    }

    private mutating func validateSysctls(_ sysctls: [String], at path: String) {
        var coversAll = false
        for (index, sysctl) in sysctls.enumerated() {
            if sysctl.isEmpty {
                errors.append(.invalid("\(path)[\(index)]", sysctl, "empty sysctl not allowed"))
            } else if !NameRules.isSysctlPattern(sysctl) {
                errors.append(
                    .invalid(
                        "\(path)[\(index)]",
                        sysctl,
                        "must have at most 253 characters and match regex \(NameRules.sysctlExpression)"
                    )
                )
            } else if sysctl.utf8.first == UInt8(ascii: "*") {
                coversAll = true
            }
        }
        if coversAll, sysctls.count > 1 {
            errors.append(.forbidden("\(path).items", "if '*' is present, must not specify other sysctls"))
        }
    }

    /// In which list an overlap is reported.
    private enum OverlapPlace {
        case allowed
        case forbidden
    }

    /// Kubernetes: `validatePodSecurityPolicySysctlListsDoNotOverlap`.
    private static func overlap(_ allowed: String, _ forbidden: String) -> OverlapPlace? {
        let star = UInt8(ascii: "*")
        let allowedPrefix = allowed.utf8.last == star ? allowed.utf8.dropLast() : nil
        let forbiddenPrefix = forbidden.utf8.last == star ? forbidden.utf8.dropLast() : nil
        switch (allowedPrefix, forbiddenPrefix) {
        case (let left?, let right?):
            if left.starts(with: right) { return .allowed }
            return right.starts(with: left) ? .forbidden : nil
        case (let left?, nil): return forbidden.utf8.starts(with: left) ? .forbidden : nil
        case (nil, let right?): return allowed.utf8.starts(with: right) ? .allowed : nil
        case (nil, nil): return allowed.utf8.elementsEqual(forbidden.utf8) ? .allowed : nil
        }
    }
}
