import Manifests
import PolicyObjects

/// A RoleBinding or a ClusterRoleBinding that stands.
struct LintedBinding {
    /// Its index in the survey.
    var object: Int
    /// That of a RoleBinding; nil: a ClusterRoleBinding.
    var namespace: String?
    var role: RoleReference
    var subjects: [BindingSubject]

    /// The kinds of role that it may refer to.
    var roleKinds: [String] { namespace == nil ? ["ClusterRole"] : ["Role", "ClusterRole"] }
}

extension LintedSet {
    /// In the order in which they were read.
    var bindings: [LintedBinding] {
        survey.objects.indices.compactMap { index in
            let object = survey.objects[index]
            guard object.stands, !object.isUndecodable else { return nil }
            switch object.object {
            case .roleBinding(let binding):
                return LintedBinding(
                    object: index,
                    namespace: binding.metadata.effectiveNamespace,
                    role: binding.role,
                    subjects: binding.subjects
                )
            case .clusterRoleBinding(let binding):
                return LintedBinding(object: index, namespace: nil, role: binding.role, subjects: binding.subjects)
            default: return nil
            }
        }
    }
}
