package import PolicyObjects

/// `kubectl describe` of one object.
package struct Describer: Sendable {
    private let version: KubernetesVersion

    package init(version: KubernetesVersion) { self.version = version }

    /// An object, asked for as one of `type`.
    package func text(of object: PolicySetObject, as type: ResourceType) -> [UInt8] {
        switch object {
        case .podSecurityPolicy(let policy): text(of: policy, group: type.group)
        case .role(let role): RoleDescription(metadata: role.metadata, rules: role.rules, version: version).text
        case .clusterRole(let role): RoleDescription(metadata: role.metadata, rules: role.rules, version: version).text
        case .roleBinding(let binding): text(of: binding.metadata, binding.role, binding.subjects)
        case .clusterRoleBinding(let binding): text(of: binding.metadata, binding.role, binding.subjects)
        // No `ResourceType` names these.
        case .serviceAccount, .namespace: []
        }
    }

    /// kubectl up to 1.21 has its describer of policies under `extensions`, later ones under `policy`.
    private func text(of policy: PodSecurityPolicy, group: String) -> [UInt8] {
        let describedGroup = version < .v1_24 ? "extensions" : "policy"
        if group == describedGroup { return PolicySettings(policy: policy).text }
        let object = PolicyObject(policy, group: group, version: version).value
        return ObjectDescription(metadata: policy.metadata, object: object, version: version).text
    }

    private func text(
        of metadata: ObjectMetadata,
        _ role: RoleReference,
        _ subjects: [BindingSubject]
    ) -> [UInt8] {
        BindingDescription(metadata: metadata, role: role, subjects: subjects, version: version).text
    }
}
