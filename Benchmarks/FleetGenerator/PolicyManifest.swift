package import JSONScan
package import PolicyObjects

/// Writes what the generator makes as a `v1 List`, for programs that read files.
package enum PolicyManifest {
    package static func list(_ sources: PolicySources) -> JSONValue {
        let items =
            sources.policies.map(policy) + sources.clusterRoles.map(clusterRole) + sources.roleBindings.map(roleBinding)
        return .object([
            .init("apiVersion", .string("v1")), .init("kind", .string("List")), .init("items", .array(items)),
        ])
    }

    private static func policy(_ policy: PodSecurityPolicy) -> JSONValue {
        var spec: [JSONValue.Member] = [
            .init("privileged", .bool(policy.privileged)),
            .init("hostNetwork", .bool(policy.hostNetwork)),
            .init("hostPID", .bool(policy.hostPID)),
            .init("hostIPC", .bool(policy.hostIPC)),
            .init("allowPrivilegeEscalation", .bool(policy.allowPrivilegeEscalation)),
            .init("readOnlyRootFilesystem", .bool(policy.readOnlyRootFilesystem)),
            .init("volumes", texts(policy.volumes)),
            .init("allowedCapabilities", texts(policy.allowedCapabilities)),
            .init("requiredDropCapabilities", texts(policy.requiredDropCapabilities)),
            .init("hostPorts", .array(policy.hostPorts.map { range(Int64($0.min), Int64($0.max)) })),
            .init("seLinux", .object([.init("rule", .string(policy.seLinux.rule))])),
            .init("runAsUser", strategy(policy.runAsUser)),
            .init("supplementalGroups", strategy(policy.supplementalGroups)),
            .init("fsGroup", strategy(policy.fsGroup)),
        ]
        let paths = policy.allowedHostPaths.map { path in
            JSONValue.object([
                .init("pathPrefix", .string(path.pathPrefix)), .init("readOnly", .bool(path.readOnly)),
            ])
        }
        if !paths.isEmpty { spec.append(.init("allowedHostPaths", .array(paths))) }
        return object("policy/v1beta1", "PodSecurityPolicy", policy.metadata, [.init("spec", .object(spec))])
    }

    private static func clusterRole(_ role: ClusterRole) -> JSONValue {
        let rules = role.rules.map { rule in
            JSONValue.object([
                .init("apiGroups", texts(rule.apiGroups)), .init("resources", texts(rule.resources)),
                .init("verbs", texts(rule.verbs)), .init("resourceNames", texts(rule.resourceNames)),
            ])
        }
        return object("rbac.authorization.k8s.io/v1", "ClusterRole", role.metadata, [.init("rules", .array(rules))])
    }

    private static func roleBinding(_ binding: RoleBinding) -> JSONValue {
        let subjects = binding.subjects.map { subject in
            JSONValue.object([
                .init("kind", .string(subject.kind)), .init("name", .string(subject.name)),
                .init("namespace", .string(subject.namespace)),
            ])
        }
        let role = JSONValue.object([
            .init("apiGroup", .string(binding.role.apiGroup)), .init("kind", .string(binding.role.kind)),
            .init("name", .string(binding.role.name)),
        ])
        return object(
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            binding.metadata,
            [.init("roleRef", role), .init("subjects", .array(subjects))]
        )
    }

    private static func object(
        _ apiVersion: String,
        _ kind: String,
        _ metadata: ObjectMetadata,
        _ rest: [JSONValue.Member]
    ) -> JSONValue {
        var members: [JSONValue.Member] = [.init("name", .string(metadata.name))]
        if !metadata.namespace.isEmpty { members.append(.init("namespace", .string(metadata.namespace))) }
        if !metadata.annotations.isEmpty {
            members.append(
                .init("annotations", .object(metadata.annotations.map { .init($0.key, .string($0.value)) }))
            )
        }
        return .object(
            [
                .init("apiVersion", .string(apiVersion)), .init("kind", .string(kind)),
                .init("metadata", .object(members)),
            ] + rest
        )
    }

    private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private static func range(_ min: Int64, _ max: Int64) -> JSONValue {
        .object([.init("min", .integer(min)), .init("max", .integer(max))])
    }

    private static func strategy(_ strategy: PodSecurityPolicy.IDStrategy) -> JSONValue {
        var members: [JSONValue.Member] = [.init("rule", .string(strategy.rule))]
        if let ranges = strategy.ranges {
            members.append(.init("ranges", .array(ranges.map { range($0.min, $0.max) })))
        }
        return .object(members)
    }
}
