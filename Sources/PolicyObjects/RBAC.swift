/// Kubernetes: `rbac.authorization.k8s.io/v1` types, as far as authorization reads them.

/// Kubernetes: `rbacv1.PolicyRule`.
package struct PolicyRule: Sendable, Equatable {
    package var verbs: [String] = []
    package var apiGroups: [String] = []
    package var resources: [String] = []
    package var resourceNames: [String] = []
    package var nonResourceURLs: [String] = []
    package init() {}
}

/// Rules for one namespace; without a namespace it lives in `default`.
///
/// Kubernetes: `rbacv1.Role`.
package struct Role: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var rules: [PolicyRule] = []
    package init(metadata: ObjectMetadata) { self.metadata = metadata }
}

/// Kubernetes: `rbacv1.ClusterRole`.
package struct ClusterRole: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var rules: [PolicyRule] = []
    /// `aggregationRule.clusterRoleSelectors`; nil: no aggregation rule.
    package var aggregation: [LabelSelector]?
    /// `rules` is written as null, as the API server itself writes a role that no controller has filled.
    package var hasNullRules = false
    package init(metadata: ObjectMetadata) { self.metadata = metadata }
}

/// Kubernetes: `metav1.LabelSelector`.
package struct LabelSelector: Sendable, Equatable {
    package struct Requirement: Sendable, Equatable {
        package var key = ""
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        package var `operator` = ""
        package var values: [String] = []
        package init() {}
    }

    package var matchLabels: [String: String] = [:]
    package var matchExpressions: [Requirement] = []
    package init() {}
}

/// Kubernetes: `rbacv1.Subject`.
package struct BindingSubject: Sendable, Equatable {
    package var kind = ""
    package var apiGroup = ""
    package var name = ""
    package var namespace = ""
    package init() {}
}

/// Kubernetes: `rbacv1.RoleRef`.
package struct RoleReference: Sendable, Equatable {
    package var apiGroup = ""
    package var kind = ""
    package var name = ""
    package init() {}
}

/// A role given to subjects in one namespace; without a namespace it lives in `default`.
///
/// Kubernetes: `rbacv1.RoleBinding`.
package struct RoleBinding: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var subjects: [BindingSubject] = []
    package var role = RoleReference()
    package init(metadata: ObjectMetadata) { self.metadata = metadata }
}

/// Kubernetes: `rbacv1.ClusterRoleBinding`.
package struct ClusterRoleBinding: Sendable, Equatable {
    package var metadata: ObjectMetadata
    package var subjects: [BindingSubject] = []
    package var role = RoleReference()
    package init(metadata: ObjectMetadata) { self.metadata = metadata }
}
