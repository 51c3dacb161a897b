import PolicyObjects

extension CompiledPolicySet {
    /// Policies in the order in which one would rather grant them: those that open least first, then by name.
    func tightestFirst(_ members: [Int]) -> [Int] {
        let openness = members.map { policies[$0].openness }
        return members.indices.sorted { (openness[$0], members[$0]) < (openness[$1], members[$1]) }.map { members[$0] }
    }
}

extension PodSecurityPolicy {
    /// How much a policy opens, as a number to compare policies by: what leads out of the container counts most.
    fileprivate var openness: Int {
        var openness = privileged ? 100 : 0
        for opensHost in [hostNetwork, hostPID, hostIPC] where opensHost { openness += 10 }
        if volumes.contains("*") {
            openness += 11
        } else if volumes.contains("hostPath") {
            openness += allowedHostPaths.isEmpty ? 10 : allowedHostPaths.allSatisfy(\.readOnly) ? 2 : 5
        }
        if allowedCapabilities.contains("*") { openness += 10 } else { openness += allowedCapabilities.count }
        openness += allowedUnsafeSysctls.count + (hostPorts.isEmpty ? 0 : 2)
        let isOpen = [
            allowPrivilegeEscalation, !readOnlyRootFilesystem, runAsUser.rule == "RunAsAny",
            (runAsGroup?.rule ?? "RunAsAny") == "RunAsAny", fsGroup.rule == "RunAsAny",
            supplementalGroups.rule == "RunAsAny", seLinux.rule == "RunAsAny",
            allowedProcMountTypes.contains("Unmasked"), allowedAppArmorProfiles == nil,
            allowedSeccompProfiles?.contains("*") == true, !requiredDropCapabilities.contains("ALL"),
        ]
        return openness + isOpen.filter { $0 }.count
    }
}
