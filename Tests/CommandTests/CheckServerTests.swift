import Foundation
import TestVectors
import Testing

/// `muster check --server` says what `muster check` says, byte for byte.
@Suite("check --server", .serialized)
struct CheckServerTests {
    struct Fleet: Sendable, CustomTestStringConvertible {
        var name: String
        var policies: [String]
        var arguments: [String]
        var input = ""
        var status: Int32

        var testDescription: String { name }
    }

    /// Everything that a client tells a server about an object, and what a server answers beside verdicts of PodSecurityPolicy.
    private static let mixed = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        spec:
          template:
            spec:
              hostNetwork: true
              containers: [{name: c, image: i, volumeMounts: [{name: data, mountPath: /d}]}]
          volumeClaimTemplates: [{metadata: {name: data}}]
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: night, namespace: ci}
        spec: {jobTemplate: {spec: {template: {spec: {hostPID: true, containers: [{name: c, image: i}]}}}}}
        ---
        apiVersion: v1
        kind: PodTemplate
        metadata: {name: stencil}
        template: {spec: {containers: [{name: c, image: i, securityContext: {privileged: true}}]}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: mirror
          namespace: kube-system
          annotations: {kubernetes.io/config.mirror: abc}
          ownerReferences: [{apiVersion: v1, kind: Node, name: n1, uid: u, controller: true}]
        spec: {serviceAccountName: some, containers: [{name: c, image: i}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: undecodable}
        spec: {hostPID: 1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: "1"}
        spec: {containers: [{name: c, image: i, ports: [{containerPort: 80, hostPort: 80}]}]}
        ---
        kind: [

        """

    private static let sample = ["-p", "Sample/policies.yaml", "-p", "Sample/grants.yaml"]
    private static let eks = ["-p", "Sample/eks/restrictive.yaml", "-p", "Sample/eks/grant.yaml"]
    private static let eksUser = [
        "-n", "psp-eks-restrictive", "--as", "system:serviceaccount:psp-eks-restrictive:eks-test-user",
        "-f", "Sample/eks/busybox.yaml", "-f", "Sample/eks/privileged.yaml",
    ]

    private static let requests = """
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"RequestReceived","auditID":"1","verb":"create","objectRef":{"resource":"pods"}}
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","auditID":"1","verb":"create","user":{"username":"alice","groups":["system:authenticated"]},"objectRef":{"resource":"pods","namespace":"shop"},"requestObject":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"hostNetwork":true,"containers":[{"name":"c"}]}}}
        {"kind":"Event","apiVersion":"audit.k8s.io/v1","stage":"ResponseComplete","auditID":"2","verb":"update","user":{"username":"root","groups":["system:masters"]},"objectRef":{"resource":"pods","namespace":"shop"},"requestObject":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"b"},"spec":{"containers":[{"name":"c"}]}}}
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"UPDATE","namespace":"kube-system","userInfo":{"username":"alice"},"object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"c","finalizers":["f"]},"spec":{"hostPID":true,"containers":[{"name":"c"}]}},"oldObject":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"c"},"spec":{"hostPID":true,"containers":[{"name":"c"}]}}}}
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"CREATE","subResource":"eviction","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"d"},"spec":{"hostPID":true}}}}
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"CREATE","namespace":"shop","userInfo":{"username":"alice","groups":["system:authenticated"]},"object":{"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"e-"},"spec":{"hostPID":true,"containers":[{"name":"c"}]}}}}
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"DELETE"}}
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"stored","uid":"1"},"spec":{"containers":[{"name":"c"}]}}

        """

    /// Of a document or a page, the one thing that a local check does not say.
    private static var serverLine: Regex<Substring> { #/ {4}"server": ".*",\n|(?m)^server: .*\n| · judged by [^<]*/# }

    static let fleets = [
        Fleet(name: "recorded requests", policies: sample, arguments: ["-f", "-"], input: requests, status: 1),
        Fleet(
            name: "recorded requests and a user",
            policies: sample,
            arguments: ["-f", "-", "--as", "root", "--manifest"],
            input: requests,
            status: 1
        ),
        Fleet(
            name: "the sample as manifests",
            policies: sample,
            arguments: ["-f", "Sample/pods.json", "--manifest"],
            status: 1
        ),
        Fleet(name: "the sample", policies: sample, arguments: ["-f", "Sample/pods.json"], status: 1),
        Fleet(name: "the EKS pods", policies: eks, arguments: eksUser, status: 1),
        Fleet(
            name: "the EKS pods in 1.13 as they stand",
            policies: eks,
            arguments: eksUser + ["--kubernetes-version", "1.13", "--no-service-account-admission"],
            status: 1
        ),
        Fleet(name: "workloads, refusals, errors", policies: sample, arguments: ["-f", "-"], input: mixed, status: 2),
        Fleet(
            name: "a user of system:masters",
            policies: sample,
            arguments: ["-f", "-", "--as", "root", "--as-group", "system:masters"],
            input: mixed,
            status: 2
        ),
        Fleet(name: "nothing", policies: eks, arguments: ["-f", "/dev/null"], status: 2),
    ]

    @Test(
        "says what a local check says",
        arguments: fleets,
        ["text", "wide", "json", "yaml", "ndjson", "junit", "sarif", "github", "policyreport", "html"]
    )
    func agrees(_ fleet: Fleet, _ output: String) throws {
        let server = try ServerProcess(fleet.policies, in: SharedFiles.project)
        let arguments = ["check", "-o", output] + fleet.arguments
        let input = Array(fleet.input.utf8)
        let local = try MusterProcess.run(arguments + fleet.policies, input: input, in: SharedFiles.project)
        let remote = try MusterProcess.run(
            arguments + fleet.policies + ["--server", server.location, "--insecure-skip-tls-verify"],
            input: input,
            in: SharedFiles.project
        )
        #expect(local.status == fleet.status, "\(local.errorOutput)")
        #expect(remote.status == local.status, "\(remote.errorOutput)")
        #expect(remote.text.replacing(Self.serverLine, with: "") == local.text)
        // What was left out is said alike.
        #expect(Self.remarks(remote) == Self.remarks(local))
    }

    @Test("a requester that no server takes costs its own object the verdict, and no other", arguments: [1_024, 1_025])
    func largeRequesters(_ groupCount: Int) throws {
        let server = try ServerProcess(Self.sample, in: SharedFiles.project)
        func review(_ name: String, _ groups: [String]) -> String {
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"operation":"CREATE","namespace":"shop","#
                + #""userInfo":{"username":"alice","groups":\#(groups)},"object":{"kind":"Pod","apiVersion":"v1","metadata":"#
                + #"{"name":"\#(name)"},"spec":{"containers":[{"name":"c"}]}}}}"#
        }
        let groups = (0..<groupCount).map { "g\($0)" }
        let input = [review("a", []), review("b", groups), review("c", [])].joined(separator: "\n")
        let result = try MusterProcess.run(
            ["check", "-o", "ndjson", "-f", "-", "--server", server.location, "--insecure-skip-tls-verify"],
            input: Array(input.utf8),
            in: SharedFiles.project
        )
        let lines = result.text.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines.count { $0.contains(#""allowed":"#) } == (groupCount == 1_024 ? 3 : 2), "\(result.text)")
        #expect(result.status == (groupCount == 1_024 ? 0 : 3), "\(result.errorOutput)")
        let isTold = lines[1].contains("`user.groups` has 1025 groups; at most 1024 are taken")
        #expect(isTold == (groupCount > 1_024), "\(lines[1])")
        #expect(lines[1].contains(#""name":"b""#), "\(lines[1])")
        #expect(!result.errorOutput.contains("could not be read"), "\(result.errorOutput)")
    }

    /// Without `-p` the client knows the server's verdicts and nothing else.
    @Test("a report says what the server judged by, and not what only policies tell", arguments: [nil, "1.20"])
    func serversOwn(asked: String?) throws {
        let server = try ServerProcess(Self.sample + ["--kubernetes-version", "1.13"], in: SharedFiles.project)
        let version = asked.map { ["--kubernetes-version", $0] } ?? []
        let files = version + ["-f", "Sample/pods.json", "-q"]
        let remote = files + ["--server", server.location, "--insecure-skip-tls-verify"]
        func report(_ arguments: [String]) throws -> [String: Any] {
            let result = try MusterProcess.run(["check", "-o", "json"] + arguments, in: SharedFiles.project)
            let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
            return try #require(report, "\(result.errorOutput)")
        }
        let found = try report(remote)
        #expect(found["kubernetesVersion"] as? String == asked ?? "1.13")
        let here = try report(files + Self.sample + (asked == nil ? ["--kubernetes-version", "1.13"] : []))
        #expect((here["policySet"] as? [String: Any])?["revision"] is String)
        #expect(
            (found["policySet"] as? [String: Any])?["revision"] as? String
                == (here["policySet"] as? [String: Any])?["revision"] as? String
        )
        var summary = try #require(here["summary"] as? [String: Int])
        // Which pods the API server or the kubelet refuses, nobody said.
        #expect(summary.removeValue(forKey: "refusedLater") != nil)
        #expect(found["summary"] as? [String: Int] == summary)
        for namespace in try #require(found["namespaces"] as? [[String: Any]]) {
            #expect(namespace["refusedLater"] == nil)
        }
        let page = try MusterProcess.run(["check", "-o", "html"] + remote, in: SharedFiles.project).text
        #expect(page.contains("Kubernetes \(asked ?? "1.13") "))
        #expect(!page.contains("<span>admitted, then refused</span>"))
    }

    /// Without `-p` a local check speaks of the set that stands in for it, which a client knows nothing of.
    private static func remarks(_ result: MusterProcess.Result) -> [Substring] {
        result.errorOutput.split(separator: "\n").filter { !$0.hasPrefix("muster: policies: ") }
    }

    @Test("a check by a server that fails leaves no report", arguments: ["json", "ndjson", "junit"])
    func noReport(format: String) throws {
        let folder = try TemporaryFolder()
        let result = try MusterProcess.run(
            ["check", "-f", "Sample/pods.json", "-o", "\(format)=\(folder.url.path)/report", "-o", "text"]
                + ["--server", "unix:/does/not/exist"],
            in: SharedFiles.project
        )
        #expect(result.status == 4, "\(result.errorOutput)")
        #expect(result.output.isEmpty, "\(result.text)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    }

    @Test("policies that are not the server's explain nothing, and it is said how often")
    func otherPolicies() throws {
        let server = try ServerProcess(Self.sample, in: SharedFiles.project)
        let result = try MusterProcess.run(
            [
                "check", "-f", "Sample/pods.json", "-o", "json", "--server", server.location,
                "--insecure-skip-tls-verify",
            ]
                + Self.eks,
            in: SharedFiles.project
        )
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owners = try #require(report?["owners"] as? [[String: Any]], "\(result.errorOutput)")
        let denied = owners.filter { $0["verdict"] as? String == "denied" }
        try #require(!denied.isEmpty)
        #expect(denied.allSatisfy { $0["admittingPolicies"] == nil && $0["grant"] == nil }, "\(denied[0])")
        #expect(result.errorOutput.contains("60 verdicts differ and are not explained"), "\(result.errorOutput)")
        #expect((report?["summary"] as? [String: Int]).map { $0["refusedLater"] == nil } == true)
    }

    @Test(
        "what the server decides is refused, and a server that fails has an exit status of its own",
        arguments: [
            (["check", "-f", "/dev/null", "--bootstrap-rbac"], "--bootstrap-rbac and --server", 2),
            (["check", "-f", "/dev/null", "--feature-gates", "ProcMountType=true"], "--feature-gates and --server", 2),
            (
                ["diff", "--to", "Sample/policies.yaml", "-f", "/dev/null", "--bootstrap-rbac"],
                "--bootstrap-rbac and --server", 2
            ),
            (
                ["diff", "--to", "Sample/policies.yaml", "-f", "/dev/null", "--feature-gates", "ProcMountType=true"],
                "--feature-gates and --server", 2
            ),
            (["evaluate", "-p", "Sample"], "-p and --server", 2),
            (["evaluate", "--bootstrap-rbac"], "--bootstrap-rbac and --server", 2),
            (["evaluate", "--feature-gates", "ProcMountType=true"], "--feature-gates and --server", 2),
            (["check", "-f", "Sample/pods.json"], "cannot connect", 4),
            (["evaluate"], "cannot connect", 4),
        ] as [([String], String, Int32)]
    )
    func refuses(_ arguments: [String], _ text: String, _ status: Int32) throws {
        let result = try MusterProcess.run(
            arguments + ["--server", "unix:/does/not/exist"],
            input: Array("{\"id\":\"1\",\"object\":{}}\n".utf8),
            in: SharedFiles.project
        )
        #expect(result.status == status)
        #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
    }
}
