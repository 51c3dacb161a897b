extension PodSecurityPolicy {
    /// What the API server answers to a write of this policy, in its words and order; empty: it is valid.
    ///
    /// Ask it of the policy as it is stored (`stored(with:)`): fields that a server drops are not looked at. A valid policy can
    /// be unusable all the same (`unusableReasons(with:)`).
    /// Kubernetes: `pkg/apis/policy/validation.ValidatePodSecurityPolicy`.
    package func validationErrors(for version: KubernetesVersion) -> [FieldError] {
        var validator = PolicyValidator(policy: self, version: version)
        validator.validateMetadata()
        validator.validateAnnotations()
        validator.validateStrategies()
        validator.validateVolumes()
        validator.validateCapabilities()
        validator.validatePrivilegeEscalation()
        validator.validateProcMountTypes()
        validator.validateAllowedHostPaths()
        validator.validateDrivers()
        validator.validateSysctls()
        validator.validateRuntimeClass()
        return validator.errors
    }
}

/// Collects the complaints about one policy.
struct PolicyValidator {
    let policy: PodSecurityPolicy
    let version: KubernetesVersion
    var errors: [FieldError] = []

    init(policy: PodSecurityPolicy, version: KubernetesVersion) {
        self.policy = policy
        self.version = version
    }
}

// MARK: Small rules

extension PolicyValidator {
    private static let volumeTypes = [
        "*", "awsElasticBlockStore", "azureDisk", "azureFile", "cephFS", "cinder", "configMap", "csi", "downwardAPI",
        "emptyDir", "ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath",
        "iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected", "quobyte",
        "rbd",
        "scaleIO", "secret", "storageos", "vsphereVolume",
    ]

    fileprivate mutating func validateVolumes() {
        let supported = Self.volumeTypes.filter { version >= .v1_20 || $0 != "ephemeral" }
        for volume in policy.volumes where !supported.hasBytes(volume) {
            errors.append(.notSupported("spec.volumes", volume, supported))
        }
    }

    /// The paths have no `spec.`.
    fileprivate mutating func validateCapabilities() {
        let drops = policy.requiredDropCapabilities
        if !drops.isEmpty, policy.allowedCapabilities.hasBytes("*") {
            errors.append(
                .invalid(
                    "requiredDropCapabilities",
                    value: GoText.list(drops, of: "core.Capability"),
                    "must be empty when all capabilities are allowed by a wildcard"
                )
            )
        }
        let lists = [
            ("defaultAddCapabilities", policy.defaultAddCapabilities),
            ("allowedCapabilities", policy.allowedCapabilities),
        ]
        for (path, capabilities) in lists {
            for capability in capabilities where drops.hasBytes(capability) {
                errors.append(
                    .invalid(path, capability, "capability is listed in \(path) and requiredDropCapabilities")
                )
            }
        }
    }

    fileprivate mutating func validatePrivilegeEscalation() {
        guard policy.defaultAllowPrivilegeEscalation == true, !policy.allowPrivilegeEscalation else { return }
        errors.append(
            .invalid(
                "spec.defaultAllowPrivilegeEscalation",
                value: "true",
                "Cannot set DefaultAllowPrivilegeEscalation to true without also setting AllowPrivilegeEscalation to true"
            )
        )
    }

    fileprivate mutating func validateProcMountTypes() {
        guard version >= .v1_20 else { return }
        let supported = ["Default", "Unmasked"]
        for (index, type) in policy.allowedProcMountTypes.enumerated() where !supported.hasBytes(type) {
            errors.append(.notSupported("spec.allowedProcMountTypes[\(index)]", type, supported))
        }
    }

    /// After an empty prefix the remaining entries are not looked at.
    fileprivate mutating func validateAllowedHostPaths() {
        for (index, hostPath) in policy.allowedHostPaths.enumerated() {
            let path = "spec.allowedHostPaths[\(index)]"
            if hostPath.pathPrefix.isEmpty {
                errors.append(.required(path, "is required"))
                return
            }
            if hostPath.pathPrefix.hasBackstep {
                errors.append(.invalid(path, hostPath.pathPrefix, "must not contain '..'"))
            }
        }
    }

    /// The odd paths are Kubernetes'.
    fileprivate mutating func validateDrivers() {
        for (index, driver) in policy.allowedFlexVolumes.enumerated() where driver.isEmpty {
            errors.append(
                .required("spec.allowedFlexVolumes.allowedFlexVolumes[\(index)].driver", "must specify a driver")
            )
        }
        for (index, driver) in policy.allowedCSIDrivers.enumerated() {
            let path = "spec.allowedCSIDrivers.allowedCSIDriver[\(index)].name"
            if driver.isEmpty { errors.append(.required(path)) }
            if driver.utf8.count > 63 { errors.append(.tooLong(path, bytesMax: 63)) }
            for problem in NameRules.subdomainProblems(driver.lowercased(), version: version) {
                errors.append(.invalid(path, driver, problem))
            }
        }
    }

    fileprivate mutating func validateRuntimeClass() {
        guard let runtimeClass = policy.runtimeClass else { return }
        let path = "spec.runtimeClass.allowedRuntimeClassNames"
        let allowed = runtimeClass.allowedRuntimeClassNames
        var seen: [String] = []
        for (index, name) in allowed.enumerated() {
            if !["*"].hasBytes(name) {
                for problem in NameRules.subdomainProblems(name, version: version) {
                    errors.append(.invalid("\(path)[\(index)]", name, problem))
                }
            }
            if seen.hasBytes(name) { errors.append(.duplicate("\(path)[\(index)]", name)) }
            seen.append(name)
        }
        let allowsAll = allowed.hasBytes("*")
        if let name = runtimeClass.defaultRuntimeClassName {
            for problem in NameRules.subdomainProblems(name, version: version) {
                errors.append(.invalid("spec.runtimeClass.defaultRuntimeClassName", name, problem))
            }
            if !allowsAll, !allowed.hasBytes(name) {
                errors.append(.required(path, "default \(GoText.quoted(name)) must be allowed"))
            }
        }
        if allowsAll, allowed.count > 1 {
            errors.append(
                .invalid(
                    path,
                    value: GoText.list(allowed, of: "string"),
                    "if '*' is present, must not specify other RuntimeClass names"
                )
            )
        }
    }
}

extension [String] {
    func hasBytes(_ text: String) -> Bool { contains { $0.utf8.elementsEqual(text.utf8) } }
}

extension String {
    /// A path with `..` for one of its elements.
    var hasBackstep: Bool {
        utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
    }
}
