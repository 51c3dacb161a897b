import Foundation
import TestVectors
import Testing

/// What is said of a pod is about that pod, whichever pods came before it.
@Suite("answers do not depend on other pods", .serialized)
struct AnswerMemoryTests {
    struct Fleet: Sendable, CustomTestStringConvertible {
        var name: String
        /// JSON objects with names of their own.
        var objects: [String]
        var isStored = true

        var testDescription: String { name }
    }

    /// Nobody may use these: each admits what the others refuse.
    private static let policies = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: host-ports}
        spec:
          hostPorts: [{min: 1, max: 1000}]
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: privileged}
        spec:
          privileged: true
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: skipped}
        spec:
          runAsUser: {rule: MustRunAs}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: use-skipped}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use], resourceNames: [skipped]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: testers}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use-skipped}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: testers}]

        """

    private static let privileged =
        #"{"hostPID":true,"containers":[{"name":"c","securityContext":{"privileged":true}}]}"#
    private static let port =
        #"{"hostPID":true,"containers":[{"name":"c","ports":[{"hostPort":80,"containerPort":80}]}]}"#
    private static let path =
        #"{"hostPID":true,"hostIPC":true,"volumes":[{"name":"v","hostPath":{"path":"/"}}],"containers":[{"name":"c"}]}"#

    private static func pod(_ name: String, _ spec: String, _ controller: String = "") -> String {
        let owners =
            controller.isEmpty
            ? ""
            : #","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"\#(controller)","uid":"1","controller":true}]"#
        return #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"\#(name)","uid":"1"\#(owners)},"spec":\#(spec)}"#
    }

    private static func workload(_ kind: String, _ spec: String) -> String {
        #"{"apiVersion":"apps/v1","kind":"\#(kind)","metadata":{"name":"web"},"spec":{"template":{"spec":\#(spec)}}}"#
    }

    private static func review(_ name: String, groups: String) -> String {
        let pod = pod(name, #"{"containers":[{"name":"c"}]}"#)
        return
            #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"operation":"CREATE","namespace":"shop","userInfo":{"username":"alice","groups":[\#(groups)]},"object":\#(pod)}}"#
    }

    static let fleets = [
        Fleet(
            name: "pods without a controller",
            objects: [pod("a", privileged), pod("b", port), pod("c", path), pod("d", privileged)]
        ),
        Fleet(
            name: "pods of one controller that have not one template",
            objects: [pod("a", privileged, "web"), pod("b", port, "web"), pod("c", path, "web")]
        ),
        Fleet(
            name: "workloads of one name",
            objects: [workload("StatefulSet", privileged), workload("DaemonSet", port)]
        ),
        Fleet(
            name: "a user with other groups",
            objects: [review("a", groups: #""testers""#), review("b", groups: #""others""#)]
        ),
    ]

    /// What is said of each object, by kind and name.
    private static func answers(_ objects: [String]) throws -> [String: NSDictionary] {
        let folder = try TemporaryFolder()
        let result = try MusterProcess.run(
            ["check", "-q", "-p", folder.write("policies.yaml", policies), "-f", "-", "-o", "json"],
            input: Array(objects.joined(separator: "\n").utf8)
        )
        let report = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        let owners = try #require(report?["owners"] as? [[String: Any]], "\(result.errorOutput)")
        return try owners.reduce(into: [:]) { answers, owner in
            var owner = owner
            var first = try #require(owner["first"] as? [String: Any])
            let name = "\(owner["kind"] ?? "") \(first["name"] ?? "")"
            for place in ["line", "document", "item"] { first.removeValue(forKey: place) }
            owner["first"] = first
            answers[name] = owner as NSDictionary
        }
    }

    @Test("alone, together and the other way round the same is said of each", arguments: fleets)
    func same(_ fleet: Fleet) throws {
        var alone: [String: NSDictionary] = [:]
        for object in fleet.objects { alone.merge(try Self.answers([object])) { first, _ in first } }
        try #require(alone.count == fleet.objects.count, "\(alone.keys)")
        for objects in [fleet.objects, fleet.objects.reversed()] {
            let together = try Self.answers(objects)
            #expect(Set(together.keys) == Set(alone.keys))
            for (name, answer) in together {
                #expect(answer == alone[name], "\(name)")
            }
        }
    }
}
