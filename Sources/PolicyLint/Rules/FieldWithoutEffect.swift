import PolicyObjects

/// A field that another one makes void, in every version.
enum FieldWithoutEffect: PolicyLintRule {
    static let description = LintRuleDescription(
        "field-without-effect",
        .note,
        summary: "A field is void because of another one",
        help: "What the field says does not hold, since another field of the policy decides. Remove one of the two."
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        checkStrategies(policy.stored, &findings)
        checkLists(policy.stored, &findings)
    }

    private static func checkStrategies(_ policy: PodSecurityPolicy, _ findings: inout PolicyFindings) {
        let strategies = [
            ("spec.runAsUser", policy.runAsUser), ("spec.supplementalGroups", policy.supplementalGroups),
            ("spec.fsGroup", policy.fsGroup),
        ]
        for (field, strategy) in strategies where !(strategy.ranges ?? []).isEmpty {
            guard ["RunAsAny", "MustRunAsNonRoot"].hold(strategy.rule) else { continue }
            findings.add(
                at: "\(field).ranges",
                "`\(field).ranges` has no effect under \(strategy.rule): remove it, or use MustRunAs"
            )
        }
        if policy.seLinux.options != nil, policy.seLinux.rule.utf8.elementsEqual("RunAsAny".utf8) {
            findings.add(
                at: "spec.seLinux.seLinuxOptions",
                "`spec.seLinux.seLinuxOptions` has no effect under RunAsAny: remove it, or use MustRunAs"
            )
        }
    }

    private static func checkLists(_ policy: PodSecurityPolicy, _ findings: inout PolicyFindings) {
        let lists = [
            ("allowedHostPaths", policy.allowedHostPaths.count, "hostPath"),
            ("allowedFlexVolumes", policy.allowedFlexVolumes.count, "flexVolume"),
            ("allowedCSIDrivers", policy.allowedCSIDrivers.count, "csi"),
        ]
        for (field, count, volume) in lists where count > 0 {
            guard !policy.volumes.hold(volume), !policy.volumes.hold("*") else { continue }
            findings.add(
                at: "spec.\(field)",
                "`spec.\(field)` has no effect: `spec.volumes` allows no \(volume) volume; add `\(volume)` to it, or remove the "
                    + "list"
            )
        }
        for (field, list) in [("volumes", policy.volumes), ("allowedCapabilities", policy.allowedCapabilities)]
        where list.count > 1 && list.hold("*") {
            findings.add(
                at: "spec.\(field)",
                "beside `*` the other entries of `spec.\(field)` have no effect: remove them, or the `*`"
            )
        }
    }
}
