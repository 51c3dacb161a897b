/// A PodSecurityPolicy as a user wrote it, after `policy/v1beta1` defaulting.
///
/// Texts are compared as UTF-8 bytes, never with `String`'s own equality, which takes canonically equivalent texts as
/// equal.
///
/// Kubernetes: `policy/v1beta1.PodSecurityPolicy` (also served as `extensions/v1beta1`).
package struct PodSecurityPolicy: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var apiVersion = "policy/v1beta1"

    package var privileged = false
    package var defaultAddCapabilities: [String] = []
    package var requiredDropCapabilities: [String] = []
    package var allowedCapabilities: [String] = []
    package var volumes: [String] = []
    package var hostNetwork = false
    package var hostPorts: [HostPortRange] = []
    package var hostPID = false
    package var hostIPC = false
    package var seLinux = SELinuxStrategy()
    package var runAsUser = IDStrategy()
    /// nil: any group.
    package var runAsGroup: IDStrategy?
    package var supplementalGroups = IDStrategy()
    package var fsGroup = IDStrategy()
    package var readOnlyRootFilesystem = false
    package var defaultAllowPrivilegeEscalation: Bool?
    /// Absent is true: the only default of the type.
    package var allowPrivilegeEscalation = true
    package var allowedHostPaths: [AllowedHostPath] = []
    /// Drivers.
    package var allowedFlexVolumes: [String] = []
    /// Names.
    package var allowedCSIDrivers: [String] = []
    package var allowedUnsafeSysctls: [String] = []
    package var forbiddenSysctls: [String] = []
    package var allowedProcMountTypes: [String] = []
    package var runtimeClass: RuntimeClassStrategy?

    package init(name: String) {
        metadata = ObjectMetadata(name: name)
    }

    package var name: String { metadata.name }

    /// `hostPorts` element, inclusive; not validated by Kubernetes: reversed ranges hold nothing.
    package struct HostPortRange: Sendable, Equatable {
        package var min: Int32
        package var max: Int32
        package init(min: Int32, max: Int32) {
            self.min = min
            self.max = max
        }
    }

    /// Inclusive.
    package struct IDRange: Sendable, Equatable {
        package var min: Int64
        package var max: Int64
        package init(min: Int64, max: Int64) {
            self.min = min
            self.max = max
        }
    }

    /// runAsUser, runAsGroup, supplementalGroups, fsGroup.
    ///
    /// `rule` is the text as written.
    package struct IDStrategy: Sendable, Equatable {
        package var rule = ""
        /// nil: absent.
        ///
        /// Kubernetes' messages tell it from an empty list.
        package var ranges: [IDRange]?
        package init(rule: String = "", ranges: [IDRange]? = nil) {
            self.rule = rule
            self.ranges = ranges
        }
    }

    package struct SELinuxOptions: Sendable, Equatable {
        package var user = ""
        package var role = ""
        package var type = ""
        package var level = ""
        package init() {}
    }

    package struct SELinuxStrategy: Sendable, Equatable {
        package var rule = ""
        package var options: SELinuxOptions?
        package init(rule: String = "", options: SELinuxOptions? = nil) {
            self.rule = rule
            self.options = options
        }
    }

    package struct AllowedHostPath: Sendable, Equatable {
        package var pathPrefix: String
        package var readOnly: Bool
        package init(pathPrefix: String, readOnly: Bool = false) {
            self.pathPrefix = pathPrefix
            self.readOnly = readOnly
        }
    }

    package struct RuntimeClassStrategy: Sendable, Equatable {
        package var allowedRuntimeClassNames: [String] = []
        package var defaultRuntimeClassName: String?
        package init() {}
    }
}

extension PodSecurityPolicy {
    /// `seccomp.security.alpha.kubernetes.io/allowedProfileNames`, raw; nil: absent.
    package var allowedSeccompProfiles: String? {
        metadata.annotation("seccomp.security.alpha.kubernetes.io/allowedProfileNames")
    }

    /// `seccomp.security.alpha.kubernetes.io/defaultProfileName`, raw.
    package var defaultSeccompProfile: String? {
        metadata.annotation("seccomp.security.alpha.kubernetes.io/defaultProfileName")
    }

    /// `apparmor.security.beta.kubernetes.io/allowedProfileNames`, raw; nil: absent.
    package var allowedAppArmorProfiles: String? {
        metadata.annotation("apparmor.security.beta.kubernetes.io/allowedProfileNames")
    }

    /// `apparmor.security.beta.kubernetes.io/defaultProfileName`, raw.
    package var defaultAppArmorProfile: String? {
        metadata.annotation("apparmor.security.beta.kubernetes.io/defaultProfileName")
    }
}
