import PolicyObjects

/// A field that a server of the chosen version and feature gates drops: what it says does not hold.
enum FieldUnknownToVersion: PolicyLintRule {
    static let description = LintRuleDescription(
        "field-unknown-to-version",
        .warning,
        summary: "A field has no effect in the chosen Kubernetes version",
        help: """
            A server drops the fields of feature gates that are off, and those that its version does not have, without a \
            word. Remove the field, or choose the version and the gates that the cluster has.
            """
    )

    static func check(_ policy: LintedPolicy, _ findings: inout PolicyFindings) {
        let written = policy.written
        let gates = policy.options.gates
        let version = policy.options.version
        func add(_ field: String, _ reason: String) {
            findings.add(
                at: field,
                "`\(field)` has no effect in Kubernetes \(version.rawValue): \(reason); remove it, or turn to a cluster that "
                    + "has it"
            )
        }
        if !written.allowedProcMountTypes.isEmpty, !gates.procMountType {
            add("spec.allowedProcMountTypes", "a server drops it while the feature gate ProcMountType is off")
        }
        if written.runAsGroup != nil, !gates.runAsGroup {
            add("spec.runAsGroup", "a server drops it while the feature gate RunAsGroup is off")
        }
        if !written.allowedCSIDrivers.isEmpty {
            if version < .v1_20 {
                add("spec.allowedCSIDrivers", "the field came with 1.14")
            } else if !gates.csiInlineVolume {
                add("spec.allowedCSIDrivers", "a server drops it while the feature gate CSIInlineVolume is off")
            }
        }
        if written.runtimeClass != nil, version < .v1_20 { add("spec.runtimeClass", "the field came with 1.15") }
        if let index = written.volumes.firstIndex(where: { $0.utf8.elementsEqual("ephemeral".utf8) }),
            version >= .v1_20, !gates.genericEphemeralVolume
        {
            add(
                "spec.volumes[\(index)]",
                "no pod has such volumes while the feature gate GenericEphemeralVolume is off"
            )
        }
        if let index = written.volumes.firstIndex(where: { $0.utf8.elementsEqual("csi".utf8) }), !gates.csiInlineVolume
        {
            add("spec.volumes[\(index)]", "no pod has such volumes while the feature gate CSIInlineVolume is off")
        }
    }
}
