import PolicyObjects

extension LintedPolicy {
    /// Every pod that `other` admits, filled in or not, this policy admits as it is.
    ///
    /// In doubt it says no: rules are compared one by one, and lists as texts. Pods that ask for seccomp by a field alone are
    /// left out, for since 1.19 every policy changes those; so are ports that a server refuses.
    package func admitsUnchangedWhatIsAdmitted(by other: LintedPolicy) -> Bool {
        guard changesNothing else { return false }
        let (mine, its) = (stored, other.stored)
        return mine.coversHost(of: its) && mine.coversVolumes(of: its) && mine.coversIDs(of: its)
            && mine.coversCapabilities(of: its) && mine.coversSysctls(of: its) && mine.coversProfiles(of: its)
            && (!its.allowedProcMountTypes.hold("Unmasked") || mine.allowedProcMountTypes.hold("Unmasked"))
    }

    /// It fills nothing in, whatever the pod.
    var changesNothing: Bool {
        let policy = stored
        return policy.defaultAddCapabilities.isEmpty && policy.requiredDropCapabilities.isEmpty
            && policy.runAsUser.rule.isRunAsAny && policy.seLinux.rule.isRunAsAny && !policy.readOnlyRootFilesystem
            && [policy.supplementalGroups, policy.fsGroup, policy.runAsGroup ?? .init(rule: "RunAsAny")].allSatisfy {
                !["MustRunAs"].hold($0.rule)
            }
            && policy.defaultAllowPrivilegeEscalation == nil && policy.allowPrivilegeEscalation
            && (policy.defaultSeccompProfile ?? "").isEmpty && (policy.defaultAppArmorProfile ?? "").isEmpty
            && policy.runtimeClass?.defaultRuntimeClassName == nil
    }
}

extension String {
    fileprivate var isRunAsAny: Bool { utf8.elementsEqual("RunAsAny".utf8) }
}

/// One rule each: what the other policy lets pass, this one lets pass.
extension PodSecurityPolicy {
    fileprivate func coversHost(of other: PodSecurityPolicy) -> Bool {
        let switches = [
            (privileged, other.privileged), (hostNetwork, other.hostNetwork), (hostPID, other.hostPID),
            (hostIPC, other.hostIPC),
        ]
        guard switches.allSatisfy({ $0 || !$1 }) else { return false }
        return other.hostPorts.allSatisfy { range in
            range.max < 1 || range.min > range.max
                || hostPorts.contains { $0.min <= max(1, range.min) && $0.max >= min(65_535, range.max) }
        }
    }

    fileprivate func coversVolumes(of other: PodSecurityPolicy) -> Bool {
        guard volumes.hold("*") || !other.volumes.hold("*") && other.volumes.allSatisfy(volumes.hold) else {
            return false
        }
        func allows(_ type: String) -> Bool { other.volumes.hold("*") || other.volumes.hold(type) }
        func covers(_ mine: [String], _ its: [String]) -> Bool {
            mine.isEmpty || !its.isEmpty && its.allSatisfy(mine.hold)
        }
        return (!allows("hostPath") || allowedHostPaths.isEmpty || allowedHostPaths == other.allowedHostPaths)
            && (!allows("flexVolume") || covers(allowedFlexVolumes, other.allowedFlexVolumes))
            && (!allows("csi") || covers(allowedCSIDrivers, other.allowedCSIDrivers))
    }

    /// The users and SELinux are left free, as `changesNothing` has it.
    fileprivate func coversIDs(of other: PodSecurityPolicy) -> Bool {
        func covers(_ mine: IDStrategy?, _ its: IDStrategy?) -> Bool {
            guard let mine, !mine.rule.isRunAsAny else { return true }
            guard let its, !its.rule.isRunAsAny else { return false }
            return (its.ranges ?? []).allSatisfy { range in
                (mine.ranges ?? []).contains { $0.min <= range.min && $0.max >= range.max }
            }
        }
        return covers(supplementalGroups, other.supplementalGroups) && covers(fsGroup, other.fsGroup)
            && covers(runAsGroup, other.runAsGroup)
    }

    fileprivate func coversCapabilities(of other: PodSecurityPolicy) -> Bool {
        allowedCapabilities.hold("*")
            || !other.allowedCapabilities.hold("*")
                && (other.allowedCapabilities + other.defaultAddCapabilities).allSatisfy(allowedCapabilities.hold)
    }

    fileprivate func coversSysctls(of other: PodSecurityPolicy) -> Bool {
        func covers(_ patterns: [String], _ pattern: String) -> Bool {
            patterns.contains { candidate in
                candidate.utf8.last == UInt8(ascii: "*")
                    ? pattern.utf8.starts(with: candidate.utf8.dropLast())
                    : candidate.utf8.elementsEqual(pattern.utf8)
            }
        }
        return forbiddenSysctls.allSatisfy { covers(other.forbiddenSysctls, $0) }
            && other.allowedUnsafeSysctls.allSatisfy { covers(allowedUnsafeSysctls, $0) }
    }

    fileprivate func coversProfiles(of other: PodSecurityPolicy) -> Bool {
        let seccomp = allowsEverySeccompProfile || allowedSeccompProfiles == nil && other.allowedSeccompProfiles == nil
        let classes = runtimeClass?.allowedRuntimeClassNames ?? ["*"]
        let coversClasses =
            classes.hold("*")
            || (other.runtimeClass?.allowedRuntimeClassNames).map { $0.allSatisfy(classes.hold) } ?? false
        return seccomp && allowedAppArmorProfiles == nil && coversClasses
    }
}
