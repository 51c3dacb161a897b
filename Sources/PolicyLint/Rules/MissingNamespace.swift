import Manifests
import PolicyObjects

/// An object that lives in a namespace and does not say in which: it lands in `default`.
enum MissingNamespace: LintRule {
    static let description = LintRuleDescription(
        "missing-namespace",
        .warning,
        summary: "An object without a namespace lands in `default`",
        help: """
            A RoleBinding counts in its own namespace alone. Without metadata.namespace that is the one of kubectl's context \
            or -n, `default` otherwise. Write the namespace.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() where !object.isUndecodable {
            let metadata: ObjectMetadata
            let effect: String
            switch object.object {
            case .roleBinding(let binding):
                (metadata, effect) = (binding.metadata, "grants in `default` alone")
            case .role(let role):
                (metadata, effect) = (role.metadata, "can be bound in `default` alone")
            case .serviceAccount(let account):
                (metadata, effect) = (account.metadata, "is an account of `default`")
            default: continue
            }
            guard metadata.namespace.isEmpty else { continue }
            findings.add(
                description,
                to: index,
                at: "metadata.namespace",
                "without a namespace it lands in `default`, unless kubectl is told another, and \(effect): write "
                    + "`metadata.namespace`"
            )
        }
    }
}
