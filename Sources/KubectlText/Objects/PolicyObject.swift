package import JSONScan
package import PolicyObjects

/// A policy as a server sends it: the object behind `-o json` and `-o yaml`.
///
/// Fields that are empty or false are left out where the type says so, and stand there as null or empty where it does not.
///
/// Kubernetes: `policy/v1beta1.PodSecurityPolicy`, its JSON tags.
package struct PolicyObject: Sendable {
    private let policy: PodSecurityPolicy
    private let version: KubernetesVersion
    /// The API group in which the server is asked.
    private let group: String

    package init(_ policy: PodSecurityPolicy, group: String, version: KubernetesVersion) {
        self.policy = policy
        self.group = group
        self.version = version
    }

    package var value: JSONValue {
        .object([
            .init("apiVersion", .string("\(group)/v1beta1")), .init("kind", .string("PodSecurityPolicy")),
            .init("metadata", metadata), .init("spec", .object(spec)),
        ])
    }

    private var metadata: JSONValue {
        let own = policy.metadata
        var fields = Fields()
        fields.add("name", own.name)
        fields.add("generateName", own.generateName)
        fields.add("labels", own.labels)
        fields.add("annotations", own.annotations)
        // kubectl shows who manages which field up to 1.20; later it has to be asked to.
        fields.members += own.otherFields.filter {
            version < .v1_24 || !$0.key.utf8.elementsEqual("managedFields".utf8)
        }
        return .object(fields.members)
    }

    private var spec: [JSONValue.Member] {
        var fields = Fields()
        fields.add("privileged", policy.privileged)
        fields.add("defaultAddCapabilities", policy.defaultAddCapabilities)
        fields.add("requiredDropCapabilities", policy.requiredDropCapabilities)
        fields.add("allowedCapabilities", policy.allowedCapabilities)
        fields.add("volumes", policy.volumes)
        fields.add("hostNetwork", policy.hostNetwork)
        fields.add("hostPorts", policy.hostPorts.map { Fields.range(Int64($0.min), Int64($0.max)) })
        fields.add("hostPID", policy.hostPID)
        fields.add("hostIPC", policy.hostIPC)
        addStrategies(to: &fields)
        fields.add("readOnlyRootFilesystem", policy.readOnlyRootFilesystem)
        if let isDefault = policy.defaultAllowPrivilegeEscalation {
            fields.members.append(.init("defaultAllowPrivilegeEscalation", .bool(isDefault)))
        }
        fields.members.append(.init("allowPrivilegeEscalation", .bool(policy.allowPrivilegeEscalation)))
        fields.add("allowedHostPaths", policy.allowedHostPaths.map(Self.hostPath))
        fields.add("allowedFlexVolumes", policy.allowedFlexVolumes.map { .object([.init("driver", .string($0))]) })
        fields.add("allowedCSIDrivers", policy.allowedCSIDrivers.map { .object([.init("name", .string($0))]) })
        fields.add("allowedUnsafeSysctls", policy.allowedUnsafeSysctls)
        fields.add("forbiddenSysctls", policy.forbiddenSysctls)
        fields.add("allowedProcMountTypes", policy.allowedProcMountTypes)
        if let runtimeClass = policy.runtimeClass {
            fields.members.append(.init("runtimeClass", Self.value(of: runtimeClass)))
        }
        return fields.members
    }

    private func addStrategies(to fields: inout Fields) {
        var seLinux = Fields()
        seLinux.members.append(.init("rule", .string(policy.seLinux.rule)))
        if let options = policy.seLinux.options {
            var own = Fields()
            own.add("user", options.user)
            own.add("role", options.role)
            own.add("type", options.type)
            own.add("level", options.level)
            seLinux.members.append(.init("seLinuxOptions", .object(own.members)))
        }
        fields.members.append(.init("seLinux", .object(seLinux.members)))
        fields.members.append(.init("runAsUser", Self.value(of: policy.runAsUser, hasRule: true)))
        if let runAsGroup = policy.runAsGroup {
            fields.members.append(.init("runAsGroup", Self.value(of: runAsGroup, hasRule: true)))
        }
        fields.members.append(.init("supplementalGroups", Self.value(of: policy.supplementalGroups)))
        fields.members.append(.init("fsGroup", Self.value(of: policy.fsGroup)))
    }

    /// `hasRule`: an empty rule is written too.
    private static func value(of strategy: PodSecurityPolicy.IDStrategy, hasRule: Bool = false) -> JSONValue {
        var fields = Fields()
        if hasRule {
            fields.members.append(.init("rule", .string(strategy.rule)))
        } else {
            fields.add("rule", strategy.rule)
        }
        fields.add("ranges", (strategy.ranges ?? []).map { Fields.range($0.min, $0.max) })
        return .object(fields.members)
    }

    private static func hostPath(_ path: PodSecurityPolicy.AllowedHostPath) -> JSONValue {
        var fields = Fields()
        fields.add("pathPrefix", path.pathPrefix)
        fields.add("readOnly", path.readOnly)
        return .object(fields.members)
    }

    /// A server stores no empty lists, and this one is written as null.
    private static func value(of strategy: PodSecurityPolicy.RuntimeClassStrategy) -> JSONValue {
        let names = strategy.allowedRuntimeClassNames
        var members = [
            JSONValue.Member("allowedRuntimeClassNames", names.isEmpty ? .null : .array(names.map(JSONValue.string)))
        ]
        if let name = strategy.defaultRuntimeClassName {
            members.append(.init("defaultRuntimeClassName", .string(name)))
        }
        return .object(members)
    }
}

/// Members of an object of which each is left out if it is empty.
private struct Fields {
    var members: [JSONValue.Member] = []

    mutating func add(_ key: String, _ text: String) {
        if !text.isEmpty { members.append(.init(key, .string(text))) }
    }

    mutating func add(_ key: String, _ flag: Bool) {
        if flag { members.append(.init(key, .bool(true))) }
    }

    mutating func add(_ key: String, _ elements: [JSONValue]) {
        if !elements.isEmpty { members.append(.init(key, .array(elements))) }
    }

    mutating func add(_ key: String, _ texts: [String]) { add(key, texts.map(JSONValue.string)) }

    mutating func add(_ key: String, _ map: [(key: String, value: String)]) {
        guard !map.isEmpty else { return }
        members.append(.init(key, .object(map.map { .init($0.key, .string($0.value)) })))
    }

    static func range(_ min: Int64, _ max: Int64) -> JSONValue {
        .object([.init("min", .integer(min)), .init("max", .integer(max))])
    }
}
