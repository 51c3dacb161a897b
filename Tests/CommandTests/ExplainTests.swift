import Foundation
import JSONScan
import TestVectors
import Testing

/// `muster explain`: one pod against every policy, who wins and why.
@Suite("explain")
struct ExplainTests {
    /// Policies in the order of their names: one that fills something in, an open one, one that is skipped, one that refuses.
    private static let policies = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: a-default}
        spec:
          privileged: false
          readOnlyRootFilesystem: true
          volumes: ['*']
          runAsUser: {rule: MustRunAs, ranges: [{min: 7, max: 9}]}
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: b-open}
        spec:
          privileged: true
          hostNetwork: true
          volumes: ['*']
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: c-skipped}
        spec:
          volumes: ['*']
          runAsUser: {rule: MustRunAs}
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: d-tight}
        spec:
          volumes: [emptyDir]
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}

        """

    private static func grant(_ policies: String, to subject: String, as name: String) -> String {
        """
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: \(name)}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], resourceNames: [\(policies)], verbs: [use]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: \(name), namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(name)}
        subjects: [\(subject)]

        """
    }

    private static let account = "{kind: ServiceAccount, name: web}"
    private static let alice = "{apiGroup: rbac.authorization.k8s.io, kind: User, name: alice}"

    private static func pod(_ spec: String = "", annotations: String = "") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-0, namespace: shop, annotations: {\(annotations)}}
        spec:
          serviceAccountName: web
          containers: [{name: c, image: i}]
        \(spec.isEmpty ? "" : "  \(spec)\n")
        """
    }

    private static func run(
        _ grants: String,
        _ pod: String = pod(),
        _ arguments: [String] = ["--as", "alice"]
    ) throws -> MusterProcess.Result {
        let folder = try TemporaryFolder()
        let set = try folder.write("set.yaml", policies + grants)
        _ = try folder.write("pod.yaml", pod)
        return try MusterProcess.run(["explain", "-p", set, "-f", "pod.yaml"] + arguments, in: folder.url)
    }

    @Test("shows each policy, through what it may be used, what it fills in and what it refuses")
    func text() throws {
        let grants =
            Self.grant("a-default, c-skipped", to: Self.account, as: "web")
            + Self.grant("b-open, d-tight", to: Self.alice, as: "alice")
        let result = try Self.run(grants)
        #expect(result.status == 0)
        #expect(
            result.text == """
                Pod shop/web-0 (pod.yaml:1)
                  posted by alice (system:authenticated), for the service account shop/web
                  admitted by b-open, as it is
                  why: of the policies that may be used, `b-open` alone admits the pod as it is; `a-default` comes before it, \
                but would have to change the pod

                POLICY      MAY USE   ADMITS            CHANGES
                a-default   yes       yes               2 fields
                b-open      yes       yes               nothing
                c-skipped   yes       never: unusable   -
                d-tight     yes       no: 1 error       -

                a-default
                  may be used by the service account through RoleBinding/shop/web to ClusterRole/web for ServiceAccount/shop/web
                  fills in spec.containers[0].securityContext.runAsUser: 7
                  fills in spec.containers[0].securityContext.readOnlyRootFilesystem: true

                b-open
                  may be used by the requester through RoleBinding/shop/alice to ClusterRole/alice for User/alice

                c-skipped
                  may be used by the service account through RoleBinding/shop/web to ClusterRole/web for ServiceAccount/shop/web
                  is skipped by admission: MustRunAs requires at least one range

                d-tight
                  may be used by the requester through RoleBinding/shop/alice to ClusterRole/alice for User/alice
                  refuses spec.volumes[0]: Invalid value: "projected": projected volumes are not allowed to be used

                """
        )
    }

    @Test("JSON has the same, an object a line")
    func json() throws {
        let grants = Self.grant("a-default", to: Self.account, as: "web")
        let result = try Self.run(grants, Self.pod(), ["--as", "alice", "-o", "json"])
        #expect(result.lines.count == 1)
        let answer = try JSONParser.parse(result.output)
        #expect(answer["file"]?.string == "pod.yaml")
        #expect(answer["line"]?.integer == 1)
        #expect(answer["operation"]?.string == "CREATE")
        #expect(answer["user"]?["username"]?.string == "alice")
        #expect(answer["serviceAccount"]?.string == "web")
        #expect(answer["allowed"]?.bool == true)
        #expect(answer["policy"]?.string == "a-default")
        #expect(answer["mutated"]?.bool == true)
        #expect(answer["why"]?.string == "`a-default` is the only policy that may be used and admits the pod")
        let policies = try #require(answer["policies"]?.array)
        #expect(policies.compactMap { $0["name"]?.string } == ["a-default", "b-open", "c-skipped", "d-tight"])
        #expect(policies.compactMap { $0["authorized"]?.bool } == [true, false, false, false])
        #expect(policies.compactMap { $0["usable"]?.bool } == [true, true, false, true])
        #expect(policies.compactMap { $0["validates"]?.bool } == [true, true, false, false])
        #expect(policies.compactMap { $0["mutates"]?.bool } == [true, false, false, false])
        #expect(policies[2]["unusable"]?.string == "MustRunAs requires at least one range")
        #expect(
            policies[0]["changes"]?.jsonText
                == #"[{"field":"spec.containers[0].securityContext.runAsUser","value":7},"#
                + #"{"field":"spec.containers[0].securityContext.readOnlyRootFilesystem","value":true}]"#
        )
        #expect(
            policies[0]["through"]?.jsonText
                == #"[{"for":"serviceAccount","binding":"RoleBinding/shop/web","role":"ClusterRole/web","#
                + #""subject":"ServiceAccount/shop/web"}]"#
        )
        #expect(
            policies[3]["errors"]?.array?.compactMap(\.string) == [
                "spec.volumes[0]: Invalid value: \"projected\": projected volumes are not allowed to be used"
            ]
        )
    }

    struct Reason: Sendable, CustomTestStringConvertible {
        var name: String
        var granted: String
        var pod = ExplainTests.pod()
        var arguments = ["--as", "alice"]
        var status: Int32
        var why: String

        var testDescription: String { name }
    }

    static let reasons = [
        Reason(
            name: "nothing is granted",
            granted: "",
            status: 1,
            why:
                "neither the requester nor the pod's service account may use any policy; `a-default`, `b-open` would admit "
                + "it, but may not be used"
        ),
        Reason(
            name: "only a policy that is skipped is granted",
            granted: "c-skipped",
            status: 1,
            why:
                "neither the requester nor the pod's service account may use any policy but `c-skipped`, which admission "
                + "skips; `a-default`, `b-open` would admit it, but may not be used"
        ),
        Reason(
            name: "what is granted refuses",
            granted: "d-tight",
            status: 1,
            why:
                "the only policy that may be used refuses it; `a-default`, `b-open` would admit it, but may not be used"
        ),
        Reason(
            name: "all that are granted refuse",
            granted: "a-default, d-tight",
            pod: pod("hostNetwork: true"),
            status: 1,
            why: "each of the 2 policies that may be used refuses it; `b-open` would admit it, but may not be used"
        ),
        Reason(
            name: "nobody admits",
            granted: "a-default, b-open, d-tight",
            pod: pod("hostPID: true"),
            status: 1,
            why: "each of the 3 policies that may be used refuses it"
        ),
        Reason(
            name: "an update may not change the pod",
            granted: "a-default",
            arguments: ["--as", "alice", "--update"],
            status: 1,
            why:
                "`a-default` would have to change the pod, which an update does not allow; `b-open`, `d-tight` would admit "
                + "it, but may not be used"
        ),
        Reason(
            name: "several admit as it is",
            granted: "b-open, d-tight",
            arguments: ["--as", "alice", "--no-service-account-admission"],
            status: 0,
            why: "of the 2 policies that may be used and admit the pod as it is, `b-open` is the first by name"
        ),
        Reason(
            name: "an update asks the policy that the pod names first",
            granted: "b-open, d-tight",
            pod: pod(annotations: "kubernetes.io/psp: d-tight"),
            arguments: ["--as", "alice", "--update"],
            status: 0,
            why:
                "`d-tight` admits the pod as it is, and the pod's annotation `kubernetes.io/psp` names it, so that it is asked "
                + "first"
        ),
    ]

    @Test("the reason names what decided", arguments: reasons)
    func reason(_ reason: Reason) throws {
        let grants = reason.granted.isEmpty ? "" : Self.grant(reason.granted, to: Self.alice, as: "granted")
        let result = try Self.run(grants, reason.pod, reason.arguments + ["-o", "json"])
        #expect(result.status == reason.status, "\(result.errorOutput)")
        let answer = try JSONParser.parse(result.output)
        #expect(answer["why"]?.string == reason.why)
        #expect(answer["allowed"]?.bool == (reason.status == 0))
    }

    @Test("the fields of a template are those of the object as it was written")
    func template() throws {
        let deployment = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              template:
                spec: {serviceAccountName: web, containers: [{name: c, image: i}]}

            """
        let result = try Self.run(Self.grant("a-default", to: Self.account, as: "web"), deployment, [])
        #expect(result.text.contains("posted by system:serviceaccount:kube-system:replicaset-controller"))
        #expect(
            result.text.contains("fills in spec.template.spec.containers[0].securityContext.runAsUser: 7"),
            "\(result.text)"
        )
    }

    @Test(
        "names say which objects of a fleet are explained",
        arguments: [
            (["deployment/web"], ["Deployment shop/web"]),
            (["deploy/web", "job/night"], ["Deployment shop/web", "Job ci/night"]),
            (["web"], ["Deployment shop/web", "Pod shop/web"]), (["Pods/web"], ["Pod shop/web"]),
        ] as [([String], [String])]
    )
    func chosen(_ names: [String], _ explained: [String]) throws {
        func workload(_ apiVersion: String, _ kind: String, _ namespace: String, _ name: String) -> String {
            "apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\n"
                + "spec: {template: {spec: {containers: [{name: c, image: i}]}}}\n---\n"
        }
        let fleet =
            workload("apps/v1", "Deployment", "shop", "web") + workload("batch/v1", "Job", "ci", "night")
            + "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: c, image: i}]}\n"
        let result = try MusterProcess.run(["explain", "-q", "-f", "-"] + names, input: Array(fleet.utf8))
        #expect(result.status == 0, "\(result.errorOutput)")
        let titles = result.text.split(separator: "\n").filter { $0.hasSuffix(")") && $0.contains("(STDIN:") }
        #expect(titles.compactMap { $0.components(separatedBy: " (").first } == explained)
    }

    @Test("a name that no object has is said", arguments: ["daemonset/web", "webb"])
    func notFound(_ name: String) throws {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: i}]}\n"
        let result = try MusterProcess.run(["explain", "-f", "-", name], input: Array(pod.utf8))
        #expect(result.status == 2)
        #expect(result.errorOutput.contains("called \(name)"), "\(result.errorOutput)")
    }

    @Test(
        "exit statuses tell what went wrong",
        arguments: [
            ("kind: [", 2), ("metadata: {name: a}", 3), ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 2),
            ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: 1}\n", 3),
        ] as [(String, Int32)]
    )
    func statuses(_ pod: String, _ status: Int32) throws {
        let result = try Self.run("", pod)
        #expect(result.status == status, "\(result.text) \(result.errorOutput)")
        #expect(!result.errorOutput.isEmpty || result.text.contains("could not be judged"))
    }

    @Test(
        "the statuses are those of check",
        arguments: [
            "kind: [", "metadata: {name: a}", "metadata: {name: a}\n---\n\(pod("hostPID: true"))", "", pod(),
            "metadata: {name: a}\n---\nkind: [",
        ]
    )
    func sameStatuses(_ fleet: String) throws {
        let folder = try TemporaryFolder()
        let files = ["-p", try folder.write("set.yaml", Self.policies), "-f", try folder.write("pod.yaml", fleet)]
        let check = try MusterProcess.run(["check"] + files)
        let explain = try MusterProcess.run(["explain"] + files)
        #expect(explain.status == check.status, "\(explain.errorOutput) \(check.errorOutput)")
    }

    @Test("what kubectl drops and fields that there are not are told, behind the last object too")
    func notices() throws {
        let folder = try TemporaryFolder()
        let fleet =
            Self.pod("hostnetwork: true") + "---\n" + Self.pod() + "---\napiVersion: v1\nkind: Service\nitems: []\n"
        let files = ["-p", try folder.write("set.yaml", Self.policies), "-f", try folder.write("pod.yaml", fleet)]
        func warnings(_ command: String) throws -> [Substring] {
            try MusterProcess.run([command] + files).errorOutput.split(separator: "\n").filter {
                $0.contains("warning: ")
            }
        }
        let expected = try warnings("check")
        #expect(expected.contains { $0.contains("hostnetwork") }, "\(expected)")
        #expect(expected.contains { $0.contains("a Service with `items` is a list") }, "\(expected)")
        #expect(try warnings("explain") == expected)
    }

    @Test("an object that cannot be read has no service account, whichever pod came before")
    func noAccount() throws {
        let undecodable = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: 1}\n"
        let result = try Self.run("", Self.pod() + undecodable, ["-o", "json"])
        let accounts = try result.lines.map { try JSONParser.parse($0)["serviceAccount"]?.string }
        #expect(accounts == ["web", ""], "\(result.text)")
    }
}
