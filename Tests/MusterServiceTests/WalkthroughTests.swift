import JSONScan
import Manifests
import MusterClient
import PolicyObjects
import Testing
import Transport
import WireProtocol

/// The article that announced PodSecurityPolicy on Amazon EKS, step by step, in the words of Kubernetes 1.13, through the
/// service: in NDJSON and in the binary protocol.
@Suite("EKS walkthrough")
struct WalkthroughTests {
    static let restrictive = """
        {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy", "metadata": {"name": "eks.restrictive"}, "spec": {
          "hostNetwork": false, "seLinux": {"rule": "RunAsAny"}, "supplementalGroups": {"rule": "RunAsAny"},
          "runAsUser": {"rule": "RunAsAny"}, "fsGroup": {"rule": "RunAsAny"}, "volumes": ["*"]}}
        """
    static let grant = """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
         "metadata": {"name": "psp:unprivileged", "namespace": "psp-eks-restrictive"},
         "rules": [{"apiGroups": ["extensions"], "resources": ["podsecuritypolicies"], "verbs": ["use"],
                    "resourceNames": ["eks.restrictive"]}]},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
         "metadata": {"name": "eks-test-user:psp:unprivileged", "namespace": "psp-eks-restrictive"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "psp:unprivileged"},
         "subjects": [{"kind": "ServiceAccount", "name": "eks-test-user", "namespace": "psp-eks-restrictive"}]}
        """

    struct Step: Sendable, CustomTestStringConvertible {
        var name: String
        /// Objects of the set; nil: the default set.
        var objects: String?
        var pod: String
        var hostNetwork = false
        var policy: String?
        var message: String?

        var testDescription: String { name }
    }

    static let steps = [
        Step(
            name: "every authenticated user may create every pod",
            objects: nil,
            pod: "busybox",
            policy: "eks.privileged"
        ),
        Step(
            name: "without a grant nothing can be created",
            objects: restrictive,
            pod: "busybox",
            message: "pods \"busybox\" is forbidden: unable to validate against any pod security policy: []"
        ),
        Step(
            name: "the grant admits",
            objects: "\(restrictive),\(grant)",
            pod: "busybox",
            policy: "eks.restrictive"
        ),
        Step(
            name: "what it forbids",
            objects: "\(restrictive),\(grant)",
            pod: "privileged",
            hostNetwork: true,
            message: "pods \"privileged\" is forbidden: unable to validate against any pod security policy: "
                + "[spec.securityContext.hostNetwork: Invalid value: true: Host network is not allowed to be used]"
        ),
    ]

    private static let user = "system:serviceaccount:psp-eks-restrictive:eks-test-user"
    private static let groups = [
        "system:serviceaccounts", "system:serviceaccounts:psp-eks-restrictive", "system:authenticated",
    ]

    private static func pod(_ step: Step) -> String {
        let host = step.hostNetwork ? "\"hostNetwork\":true," : ""
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"\(step.pod)\"},\"spec\":{\(host)"
            + "\"containers\":[{\"name\":\"\(step.pod)\",\"image\":\"busybox\",\"command\":[\"sh\",\"-c\",\"sleep 1h\"]}]}}"
    }

    private static func server(_ step: Step) throws -> TestServer {
        guard let objects = step.objects else { return try TestServer() }
        let list = try JSONParser.parse("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\(objects)]}")
        return try TestServer(try PolicySetLoader.sources(inList: list))
    }

    @Test("in NDJSON", arguments: steps)
    func lines(_ step: Step) async throws {
        let server = try Self.server(step)
        defer { server.stop() }
        let groups = Self.groups.map { "\"\($0)\"" }.joined(separator: ",")
        let line =
            "{\"id\":\"1\",\"operation\":\"CREATE\",\"namespace\":\"psp-eks-restrictive\","
            + "\"user\":{\"username\":\"\(Self.user)\",\"groups\":[\(groups)]},\"object\":\(Self.pod(step))}\n"
        let response = try await server.connect().evaluate("?kubernetesVersion=1.13", line)
        #expect(response.status == 200)
        let answer = try JSONParser.parse(response.lines[0])
        #expect(answer["allowed"]?.bool == (step.policy != nil))
        #expect(answer["policy"]?.string == (step.policy ?? ""))
        #expect(answer["message"]?.string == step.message)
        #expect(response.lines.last?.hasPrefix("{\"summary\":{\"items\":1,") == true)
    }

    @Test("in the binary protocol", arguments: steps)
    func binary(_ step: Step) async throws {
        let server = try Self.server(step)
        defer { server.stop() }
        let client = try MusterClient(server: try ServerLocation(parsing: server.url), trust: .insecure)
        defer { client.stop() }
        var item = OutgoingItem()
        item.namespace = Array("psp-eks-restrictive".utf8)
        item.object = Array(Self.pod(step).utf8)
        let requester = ClientSubject(username: Array(Self.user.utf8), groups: Self.groups.map { Array($0.utf8) })
        let question = ClientItem(item, requester: requester)
        var open = WireOpen()
        open.messages = true
        open.kubernetesVersion = "1.13"
        let source = AsyncStream<ClientItem> { continuation in
            continuation.yield(question)
            continuation.finish()
        }
        var verdicts: [ItemVerdict] = []
        try await client.evaluate(source, open) { verdicts += $0 }
        #expect(verdicts.count == 1)
        #expect(verdicts.first?.outcome == (step.policy == nil ? .denied : .allowed))
        #expect(verdicts.first?.policy == (step.policy ?? ""))
        #expect(verdicts.first.map { String(decoding: $0.message, as: UTF8.self) } == (step.message ?? ""))
    }
}
