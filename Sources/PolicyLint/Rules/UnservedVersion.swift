import Manifests
import PolicyObjects

/// An `apiVersion` that a server of the chosen version does not serve any more.
enum UnservedVersion: LintRule {
    static let description = LintRuleDescription(
        "unserved-api-version",
        .warning,
        summary: "The chosen Kubernetes version does not serve this apiVersion",
        help: """
            extensions/v1beta1 policies are served up to 1.15, rbac.authorization.k8s.io/v1beta1 and v1alpha1 up to 1.21. \
            Write policy/v1beta1 and rbac.authorization.k8s.io/v1.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let version = set.options.version
        for (index, object) in set.survey.objects.enumerated() {
            let served: String
            switch object.apiVersion {
            case "extensions/v1beta1" where version >= .v1_20: served = "policy/v1beta1"
            case "rbac.authorization.k8s.io/v1beta1" where version >= .v1_24,
                "rbac.authorization.k8s.io/v1alpha1" where version >= .v1_24:
                served = "rbac.authorization.k8s.io/v1"
            default: continue
            }
            findings.add(
                description,
                to: index,
                at: "apiVersion",
                "Kubernetes \(version.rawValue) does not serve `\(object.apiVersion)`: write `\(served)`"
            )
        }
    }
}
