package import JSONScan

extension Role {
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(
            value,
            at: "",
            known: ["apiVersion", "kind", "metadata", "rules"],
            problems: &problems
        )
        self.init(metadata: ObjectMetadata(of: object, &problems))
        rules = PolicyRule.rules(of: object, &problems)
    }
}

extension ClusterRole {
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(
            value,
            at: "",
            known: ["apiVersion", "kind", "metadata", "rules", "aggregationRule"],
            problems: &problems
        )
        self.init(metadata: ObjectMetadata(of: object, &problems))
        metadata.namespace = ""
        rules = PolicyRule.rules(of: object, &problems)
        hasNullRules = object.isNull("rules")
        guard let rule = object.object("aggregationRule", known: ["clusterRoleSelectors"], &problems) else { return }
        let fields = ["matchLabels", "matchExpressions"]
        aggregation = (rule.objects("clusterRoleSelectors", known: fields, &problems) ?? [])
            .map { LabelSelector(decoding: $0, &problems) }
    }
}

extension PolicyRule {
    fileprivate static func rules(of object: ObjectReader, _ problems: inout [ObjectProblem]) -> [PolicyRule] {
        let fields = ["verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs"]
        return (object.objects("rules", known: fields, &problems) ?? []).map { reader in
            var rule = PolicyRule()
            rule.verbs = reader.strings("verbs", &problems) ?? []
            rule.apiGroups = reader.strings("apiGroups", &problems) ?? []
            rule.resources = reader.strings("resources", &problems) ?? []
            rule.resourceNames = reader.strings("resourceNames", &problems) ?? []
            rule.nonResourceURLs = reader.strings("nonResourceURLs", &problems) ?? []
            return rule
        }
    }
}

extension LabelSelector {
    fileprivate init(decoding reader: ObjectReader, _ problems: inout [ObjectProblem]) {
        self.init()
        for (key, value) in reader.stringMap("matchLabels", &problems) { matchLabels[key] = value }
        let fields = ["key", "operator", "values"]
        matchExpressions = (reader.objects("matchExpressions", known: fields, &problems) ?? []).map { reader in
            var requirement = Requirement()
            requirement.key = reader.string("key", &problems) ?? ""
            requirement.operator = reader.string("operator", &problems) ?? ""
            requirement.values = reader.strings("values", &problems) ?? []
            return requirement
        }
    }
}

extension RoleBinding {
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(value, at: "", known: RoleReference.bindingFields, problems: &problems)
        self.init(metadata: ObjectMetadata(of: object, &problems))
        subjects = BindingSubject.subjects(of: object, &problems)
        role = RoleReference(of: object, &problems)
    }
}

extension ClusterRoleBinding {
    package init(decoding value: JSONValue, problems: inout [ObjectProblem]) {
        let object = ObjectReader(value, at: "", known: RoleReference.bindingFields, problems: &problems)
        self.init(metadata: ObjectMetadata(of: object, &problems))
        metadata.namespace = ""
        subjects = BindingSubject.subjects(of: object, &problems)
        role = RoleReference(of: object, &problems)
    }
}

extension RoleReference {
    fileprivate static let bindingFields = ["apiVersion", "kind", "metadata", "subjects", "roleRef"]

    /// An absent `apiGroup` is the RBAC group.
    fileprivate init(of object: ObjectReader, _ problems: inout [ObjectProblem]) {
        self.init()
        guard let reader = object.object("roleRef", known: ["apiGroup", "kind", "name"], &problems) else {
            problems.append(ObjectProblem(.missingField, at: "roleRef", "is missing: a binding needs a role"))
            return
        }
        apiGroup = reader.string("apiGroup", &problems) ?? ""
        if apiGroup.isEmpty { apiGroup = BindingSubject.rbacGroup }
        kind = reader.string("kind", &problems) ?? ""
        name = reader.string("name", &problems) ?? ""
    }
}

extension BindingSubject {
    fileprivate static let rbacGroup = "rbac.authorization.k8s.io"

    /// Reads `subjects`; an absent `apiGroup` of a user or group is the RBAC group.
    ///
    /// In `v1alpha1` a subject has `apiVersion` in place of `apiGroup`, and the user `*` is every authenticated user
    /// (Kubernetes: `Convert_v1alpha1_Subject_To_rbac_Subject`).
    fileprivate static func subjects(of object: ObjectReader, _ problems: inout [ObjectProblem]) -> [BindingSubject] {
        let isAlpha = object.string("apiVersion", &problems) == "rbac.authorization.k8s.io/v1alpha1"
        let fields = ["kind", isAlpha ? "apiVersion" : "apiGroup", "name", "namespace"]
        return (object.objects("subjects", known: fields, &problems) ?? []).map { reader in
            var subject = BindingSubject()
            subject.kind = reader.string("kind", &problems) ?? ""
            subject.name = reader.string("name", &problems) ?? ""
            subject.namespace = reader.string("namespace", &problems) ?? ""
            if !isAlpha { subject.apiGroup = reader.string("apiGroup", &problems) ?? "" }
            let isUser = subject.kind.utf8.elementsEqual("User".utf8)
            if subject.apiGroup.isEmpty, isUser || subject.kind.utf8.elementsEqual("Group".utf8) {
                subject.apiGroup = rbacGroup
            }
            if isAlpha, isUser, subject.name.utf8.elementsEqual("*".utf8) {
                subject.kind = "Group"
                subject.name = "system:authenticated"
            }
            return subject
        }
    }
}
