extension PodSecurityPolicy {
    /// Why no provider can be made of this policy, in the plugin's order and words; empty: it is usable.
    ///
    /// Admission skips such a policy silently. Ask it of the policy as it is stored (`stored(with:)`).
    /// Kubernetes: `simpleStrategyFactory.CreateStrategies`.
    package func unusableReasons(with options: AdmissionOptions) -> [String] {
        var reasons: [String] = []
        reasons += reason(runAsUser, for: "RunAsUser", mustWithoutRanges: "MustRunAs requires at least one range")
        if options.gates.runAsGroup, let runAsGroup {
            reasons += reason(runAsGroup, for: "RunAsGroup", mayRun: true)
        }
        switch seLinux.rule {
        case "MustRunAs": if seLinux.options == nil { reasons.append("MustRunAs requires SELinuxOptions") }
        case "RunAsAny": break
        default: reasons.append("Unrecognized SELinuxContext strategy type \(seLinux.rule)")
        }
        reasons += reason(fsGroup, for: "FSGroup", mayRun: true)
        reasons += reason(supplementalGroups, for: "SupplementalGroups", mayRun: true)
        // Kubernetes' aggregate names a repeated text once.
        var distinct: [String] = []
        for reason in reasons where !distinct.contains(where: { $0.utf8.elementsEqual(reason.utf8) }) {
            distinct.append(reason)
        }
        return distinct
    }

    /// The reasons as one text, `[a, b]` if there are several; nil: the policy is usable.
    ///
    /// Kubernetes: `utilerrors.Aggregate.Error`.
    package func unusableReason(with options: AdmissionOptions) -> String? {
        let reasons = unusableReasons(with: options)
        return reasons.count <= 1 ? reasons.first : "[\(reasons.joined(separator: ", "))]"
    }

    private func reason(
        _ strategy: IDStrategy,
        for name: String,
        mayRun: Bool = false,
        mustWithoutRanges: String = "ranges must be supplied for MustRunAs"
    ) -> [String] {
        let hasRanges = !(strategy.ranges ?? []).isEmpty
        switch strategy.rule {
        case "RunAsAny": return []
        case "MustRunAs": return hasRanges ? [] : [mustWithoutRanges]
        case "MayRunAs" where mayRun: return hasRanges ? [] : ["ranges must be supplied for MayRunAs"]
        case "MustRunAsNonRoot" where !mayRun: return []
        default: return ["Unrecognized \(name) strategy type \(strategy.rule)"]
        }
    }
}
