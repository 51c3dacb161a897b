import Foundation

/// A mistake for every rule of `muster lint`, as a change of `CleanSet`.
enum LintMistakes {
    typealias Mistake = LintRuleTests.Mistake

    static let all = reading + strategies + profiles + capabilities + fields + grants + roles

    private static let binding = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: everyone}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: everything}
        rules:
        - {apiGroups: [policy], resources: [podsecuritypolicies], resourceNames: [open], verbs: [use]}

        """

    static func open(_ name: String) -> String {
        """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: # \(name)
          name: \(name)
          annotations: {seccomp.security.alpha.kubernetes.io/allowedProfileNames: '*'}
        spec:
          privileged: true
          allowedCapabilities: ['*']
          volumes: ['*']
          hostNetwork: true
          hostPID: true
          hostIPC: true
          hostPorts: [{min: 0, max: 65535}]
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
        ---
        \(binding.replacingOccurrences(of: "[open]", with: "[\(name)]"))
        """
    }

    // MARK: What can be read

    static let reading = [
        Mistake(
            rule: "unreadable-document",
            name: "YAML that is none",
            severity: "error",
            appended: "kind: @none\n",
            at: "kind: @none",
            saying: "kubectl refuses this",
            status: 2
        ),
        Mistake(
            rule: "unreadable-document",
            name: "a policy of a version that no server has",
            severity: "error",
            replacing: "apiVersion: policy/v1beta1",
            with: "apiVersion: policy/v1",
            at: "apiVersion: policy/v1",
            saying: "expected one of `policy/v1beta1`",
            status: 2
        ),
        Mistake(
            rule: "unquoted-star",
            name: "in brackets",
            severity: "error",
            replacing: "[configMap, emptyDir, secret]",
            with: "[*]",
            at: "volumes: [*]",
            saying: "write `'*'`",
            status: 2
        ),
        Mistake(
            rule: "unquoted-star",
            name: "in a block",
            severity: "error",
            replacing: "- NET_BIND_SERVICE",
            with: "- *",
            at: "- *",
            saying: "write `'*'`",
            status: 2
        ),
        Mistake(
            rule: "undecodable-object",
            name: "a text for a boolean",
            severity: "error",
            replacing: "privileged: false",
            with: "privileged: 'no'",
            at: "privileged: 'no'",
            saying: "expected true or false",
            status: 2
        ),
        Mistake(
            rule: "undecodable-object",
            name: "a port beyond 32 bits",
            severity: "error",
            replacing: "max: 8080",
            with: "max: 3000000000",
            at: "max: 3000000000",
            saying: "`spec.hostPorts[0].max`",
            status: 2
        ),
        Mistake(
            rule: "unknown-field",
            name: "letter case",
            severity: "error",
            replacing: "privileged: false",
            with: "hostnetwork: false",
            at: "hostnetwork",
            saying: "did you mean `spec.hostNetwork`?",
            status: 1
        ),
        Mistake(
            rule: "unknown-field",
            name: "allowed",
            severity: "warning",
            replacing: "privileged: false",
            with: "hostnetwork: false",
            at: "hostnetwork",
            saying: "did you mean `spec.hostNetwork`?",
            arguments: ["--allow-unknown-fields"],
            status: 0
        ),
        Mistake(
            rule: "dropped-document",
            name: "a separator with a comment behind it",
            severity: "warning",
            appended:
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n--- # next\napiVersion: v1 # dropped\n",
            at: "# dropped",
            saying: "separate it",
            status: 0
        ),
        Mistake(
            rule: "replaced-object",
            name: "a namespace twice",
            severity: "warning",
            appended: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
            at: "name: shop",
            saying: "takes its place",
            status: 0
        ),
        Mistake(
            rule: "no-policies",
            name: "roles alone",
            severity: "warning",
            replacing: CleanSet.text,
            with: "# no policies\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n",
            at: "apiVersion",
            saying: "every pod would be refused",
            status: 0
        ),
    ]

    // MARK: Strategies

    static let strategies = [
        Mistake(
            rule: "invalid-policy",
            name: "an unknown rule",
            severity: "error",
            replacing: "rule: MustRunAsNonRoot",
            with: "rule: MustRunAsNonroot",
            at: "MustRunAsNonroot",
            saying: "spec.runAsUser.rule: Unsupported value: \"MustRunAsNonroot\": supported values: \"MustRunAs\", "
                + "\"MustRunAsNonRoot\", \"RunAsAny\"; use one",
            status: 1
        ),
        Mistake(
            rule: "invalid-policy",
            name: "a path that leads nowhere",
            severity: "error",
            replacing: "requiredDropCapabilities: [ALL]",
            with: "requiredDropCapabilities: [ALL, NET_BIND_SERVICE]",
            at: "- NET_BIND_SERVICE",
            saying: "allowedCapabilities: Invalid value",
            status: 1
        ),
        Mistake(
            rule: "invalid-policy",
            name: "a reversed range of ids",
            severity: "error",
            replacing: "- {min: 1, max: 65535}",
            with: "- {min: 2, max: 1}",
            at: "- {min: 2, max: 1}",
            saying: "min cannot be greater than max",
            status: 1
        ),
        Mistake(
            rule: "unusable-policy",
            name: "a user without ranges",
            severity: "error",
            replacing: "rule: MustRunAsNonRoot",
            with: "rule: MustRunAs",
            at: "rule: MustRunAs",
            saying: "without `ranges`",
            status: 1
        ),
        Mistake(
            rule: "unusable-policy",
            name: "a group that may be without ranges",
            severity: "error",
            replacing: "ranges: [{min: 1, max: 65535}]",
            with: "ranges: []",
            at: "rule: MayRunAs",
            saying: "`spec.supplementalGroups` is MayRunAs without `ranges`",
            status: 1
        ),
        Mistake(
            rule: "unusable-policy",
            name: "SELinux without options",
            severity: "error",
            replacing: "seLinux:\n    rule: RunAsAny",
            with: "seLinux:\n    rule: MustRunAs # no options",
            at: "# no options",
            saying: "seLinuxOptions",
            status: 1
        ),
        Mistake(
            rule: "root-user-default",
            name: "min 0",
            severity: "warning",
            replacing: "rule: MustRunAsNonRoot",
            with: "rule: MustRunAs\n    ranges:\n    - min: 0\n      max: 9",
            at: "- min: 0",
            saying: "makes root",
            status: 0
        ),
        Mistake(
            rule: "root-group-default",
            name: "min 0",
            severity: "warning",
            replacing: "- {min: 1, max: 65535}",
            with: "- min: 0\n      max: 9",
            at: "- min: 0",
            saying: "root group",
            status: 0
        ),
        Mistake(
            rule: "root-group-default",
            name: "no min",
            severity: "warning",
            replacing: "- {min: 1, max: 65535}",
            with: "- {max: 65535}",
            at: "- {max: 65535}",
            saying: "root group",
            status: 0
        ),
    ]
}
