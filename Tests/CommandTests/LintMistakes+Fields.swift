import Foundation

/// Mistakes in a policy's lists.
extension LintMistakes {
    // MARK: Profiles

    static let profiles = [
        Mistake(
            rule: "open-policy-without-seccomp",
            name: "no annotation",
            severity: "warning",
            appended: open("open").replacingOccurrences(of: "  annotations:", with: "  labels:"),
            at: "metadata: # open",
            saying: "add the annotation",
            status: 1
        ),
        Mistake(
            rule: "open-policy-without-seccomp",
            name: "a list without a star",
            severity: "warning",
            appended: open("open").replacingOccurrences(
                of: "allowedProfileNames: '*'",
                with: "allowedProfileNames: runtime/default"
            ),
            at: "allowedProfileNames: runtime/default",
            saying: "'*'",
            status: 0
        ),
        Mistake(
            rule: "space-in-profile-list",
            name: "behind a comma",
            severity: "error",
            replacing: "docker/default,runtime/default",
            with: "docker/default, runtime/default",
            at: "docker/default, runtime/default",
            saying: "` runtime/default`",
            status: 1
        ),
        Mistake(
            rule: "space-in-profile-list",
            name: "where API validation does not see it",
            severity: "error",
            replacing: "docker/default,runtime/default",
            with: "docker/default,localhost/a ,runtime/default",
            at: "localhost/a ,",
            saying: "`localhost/a `",
            status: 1
        ),
        Mistake(
            rule: "refused-default-profile",
            name: "seccomp",
            severity: "error",
            replacing: "defaultProfileName: 'runtime/default'",
            with: "defaultProfileName: 'unconfined'",
            at: "defaultProfileName: 'unconfined'",
            saying: "given `unconfined` and then refused",
            status: 1
        ),
        Mistake(
            rule: "refused-default-profile",
            name: "AppArmor",
            severity: "error",
            replacing: "  annotations:\n",
            with: "  annotations:\n    apparmor.security.beta.kubernetes.io/allowedProfileNames: localhost/a\n"
                + "    apparmor.security.beta.kubernetes.io/defaultProfileName: localhost/b\n",
            at: "localhost/b",
            saying: "add it to",
            status: 1
        ),
    ]

    // MARK: Capabilities

    private static func capability(
        _ rule: String,
        _ name: String,
        _ written: String,
        in list: String = "allowed",
        saying: String
    ) -> Mistake {
        let isAllowed = list == "allowed"
        return Mistake(
            rule: rule,
            name: name,
            severity: "warning",
            replacing: isAllowed ? "- NET_BIND_SERVICE" : "requiredDropCapabilities: [ALL]",
            with: isAllowed ? "- \(written)" : "requiredDropCapabilities: [\(written)]",
            at: isAllowed ? "- \(written)" : "[\(written)]",
            saying: saying,
            status: 0
        )
    }

    static let capabilities = [
        Mistake(
            rule: "capability-all",
            name: "allowed",
            severity: "warning",
            replacing: "requiredDropCapabilities: [ALL]\n  allowedCapabilities:\n  - NET_BIND_SERVICE",
            with: "allowedCapabilities: [ALL, CHOWN]",
            at: "allowedCapabilities: [ALL, CHOWN]",
            saying: "write `'*'`",
            status: 0
        ),
        Mistake(
            rule: "capability-all",
            name: "added",
            severity: "warning",
            replacing: "requiredDropCapabilities: [ALL]",
            with: "defaultAddCapabilities: [ALL]",
            at: "defaultAddCapabilities: [ALL]",
            saying: "list the names",
            status: 0
        ),
        capability("capability-prefix", "upper case", "CAP_CHOWN", saying: "write `CHOWN`"),
        capability("capability-prefix", "lower case", "cap_chown", in: "dropped", saying: "write `CHOWN`"),
        capability("capability-case", "allowed", "Net_Raw", saying: "write `NET_RAW`"),
        capability("capability-case", "all, dropped", "all", in: "dropped", saying: "write `ALL`"),
        capability("unknown-capability", "a slip", "NET_RAWW", saying: "did you mean `NET_RAW`?"),
        capability("unknown-capability", "a star, dropped", "'*'", in: "dropped", saying: "did you mean `ALL`?"),
    ]

