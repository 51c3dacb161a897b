import PolicyObjects

extension PodSecurityPolicy {
    /// Nothing that matters for security is kept from a pod, as in `eks.privileged`.
    var allowsAll: Bool {
        privileged && allowPrivilegeEscalation && hostNetwork && hostPID && hostIPC && !readOnlyRootFilesystem
            && allowedCapabilities.hold("*") && requiredDropCapabilities.isEmpty && volumes.hold("*")
            && allowedHostPaths.isEmpty && isRunAsAny(seLinux.rule)
            && [runAsUser.rule, supplementalGroups.rule, fsGroup.rule].allSatisfy(isRunAsAny)
    }

    /// Pods may ask for any seccomp profile.
    var allowsEverySeccompProfile: Bool {
        (allowedSeccompProfiles ?? "").utf8.split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual("*".utf8) }
    }

    private func isRunAsAny(_ rule: String) -> Bool { rule.utf8.elementsEqual("RunAsAny".utf8) }
}

extension [String] {
    /// Texts are compared by their bytes.
    func hold(_ text: String) -> Bool { contains { $0.utf8.elementsEqual(text.utf8) } }
}
