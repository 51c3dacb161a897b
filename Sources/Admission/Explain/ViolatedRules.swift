/// Which of a policy's rules refuse a pod, by the field that a user would change in the policy.
package struct ViolatedRules: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package static let names = [
        "no usable policy", "hostNetwork", "hostPID", "hostIPC",
        "hostPorts", "privileged", "allowPrivilegeEscalation", "allowedCapabilities", "volumes", "allowedHostPaths",
        "allowedFlexVolumes", "allowedCSIDrivers", "seLinux", "runAsUser", "runAsGroup", "supplementalGroups",
        "fsGroup",
        "readOnlyRootFilesystem", "sysctls", "allowedProcMountTypes", "runtimeClass", "seccomp", "appArmor",
        "ServiceAccount plugin", "other",
    ]

    /// The list of errors is empty.
    package static let none = ViolatedRules(rawValue: 1)
    package static let serviceAccount = ViolatedRules(named: "ServiceAccount plugin")

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(named name: String) {
        let place = Self.names.firstIndex(of: name) ?? Self.names.count - 1
        rawValue = 1 << UInt32(place)
    }

    /// The numbers of the rules in `names`.
    package var places: [Int] { Self.names.indices.filter { rawValue >> UInt32($0) & 1 == 1 } }

    /// The rules' names.
    package var names: [String] { places.map { Self.names[$0] } }

    package var count: Int { rawValue.nonzeroBitCount }

    /// The rules that a pod's errors are about; `none` if there are no errors.
    package init(_ list: borrowing ViolationList) {
        guard !list.violations.isEmpty else {
            self = .none
            return
        }
        self = []
        for violation in list.violations { formUnion(Self.rule(path: list.path(violation))) }
    }

    /// The rule that an error at this path is about.
    package init(path: [UInt8]) { self = Self.rule(path: path[...]) }

    /// The last part of the path of each rule's errors; the first that the path ends with or holds counts.
    private static let parts: [(part: String, rule: ViolatedRules)] = [
        (".hostNetwork", "hostNetwork"), (".hostPID", "hostPID"), (".hostIPC", "hostIPC"), (".hostPort", "hostPorts"),
        (".privileged", "privileged"), (".allowPrivilegeEscalation", "allowPrivilegeEscalation"),
        (".capabilities", "allowedCapabilities"), (".hostPath", "allowedHostPaths"),
        (".flexVolume", "allowedFlexVolumes"),
        (".driver", "allowedCSIDrivers"), (".seLinuxOptions", "seLinux"), (".runAsUser", "runAsUser"),
        (".runAsNonRoot", "runAsUser"), (".runAsGroup", "runAsGroup"), (".supplementalGroups", "supplementalGroups"),
        (".fsGroup", "fsGroup"), (".readOnlyRootFilesystem", "readOnlyRootFilesystem"), (".sysctls", "sysctls"),
        (".procMount", "allowedProcMountTypes"), (".runtimeClassName", "runtimeClass"), ("seccomp.", "seccomp"),
        ("apparmor.", "appArmor"), (".volumes[", "volumes"), (".volumeMounts[", "allowedHostPaths"),
    ].map { ($0.0, ViolatedRules(named: $0.1)) }

    private static func rule(path: ArraySlice<UInt8>) -> ViolatedRules {
        for (part, rule) in parts where path.holds(part.utf8) {
            // A container's SELinux errors stand below `seLinuxOptions`, a path prefix below a volume.
            return rule
        }
        return ViolatedRules(named: "other")
    }
}

extension ArraySlice where Element == UInt8 {
    fileprivate func holds(_ part: String.UTF8View) -> Bool {
        guard let first = part.first else { return true }
        var index = startIndex
        while let place = self[index...].firstIndex(of: first) {
            if self[place...].starts(with: part) { return true }
            index = place + 1
        }
        return false
    }
}
