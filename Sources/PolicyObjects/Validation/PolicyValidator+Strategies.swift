extension PolicyValidator {
    mutating func validateStrategies() {
        validateRule(policy.runAsUser.rule, "spec.runAsUser", ["MustRunAs", "MustRunAsNonRoot", "RunAsAny"])
        validateRanges(policy.runAsUser, at: "spec.runAsUser")
        validateRunAsGroup()
        validateRule(policy.seLinux.rule, "spec.seLinux", ["MustRunAs", "RunAsAny"])
        for (path, strategy) in [
            ("spec.supplementalGroups", policy.supplementalGroups), ("spec.fsGroup", policy.fsGroup),
        ] {
            validateRule(strategy.rule, path, ["MayRunAs", "MustRunAs", "RunAsAny"])
            validateRanges(strategy, at: path)
        }
    }

    private mutating func validateRule(_ rule: String, _ path: String, _ supported: [String]) {
        if !supported.hasBytes(rule) { errors.append(.notSupported("\(path).rule", rule, supported)) }
    }

    /// Stricter than its siblings: with `RunAsAny` there may be no ranges, with the others there must be.
    private mutating func validateRunAsGroup() {
        guard let strategy = policy.runAsGroup else { return }
        let path = "spec.runAsGroup"
        let ranges = GoText.ranges(strategy.ranges)
        let hasRanges = !(strategy.ranges ?? []).isEmpty
        if ["RunAsAny"].hasBytes(strategy.rule) {
            if hasRanges { errors.append(.invalid("\(path).ranges", value: ranges, "Ranges must be empty")) }
        } else if ["MustRunAs", "MayRunAs"].hasBytes(strategy.rule) {
            if !hasRanges {
                errors.append(.invalid("\(path).ranges", value: ranges, "must provide at least one range"))
            }
            validateRanges(strategy, at: path)
        } else {
            validateRule(strategy.rule, path, ["MustRunAs", "RunAsAny", "MayRunAs"])
        }
    }

    private mutating func validateRanges(_ strategy: PodSecurityPolicy.IDStrategy, at path: String) {
        for (index, range) in (strategy.ranges ?? []).enumerated() {
            let path = "\(path).ranges[\(index)]"
            if range.min < 0 { errors.append(.invalid("\(path).min", value: "\(range.min)", "min cannot be negative")) }
            if range.max < 0 { errors.append(.invalid("\(path).max", value: "\(range.max)", "max cannot be negative")) }
            if range.min > range.max {
                errors.append(.invalid("\(path).min", value: "\(range.min)", "min cannot be greater than max"))
            }
        }
    }
}
