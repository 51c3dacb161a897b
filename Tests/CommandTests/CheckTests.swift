import Foundation
import TestVectors
import Testing

/// `muster check` over real manifests: no crash, and nothing left out in silence.
@Suite("check", .serialized)
struct CheckTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: plain, namespace: a}
        spec: {containers: [{name: c, image: i}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: b}
        spec:
          template:
            spec: {hostNetwork: true, containers: [{name: c, image: i}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}

        """

    private static let restricted = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: restricted}
        spec:
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          volumes: ['*']
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: use-restricted}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use], resourceNames: [restricted]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: all}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-restricted}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}]

        """

    @Test("a fleet is summed up by namespace and rule, and the denied are shown")
    func summary() throws {
        let folder = try TemporaryFolder()
        let policies = try folder.write("policies.yaml", Self.restricted)
        _ = try folder.write("fleet.yaml", Self.pod)
        let result = try MusterProcess.run(["check", "-p", policies, "-f", "fleet.yaml"], in: folder.url)
        #expect(result.status == 1, "\(result.errorOutput)")
        #expect(
            result.text == """
                2 checked: 1 admitted (0 with defaults filled in), 1 denied, 0 could not be evaluated
                1 pod that no controller owns was judged for anybody who is authenticated (group system:authenticated) and \
                for its service account; --as USER says who posts them

                NAMESPACE   CHECKED   OWNERS   ADMITTED   DENIED   FAILED
                a           1         1        1          0        0
                b           1         1        0          1        0

                VIOLATED RULE   DENIED
                hostNetwork     1

                DENIED
                fleet.yaml:6: Deployment b/web
                  pods "web-" is forbidden: PodSecurityPolicy: unable to admit pod: [spec.securityContext.hostNetwork: \
                Invalid value: true: Host network is not allowed to be used]
                    restricted: spec.securityContext.hostNetwork: Invalid value: true: Host network is not allowed to be used
                  closest: restricted (1 error: hostNetwork)
                  no other policy of the set would admit it

                """
        )
        #expect(result.errorOutput.contains("skipped 1 object that bears no pods: 1 v1 ConfigMap"))
    }

    @Test("answer lines say where an object stands and who posts it")
    func lines() throws {
        let folder = try TemporaryFolder()
        let policies = try folder.write("policies.yaml", Self.restricted)
        let fleet = try folder.write("fleet.yaml", Self.pod)
        let result = try MusterProcess.run(["check", "-p", policies, "-f", fleet, "-o", "ndjson"])
        #expect(result.lines.count == 2)
        #expect(result.text.contains("\"kind\":\"Deployment\",\"namespace\":\"b\",\"name\":\"web\""))
        #expect(result.text.contains("\"user\":\"system:serviceaccount:kube-system:replicaset-controller\""))
    }

    private static let noSecrets = CheckTests.restricted.replacing("['*']", with: "[emptyDir]")

    @Test(
        "a pod of a cluster is judged as it is, a manifest as the ServiceAccount plugin completes it",
        arguments: [
            ([], 1, 1, "1 pod is judged as a cluster holds it (it has a uid"),
            (["--stored"], 2, 0, "2 pods are judged as a cluster holds them (--stored)"),
            (
                ["--manifest"], 0, 2,
                "2 pods are judged as manifests, as the API server would complete them (--manifest)"
            ),
            (["--no-service-account-admission"], 2, 0, "1 pod is judged as a manifest"),
        ] as [([String], Int, Int, String)]
    )
    func treatment(_ options: [String], _ admitted: Int, _ denied: Int, _ remark: String) throws {
        let folder = try TemporaryFolder()
        // The plugin adds a token volume, which this policy forbids.
        let policies = try folder.write("policies.yaml", Self.noSecrets)
        let fleet = """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"stored","uid":"1"},"spec":{"containers":[{"name":"c"}]}}
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"written"},"spec":{"containers":[{"name":"c"}]}}
            """
        let result = try MusterProcess.run(
            ["check", "-p", policies, "-f", "-", "--kubernetes-version", "1.20"] + options,
            input: Array(fleet.utf8)
        )
        #expect(
            result.text.hasPrefix("2 checked: \(admitted) admitted (0 with defaults filled in), \(denied) denied"),
            "\(result.text)"
        )
        #expect(result.errorOutput.contains(remark), "\(result.errorOutput)")
    }

    @Test(
        "a field that a manifest's kind does not have is a warning, with --strict an error, and the rest is judged",
        arguments: [
            (
                [], 0, "2 checked: 2 admitted",
                "muster: warning: STDIN:3: document 1: unknown field `spec.hostnetwork`, which the API server ignores and kubectl refuses: did you mean `hostNetwork`?"
            ),
            (
                ["--strict"], 3, "1 checked: 1 admitted",
                "muster: STDIN:3: document 1: unknown field `spec.hostnetwork`: did you mean `hostNetwork`?"
            ),
        ] as [([String], Int32, String, String)]
    )
    func unknownField(_ options: [String], _ status: Int32, _ summary: String, _ message: String) throws {
        let manifests = """
            kind: Pod
            apiVersion: v1
            spec: {hostnetwork: true, containers: [{name: c}]}
            ---
            kind: Pod
            apiVersion: v1
            spec: {hostNetwork: true, containers: [{name: c}]}
            """
        let result = try MusterProcess.run(["check", "-f", "-"] + options, input: Array(manifests.utf8))
        #expect(result.status == status)
        #expect(result.text.hasPrefix(summary), "\(result.text)")
        #expect(result.errorOutput.split(separator: "\n").contains { $0 == message }, "\(result.errorOutput)")
    }

    @Test("an audit log is replayed for the users that it names, and what it leaves out is said")
    func auditLog() throws {
        let folder = try TemporaryFolder()
        let policies = try folder.write("policies.yaml", Self.restricted)
        func event(_ id: Int, _ stage: String, _ group: String, _ verb: String = "create", _ body: String) -> String {
            """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"\(stage)","auditID":"\(id)","verb":"\(verb)",\
            "user":{"username":"u","groups":["\(group)"]},"objectRef":{"resource":"pods","namespace":"n"}\(body)}

            """
        }
        let body =
            #","requestObject":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}"#
        let log =
            event(1, "RequestReceived", "system:authenticated", "create", "")
            + event(1, "ResponseComplete", "system:authenticated", "create", body)
            + event(2, "ResponseComplete", "strangers", "create", body)
            + event(2, "ResponseComplete", "strangers", "create", body)
            + event(3, "ResponseComplete", "strangers", "create", "") + event(4, "ResponseComplete", "x", "watch", "")
            + event(5, "ResponseComplete", "x", "patch", body)
        let result = try MusterProcess.run(
            ["check", "-p", policies, "-f", "-", "--as", "somebody"],
            input: Array(log.utf8)
        )
        #expect(result.status == 1)
        #expect(result.text.hasPrefix("2 checked: 1 admitted (0 with defaults filled in), 1 denied"), "\(result.text)")
        #expect(
            result.errorOutput.contains(
                "skipped 5 audit events: 1 of another stage than ResponseComplete, 1 of verbs other than create and update, "
                    + "1 of patches, which do not hold the object, 1 without a body (the audit level is Metadata), "
                    + "1 that repeat an audit ID"
            ),
            "\(result.errorOutput)"
        )
        #expect(result.errorOutput.contains("--as does not count for 2 recorded requests"), "\(result.errorOutput)")
    }

    @Test(
        "compressed files are checked, a damaged one is an error with its name",
        arguments: ["fleet.gz", "fleet.zst"]
    )
    func compressed(_ name: String) throws {
        let fixture = SharedFiles.project.appendingPathComponent("Tests/Fixtures/packed/\(name)")
        let packed = [UInt8](try Data(contentsOf: fixture))
        let whole = try MusterProcess.run(["check", "-f", "-"], input: packed)
        #expect(whole.status == 0, "\(whole.errorOutput)")
        #expect(whole.text.hasPrefix("2 checked: 2 admitted"), "\(whole.text)")
        let folder = try TemporaryFolder()
        let file = try folder.write(name, Array(packed.dropLast(3)))
        let cut = try MusterProcess.run(["check", "-f", file])
        #expect(cut.status == 2)
        #expect(
            cut.errorOutput.contains("\(file): ") && cut.errorOutput.contains("the file is cut"),
            "\(cut.errorOutput)"
        )
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var input = ""
        var status: Int32

        var testDescription: String { name }
    }

    @Test(
        "exit statuses tell what went wrong",
        arguments: [
            Refusal(name: "all admitted", arguments: ["check", "-f", "-"], input: CheckTests.pod, status: 0),
            Refusal(name: "no such file", arguments: ["check", "-f", "/does/not/exist"], status: 2),
            Refusal(name: "no file for a pattern", arguments: ["check", "-f", "/does/not/exist/*.yaml"], status: 2),
            Refusal(
                name: "a Pod in the group of Deployments, beside a good pod",
                arguments: ["check", "-f", "-"],
                input: CheckTests.pod + "---\nkind: Pod\napiVersion: apps/v1\n",
                status: 3
            ),
            Refusal(name: "two treatments", arguments: ["check", "-f", "-", "--stored", "--manifest"], status: 2),
            Refusal(name: "an empty fleet", arguments: ["check", "-f", "-"], status: 2),
            Refusal(name: "one standard input for two", arguments: ["check", "-p", "-", "-f", "-"], status: 2),
            Refusal(name: "no fleet", arguments: ["check"], status: 2),
            Refusal(name: "no such option", arguments: ["check", "--nothing"], status: 2),
            Refusal(
                name: "unusable policies",
                arguments: ["check", "-p", "-", "-f", "/dev/null"],
                input: "kind: 1\n",
                status: 2
            ),
            Refusal(
                name: "an object that is no pod",
                arguments: ["check", "-f", "-"],
                input:
                    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"hostPID\":1}}",
                status: 3
            ),
            Refusal(name: "a bad request line", arguments: ["evaluate"], input: "{\n", status: 3),
        ]
    )
    func statuses(_ refusal: Refusal) throws {
        let result = try MusterProcess.run(refusal.arguments, input: Array(refusal.input.utf8))
        #expect(result.status == refusal.status, "\(result.errorOutput) \(result.text)")
    }

    @Test(
        "every manifest of the corpus is checked, skipped with a word or refused with a word",
        .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"),
        arguments: ["workloads", "psp-cases", "policies", "gatekeeper-library", "psa-fixtures"]
    )
    func corpus(folder: String) throws {
        let path = try SharedFiles.url("corpus/\(folder)").path
        let result = try MusterProcess.run(["check", "-f", path, "-R"])
        #expect([0, 1, 2, 3].contains(result.status), "ended with \(result.status)")
        #expect(result.text.contains(" checked: "), "\(result.text.prefix(300))")
        #expect(!result.errorOutput.isEmpty)
    }
}
