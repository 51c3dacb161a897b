extension PodSecurityPolicy {
    /// The policy as a server with these options stores it: fields of gates that are off, and fields that its version
    /// does not have, are dropped on write.
    ///
    /// Kubernetes: `podsecuritypolicy.DropDisabledFields`.
    package func stored(with options: AdmissionOptions) -> PodSecurityPolicy {
        var policy = self
        if !options.gates.procMountType { policy.allowedProcMountTypes = [] }
        if !options.gates.runAsGroup { policy.runAsGroup = nil }
        if !options.gates.csiInlineVolume { policy.allowedCSIDrivers = [] }
        if options.version < .v1_20 {
            policy.allowedCSIDrivers = []
            policy.runtimeClass = nil
        }
        return policy
    }
}
