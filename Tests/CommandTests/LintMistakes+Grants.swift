import Foundation

/// Mistakes in roles and bindings.
extension LintMistakes {
    // MARK: Bindings

    static let grants = [
        Mistake(
            rule: "invalid-object",
            name: "an account without a namespace in a ClusterRoleBinding",
            severity: "error",
            replacing: "kind: RoleBinding",
            with: "kind: ClusterRoleBinding",
            at: "- kind: ServiceAccount",
            saying: "subjects[0].namespace: Required value",
            status: 1
        ),
        Mistake(
            rule: "invalid-object",
            name: "a rule without verbs",
            severity: "error",
            replacing: "verbs: [use]",
            with: "verbs: []",
            at: "verbs: []",
            saying: "rules[0].verbs: Required value: verbs must contain at least one value; give it a value",
            status: 1
        ),
        Mistake(
            rule: "missing-role",
            name: "a slip",
            severity: "error",
            replacing: "  kind: ClusterRole\n  name: psp:restricted",
            with: "  kind: ClusterRole\n  name: psp:restrict # slip",
            at: "# slip",
            saying: "did you mean `psp:restricted`?",
            status: 1
        ),
        Mistake(
            rule: "missing-role",
            name: "a Role of another namespace",
            severity: "error",
            replacing: "  kind: ClusterRole\n  name: psp:restricted",
            with: "  kind: Role\n  name: elsewhere",
            appended:
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: elsewhere, namespace: a}\n"
                + "rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}]\n",
            at: "  name: elsewhere",
            saying: "no Role `elsewhere` in the namespace `shop`",
            status: 1
        ),
        Mistake(
            rule: "missing-subject",
            name: "an account",
            severity: "warning",
            replacing: "- kind: ServiceAccount\n  name: web",
            with: "- kind: ServiceAccount\n  name: webb",
            at: "name: webb",
            saying: "did you mean `web`?",
            status: 0
        ),
        Mistake(
            rule: "missing-subject",
            name: "an account of another namespace",
            severity: "warning",
            replacing: "- kind: ServiceAccount\n  name: web",
            with: "- kind: ServiceAccount\n  name: web # there\n  namespace: stop",
            at: "name: web # there",
            saying: "did you mean the one of `shop`?",
            status: 0
        ),
        Mistake(
            rule: "missing-subject",
            name: "a group",
            severity: "warning",
            replacing: "- kind: ServiceAccount\n  name: web",
            with: "- kind: Group\n  name: system:authenticate",
            at: "system:authenticate",
            saying: "did you mean `system:authenticated`?",
            status: 0
        ),
        Mistake(
            rule: "missing-subject",
            name: "the accounts of a namespace that is not there",
            severity: "warning",
            replacing: "- kind: ServiceAccount\n  name: web",
            with: "- kind: Group\n  name: system:serviceaccounts:shopp",
            at: "system:serviceaccounts:shopp",
            saying: "did you mean `shop`?",
            status: 0
        ),
        Mistake(
            rule: "missing-subject",
            name: "nobody",
            severity: "warning",
            replacing: "subjects:\n- kind: ServiceAccount\n  name: web",
            with: "subjects: []",
            at: "subjects: []",
            saying: "names nobody",
            status: 0
        ),
        Mistake(
            rule: "missing-namespace",
            name: "a RoleBinding",
            severity: "warning",
            replacing: "metadata:\n  name: web\n  namespace: shop\nroleRef",
            with: "metadata: # none\n  name: web\nroleRef",
            at: "metadata: # none",
            saying: "lands in `default`",
            status: 0
        ),
        Mistake(
            rule: "unused-policy",
            name: "no binding",
            severity: "warning",
            replacing: "resourceNames: [restricted]",
            with: "resourceNames: [other]",
            at: "  name: restricted",
            saying: "no binding lets anybody use the policy",
            status: 0
        ),
        Mistake(
            rule: "shadowed-policy",
            name: "a default that never fills anything in",
            severity: "warning",
            appended: open("zz"),
            at: "  name: restricted",
            saying: "never fills anything in",
            status: 0
        ),
        Mistake(
            rule: "shadowed-policy",
            name: "a policy that comes later",
            severity: "warning",
            appended: open("aa"),
            at: "  name: restricted",
            saying: "is never chosen",
            status: 0
        ),
        Mistake(
            rule: "open-to-everyone",
            name: "as in Amazon EKS",
            severity: "warning",
            appended: open("open"),
            at: "name: system:authenticated",
            saying: "may use `open`, which allows everything",
            status: 0
        ),
        Mistake(
            rule: "open-to-controllers",
            name: "all accounts of kube-system",
            severity: "warning",
            appended: open("open").replacingOccurrences(
                of: "name: system:authenticated",
                with: "name: system:serviceaccounts:kube-system"
            ),
            at: "name: system:serviceaccounts:kube-system",
            saying: "create the pods of every workload, so that each may use `open`",
            status: 0
        ),
        Mistake(
            rule: "open-to-controllers",
            name: "a controller",
            severity: "warning",
            appended: open("open").replacingOccurrences(
                of: "- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}",
                with: "- {kind: ServiceAccount, namespace: kube-system, name: daemon-set-controller}"
            ),
            at: "name: daemon-set-controller",
            saying: "bind it to service accounts by their names",
            status: 0
        ),
    ]

    // MARK: Roles

    static let roles = [
        Mistake(
            rule: "missing-policy",
            name: "a slip",
            severity: "warning",
            replacing: "resourceNames: [restricted]",
            with: "resourceNames: [restrictde]",
            at: "resourceNames: [restrictde]",
            saying: "did you mean `restricted`?",
            status: 0
        ),
        Mistake(
            rule: "grant-without-effect",
            name: "the singular",
            severity: "warning",
            replacing: "resources: [podsecuritypolicies]",
            with: "resources: [podsecuritypolicy]",
            at: "resources: [podsecuritypolicy]",
            saying: "write `podsecuritypolicies`",
            status: 0
        ),
        Mistake(
            rule: "grant-without-effect",
            name: "another API group",
            severity: "warning",
            replacing: "apiGroups: [policy]",
            with: "apiGroups: ['']",
            at: "apiGroups: ['']",
            saying: "write `policy`",
            status: 0
        ),
        Mistake(
            rule: "grant-without-effect",
            name: "another verb",
            severity: "warning",
            replacing: "verbs: [use]",
            with: "verbs: [get]",
            at: "verbs: [get]",
            saying: "needs `use`",
            status: 0
        ),
        Mistake(
            rule: "aggregated-role",
            name: "a role that a controller fills",
            severity: "note",
            appended: aggregating(label: "restricted", of: labelled),
            at: "aggregationRule: # of it",
            saying: "`labelled`",
            status: 0
        ),
        Mistake(
            rule: "aggregated-role",
            name: "selectors that match nothing",
            severity: "warning",
            appended: aggregating(label: "restrict", of: labelled),
            at: "aggregationRule: # of it",
            saying: "match no role",
            status: 0
        ),
        Mistake(
            rule: "aggregated-role",
            name: "rules that will be overwritten",
            severity: "warning",
            replacing: "name: psp:restricted\nrules:",
            with:
                "name: psp:restricted\naggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}\nrules: # mine",
            at: "rules: # mine",
            saying: "overwrites",
            status: 0
        ),
    ]

    private static let labelled = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: labelled, labels: {aggregate: restricted}}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], resourceNames: [restricted], verbs: [use]}]
        """

    private static func aggregating(label: String, of role: String) -> String {
        """
        \(role)
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: aggregating}
        aggregationRule: # of it
          clusterRoleSelectors: [{matchLabels: {aggregate: \(label)}}]

        """
    }
}
