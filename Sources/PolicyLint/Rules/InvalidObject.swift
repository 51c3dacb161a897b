import Manifests
import PolicyObjects

/// What API validation says of the objects beside policies: a server refuses to store them.
enum InvalidObject: LintRule {
    static let description = LintRuleDescription(
        "invalid-object",
        .error,
        summary: "The API server refuses a role, a binding or an account",
        help: "API validation answers 422 Invalid with these errors, and the object is not stored. Correct the field."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() where !object.isUndecodable {
            for error in errors(of: object.object) {
                findings.add(
                    description,
                    to: index,
                    at: error.path,
                    "a server refuses the object: \(error); \(error.remedy)"
                )
            }
        }
    }

    private static func errors(of object: PolicySetObject) -> [FieldError] {
        switch object {
        // Those of a policy are a matter of their own.
        case .podSecurityPolicy: []
        case .role(let role): nameErrors(role.metadata) + ruleErrors(role.rules)
        case .clusterRole(let role): nameErrors(role.metadata) + ruleErrors(role.rules)
        case .roleBinding(let binding):
            nameErrors(binding.metadata)
                + bindingErrors(binding.role, binding.subjects, kinds: ["Role", "ClusterRole"])
        case .clusterRoleBinding(let binding):
            nameErrors(binding.metadata) + bindingErrors(binding.role, binding.subjects, kinds: ["ClusterRole"])
        case .serviceAccount(let account): nameErrors(account.metadata)
        case .namespace(let name): nameErrors(ObjectMetadata(name: name))
        }
    }

    private static func nameErrors(_ metadata: ObjectMetadata) -> [FieldError] {
        guard metadata.name.isEmpty, metadata.generateName.isEmpty else { return [] }
        return [.required("metadata.name", "name or generateName is required")]
    }

    /// Kubernetes: `pkg/apis/rbac/validation.ValidatePolicyRule`.
    private static func ruleErrors(_ rules: [PolicyRule]) -> [FieldError] {
        rules.enumerated().flatMap { index, rule in
            var errors: [FieldError] = []
            let path = "rules[\(index)]"
            if rule.verbs.isEmpty { errors.append(.required("\(path).verbs", "verbs must contain at least one value")) }
            guard rule.nonResourceURLs.isEmpty else { return errors }
            if rule.apiGroups.isEmpty {
                errors.append(
                    .required("\(path).apiGroups", "resource rules must supply at least one api group")
                )
            }
            if rule.resources.isEmpty {
                errors.append(.required("\(path).resources", "resource rules must supply at least one resource"))
            }
            return errors
        }
    }

    /// Kubernetes: `ValidateRoleBinding`, `ValidateClusterRoleBinding`, `ValidateRoleBindingSubject`.
    private static func bindingErrors(
        _ role: RoleReference,
        _ subjects: [BindingSubject],
        kinds: [String]
    ) -> [FieldError] {
        var errors: [FieldError] = []
        if !kinds.hold(role.kind) { errors.append(.notSupported("roleRef.kind", role.kind, kinds)) }
        if role.name.isEmpty { errors.append(.required("roleRef.name")) }
        for (index, subject) in subjects.enumerated() {
            let path = "subjects[\(index)]"
            if subject.name.isEmpty { errors.append(.required("\(path).name")) }
            let known = ["ServiceAccount", "User", "Group"]
            if !known.hold(subject.kind) {
                errors.append(.notSupported("\(path).kind", subject.kind, known))
            } else if kinds.count == 1, subject.kind.utf8.elementsEqual("ServiceAccount".utf8),
                subject.namespace.isEmpty
            {
                errors.append(.required("\(path).namespace"))
            }
        }
        return errors
    }
}