    // MARK: Fields

    static let fields = [
        Mistake(
            rule: "reversed-range",
            name: "host ports",
            severity: "error",
            replacing: "{min: 8000, max: 8080}",
            with: "{min: 8080, max: 8000}",
            at: "{min: 8080, max: 8000}",
            saying: "swap",
            status: 1
        ),
        Mistake(
            rule: "host-port-bounds",
            name: "above",
            severity: "warning",
            replacing: "max: 8080",
            with: "max: 65536",
            at: "max: 65536",
            saying: "no port 65536",
            status: 0
        ),
        Mistake(
            rule: "host-port-bounds",
            name: "below",
            severity: "warning",
            replacing: "min: 8000",
            with: "min: -1",
            at: "min: -1",
            saying: "no port -1",
            status: 0
        ),
        noEffect("allowedProcMountTypes", "allowedProcMountTypes: [Unmasked]", version: "1.24"),
        noEffect("runAsGroup", "runAsGroup: {rule: RunAsAny}", version: "1.13"),
        noEffect("runtimeClass", "runtimeClass: {allowedRuntimeClassNames: ['*']}", version: "1.13"),
        noEffect("allowedCSIDrivers", "allowedCSIDrivers: [{name: a}]", version: "1.13"),
        Mistake(
            rule: "field-without-effect",
            name: "paths without the volume",
            severity: "note",
            replacing: "privileged: false",
            with: "allowedHostPaths: [{pathPrefix: /var}]",
            at: "allowedHostPaths",
            saying: "add `hostPath`",
            status: 0
        ),
        Mistake(
            rule: "field-without-effect",
            name: "ranges that nobody reads",
            severity: "note",
            replacing: "rule: MustRunAsNonRoot",
            with: "rule: MustRunAsNonRoot\n    ranges: [{min: 5, max: 9}]",
            at: "ranges: [{min: 5, max: 9}]",
            saying: "under MustRunAsNonRoot",
            status: 0
        ),
        Mistake(
            rule: "field-without-effect",
            name: "beside a star",
            severity: "note",
            replacing: "[configMap, emptyDir, secret]",
            with: "['*', secret]",
            at: "['*', secret]",
            saying: "beside `*`",
            status: 0
        ),
        Mistake(
            rule: "privileged-without-escalation",
            name: "forbidden",
            severity: "warning",
            replacing: "privileged: false",
            with: "privileged: true",
            at: "allowPrivilegeEscalation: false",
            saying: "refuses as invalid",
            status: 0
        ),
        Mistake(
            rule: "unserved-api-version",
            name: "a policy",
            severity: "warning",
            replacing: "apiVersion: policy/v1beta1",
            with: "apiVersion: extensions/v1beta1",
            at: "extensions/v1beta1",
            saying: "write `policy/v1beta1`",
            status: 0
        ),
        Mistake(
            rule: "unserved-api-version",
            name: "a role",
            severity: "warning",
            replacing: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole",
            with: "apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: ClusterRole",
            at: "rbac.authorization.k8s.io/v1beta1",
            saying: "write `rbac.authorization.k8s.io/v1`",
            status: 0
        ),
    ]

    private static func noEffect(_ field: String, _ text: String, version: String) -> Mistake {
        Mistake(
            rule: "field-unknown-to-version",
            name: "\(field) in \(version)",
            severity: "warning",
            replacing: "privileged: false",
            with: text,
            at: text,
            saying: "`spec.\(field)` has no effect in Kubernetes \(version)",
            arguments: ["--kubernetes-version", version],
            status: 0
        )
    }
}
