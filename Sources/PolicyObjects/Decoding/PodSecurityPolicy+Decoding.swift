package import JSONScan

extension PodSecurityPolicy {
    private static let specFields = [
        "privileged", "defaultAddCapabilities", "requiredDropCapabilities", "allowedCapabilities", "volumes",
        "hostNetwork",
        "hostPorts", "hostPID", "hostIPC", "seLinux", "runAsUser", "runAsGroup", "supplementalGroups", "fsGroup",
        "readOnlyRootFilesystem", "defaultAllowPrivilegeEscalation", "allowPrivilegeEscalation", "allowedHostPaths",
        "allowedFlexVolumes", "allowedCSIDrivers", "allowedUnsafeSysctls", "forbiddenSysctls", "allowedProcMountTypes",
        "runtimeClass",
    ]

    /// Reads a policy and applies the type's one default; a `metadata.namespace` is cleared, as the server does.
    ///
    /// Kubernetes: `policy/v1beta1.PodSecurityPolicy`.
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(
            value,
            at: "",
            known: ["apiVersion", "kind", "metadata", "spec"],
            problems: &problems
        )
        let metadata = ObjectMetadata(of: object, &problems)
        self.init(name: metadata.name)
        self.metadata = metadata
        self.metadata.namespace = ""
        apiVersion = object.string("apiVersion", &problems) ?? ""
        guard let spec = object.object("spec", known: Self.specFields, &problems) else { return }
        decodeHostAccess(of: spec, &problems)
        decodeStrategies(of: spec, &problems)
        decodeContainerRules(of: spec, &problems)
        decodeLists(of: spec, &problems)
    }

    private mutating func decodeHostAccess(of spec: ObjectReader, _ problems: inout [ObjectProblem]) {
        hostNetwork = spec.bool("hostNetwork", &problems) ?? false
        hostPID = spec.bool("hostPID", &problems) ?? false
        hostIPC = spec.bool("hostIPC", &problems) ?? false
        for range in spec.objects("hostPorts", known: ["min", "max"], &problems) ?? [] {
            hostPorts.append(
                HostPortRange(
                    min: range.integer("min", as: Int32.self, &problems) ?? 0,
                    max: range.integer("max", as: Int32.self, &problems) ?? 0
                )
            )
        }
        for hostPath in spec.objects("allowedHostPaths", known: ["pathPrefix", "readOnly"], &problems) ?? [] {
            allowedHostPaths.append(
                AllowedHostPath(
                    pathPrefix: hostPath.string("pathPrefix", &problems) ?? "",
                    readOnly: hostPath.bool("readOnly", &problems) ?? false
                )
            )
        }
    }

    private mutating func decodeStrategies(of spec: ObjectReader, _ problems: inout [ObjectProblem]) {
        if let strategy = spec.object("seLinux", known: ["rule", "seLinuxOptions"], &problems) {
            seLinux.rule = strategy.string("rule", &problems) ?? ""
            seLinux.options = strategy.object("seLinuxOptions", known: ["user", "role", "type", "level"], &problems)
                .map { SELinuxOptions(decoding: $0, &problems) }
        }
        runAsUser = idStrategy("runAsUser", of: spec, &problems) ?? IDStrategy()
        runAsGroup = idStrategy("runAsGroup", of: spec, &problems)
        supplementalGroups = idStrategy("supplementalGroups", of: spec, &problems) ?? IDStrategy()
        fsGroup = idStrategy("fsGroup", of: spec, &problems) ?? IDStrategy()
        if let strategy = spec.object(
            "runtimeClass",
            known: ["allowedRuntimeClassNames", "defaultRuntimeClassName"],
            &problems
        ) {
            var runtimeClass = RuntimeClassStrategy()
            runtimeClass.allowedRuntimeClassNames = strategy.strings("allowedRuntimeClassNames", &problems) ?? []
            runtimeClass.defaultRuntimeClassName = strategy.string("defaultRuntimeClassName", &problems)
            self.runtimeClass = runtimeClass
        }
    }

    private func idStrategy(
        _ key: String,
        of spec: ObjectReader,
        _ problems: inout [ObjectProblem]
    ) -> IDStrategy? {
        guard let strategy = spec.object(key, known: ["rule", "ranges"], &problems) else { return nil }
        let rule = strategy.string("rule", &problems) ?? ""
        let ranges = strategy.objects("ranges", known: ["min", "max"], &problems)?.map { range in
            IDRange(
                min: range.integer("min", as: Int64.self, &problems) ?? 0,
                max: range.integer("max", as: Int64.self, &problems) ?? 0
            )
        }
        return IDStrategy(rule: rule, ranges: ranges)
    }

    private mutating func decodeContainerRules(of spec: ObjectReader, _ problems: inout [ObjectProblem]) {
        privileged = spec.bool("privileged", &problems) ?? false
        readOnlyRootFilesystem = spec.bool("readOnlyRootFilesystem", &problems) ?? false
        defaultAllowPrivilegeEscalation = spec.bool("defaultAllowPrivilegeEscalation", &problems)
        allowPrivilegeEscalation = spec.bool("allowPrivilegeEscalation", &problems) ?? true
        defaultAddCapabilities = spec.strings("defaultAddCapabilities", &problems) ?? []
        requiredDropCapabilities = spec.strings("requiredDropCapabilities", &problems) ?? []
        allowedCapabilities = spec.strings("allowedCapabilities", &problems) ?? []
        allowedProcMountTypes = spec.strings("allowedProcMountTypes", &problems) ?? []
    }

    private mutating func decodeLists(of spec: ObjectReader, _ problems: inout [ObjectProblem]) {
        volumes = spec.strings("volumes", &problems) ?? []
        allowedFlexVolumes = (spec.objects("allowedFlexVolumes", known: ["driver"], &problems) ?? [])
            .map { $0.string("driver", &problems) ?? "" }
        allowedCSIDrivers = (spec.objects("allowedCSIDrivers", known: ["name"], &problems) ?? [])
            .map { $0.string("name", &problems) ?? "" }
        allowedUnsafeSysctls = spec.strings("allowedUnsafeSysctls", &problems) ?? []
        forbiddenSysctls = spec.strings("forbiddenSysctls", &problems) ?? []
    }
}

extension PodSecurityPolicy.SELinuxOptions {
    fileprivate init(decoding reader: ObjectReader, _ problems: inout [ObjectProblem]) {
        self.init()
        user = reader.string("user", &problems) ?? ""
        role = reader.string("role", &problems) ?? ""
        type = reader.string("type", &problems) ?? ""
        level = reader.string("level", &problems) ?? ""
    }
}
