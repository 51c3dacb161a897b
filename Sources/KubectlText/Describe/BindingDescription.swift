import PolicyObjects

/// `kubectl describe rolebinding` and `clusterrolebinding`.
///
/// Kubernetes: `RoleBindingDescriber`, `ClusterRoleBindingDescriber`.
struct BindingDescription {
    let metadata: ObjectMetadata
    let role: RoleReference
    let subjects: [BindingSubject]
    let version: KubernetesVersion

    var text: [UInt8] {
        var text = TabbedText()
        text.line(0, "Name:\t\(metadata.name)")
        MetadataDescription(metadata: metadata, version: version).write(to: &text)
        text.line(0, "Role:")
        text.line(1, "Kind:\t\(role.kind)")
        text.line(1, "Name:\t\(role.name)")
        text.line(0, "Subjects:")
        text.line(1, "Kind\tName\tNamespace")
        text.line(1, "----\t----\t---------")
        for subject in subjects { text.line(1, "\(subject.kind)\t\(subject.name)\t\(subject.namespace)") }
        return text.described
    }
}
