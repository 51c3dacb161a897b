import Manifests
import PolicyObjects

/// A binding to a role that is not in the set: it grants nothing.
///
/// Roles that an API server makes for itself are taken to be there.
enum MissingRole: LintRule {
    static let description = LintRuleDescription(
        "missing-role",
        .error,
        summary: "A binding refers to a role that does not exist",
        help: """
            RBAC passes over a binding whose role is not there: it grants nothing. Correct roleRef (it cannot be changed in \
            place: delete and create the binding), or add the role to the set.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let clusterRoles = set.sources.clusterRoles.map(\.metadata.name)
        let known = Set(clusterRoles.map { Array($0.utf8) })
        var roles: [[UInt8]: [String]] = [:]
        for role in set.sources.roles {
            roles[Array(role.metadata.effectiveNamespace.utf8), default: []].append(role.metadata.name)
        }
        for binding in set.bindings {
            let kind = binding.role.kind
            // Of any other kind the server says itself that there is none.
            guard binding.roleKinds.hold(kind), !binding.role.name.isEmpty else { continue }
            let namespace = binding.namespace ?? ""
            let isRole = kind.utf8.elementsEqual("Role".utf8)
            let neighbours = isRole ? roles[Array(namespace.utf8)] ?? [] : clusterRoles
            let exists =
                isRole ? neighbours.hold(binding.role.name) : known.contains(Array(binding.role.name.utf8))
            guard !exists, !isServersOwn(binding.role, in: namespace) else { continue }
            let place = isRole ? " in the namespace \(quoted(namespace))" : ""
            let meant =
                suggestion(for: binding.role.name, among: neighbours).map { ", did you mean \(quoted($0))?" }
                ?? ": correct `roleRef`, or add the role"
            findings.add(
                description,
                to: binding.object,
                at: "roleRef.name",
                "there is no \(kind) \(quoted(binding.role.name))\(place), so the binding grants nothing\(meant)"
            )
        }
    }

    /// Kubernetes: `plugin/pkg/auth/authorizer/rbac/bootstrappolicy`.
    private static func isServersOwn(_ role: RoleReference, in namespace: String) -> Bool {
        if role.name.utf8.starts(with: "system:".utf8) { return true }
        if role.kind.utf8.elementsEqual("ClusterRole".utf8) {
            return ["cluster-admin", "admin", "edit", "view"].hold(role.name)
        }
        return namespace.utf8.elementsEqual("kube-system".utf8)
            && role.name.utf8.elementsEqual("extension-apiserver-authentication-reader".utf8)
    }
}
