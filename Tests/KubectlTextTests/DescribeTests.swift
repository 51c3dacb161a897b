import JSONScan
import KubectlText
import PolicyObjects
import Testing

/// Descriptions and JSON beside the vectors: kubectl's generic layout, as kubectl 1.20.2 printed it, and corners.
struct DescribeTests {
    private static func policy(_ json: String) throws -> PolicySetObject {
        var problems: [ObjectProblem] = []
        let value = try JSONParser.parse(json)
        let object = PolicySetObject(decoding: value, as: .podSecurityPolicy, problems: &problems)
        #expect(problems.isEmpty, "\(problems)")
        return object
    }

    private static func describe(_ object: PolicySetObject, _ type: String, _ version: KubernetesVersion) throws
        -> String
    {
        let type = try #require(ResourceType(type, on: version))
        return String(decoding: Describer(version: version).text(of: object, as: type), as: UTF8.self)
    }

    private static let whole = #"""
        {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy", "metadata": {"name": "eks.privileged",
          "creationTimestamp": "2019-07-01T00:00:00Z", "resourceVersion": "228", "uid": "aaaa",
          "labels": {"b": "1", "a": "2"},
          "annotations": {"multi": "l1\nl2\n", "tab": "a\tb",
            "kubectl.kubernetes.io/last-applied-configuration": "{}\n"},
          "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {".": {}}}}]},
         "spec": {"allowedCapabilities": ["*"], "fsGroup": {"rule": "RunAsAny"}, "hostIPC": true,
          "hostPorts": [{"max": 65535, "min": 0}], "allowedHostPaths": [{}],
          "runAsUser": {"rule": "MustRunAs", "ranges": [{"min": 1, "max": 2}, {"min": 3, "max": 4}]},
          "seLinux": {"rule": "RunAsAny"}, "supplementalGroups": {"rule": "RunAsAny"}, "volumes": ["*"],
          "runtimeClass": {"allowedRuntimeClassNames": null}, "allowedCSIDrivers": [{"name": "a"}]}}
        """#

    @Test func `kubectl 1.20 shows a policy as it shows what it has no describer for`() throws {
        #expect(
            try Self.describe(try Self.policy(Self.whole), "psp", .v1_20) == """
                Name:         eks.privileged
                Namespace:    \

                Labels:       a=2
                              b=1
                Annotations:  multi:
                                l1
                                l2
                              tab: a  b
                API Version:  policy/v1beta1
                Kind:         PodSecurityPolicy
                Metadata:
                  Creation Timestamp:  2019-07-01T00:00:00Z
                  Managed Fields:
                    fieldsV1:
                      f:spec:
                        .:
                    Manager:         kubectl
                  Resource Version:  228
                  UID:               aaaa
                Spec:
                  Allow Privilege Escalation:  true
                  Allowed CSI Drivers:
                    Name:  a
                  Allowed Capabilities:
                    *
                  Allowed Host Paths:
                  Fs Group:
                    Rule:    RunAsAny
                  Host IPC:  true
                  Host Ports:
                    Max:  65535
                    Min:  0
                  Run As User:
                    Ranges:
                      Max:  2
                      Min:  1
                      Max:  4
                      Min:  3
                    Rule:   MustRunAs
                  Runtime Class:
                    Allowed Runtime Class Names:  <nil>
                  Se Linux:
                    Rule:  RunAsAny
                  Supplemental Groups:
                    Rule:  RunAsAny
                  Volumes:
                    *
                Events:  <none>

                """
        )
    }

    @Test(
        arguments: [
            ("psp", KubernetesVersion.v1_13, true), ("podsecuritypolicies.policy", .v1_13, false),
            ("podsecuritypolicies.v1beta1.extensions", .v1_13, true), ("psp", .v1_20, false), ("PSP", .v1_24, true),
            ("psp.pol", .v1_24, true),
        ]
    )
    func `the layout depends on the version and the API group`(
        type: String,
        version: KubernetesVersion,
        hasSettings: Bool
    ) throws {
        let text = try Self.describe(try Self.policy(Self.whole), type, version)
        #expect(text.contains("\nSettings:\n") == hasSettings, "\(text)")
    }

    @Test(arguments: ["psp.extensions", "psp.v2.policy", "pods", "psp.", "", "role.policy"])
    func `a type that the server does not have is none`(text: String) {
        // `psp.` has an empty group, which every group begins with.
        let isKnown = text == "psp."
        #expect((ResourceType(text, on: .v1_24) != nil) == isKnown)
    }

    @Test func `annotations are cut after 138 bytes of a line, wherever that falls`() throws {
        let long = String(repeating: "x", count: 137) + "é"
        let json = #"""
            {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy",
             "metadata": {"name": "p", "annotations": {"a": "\#(long)"}}}
            """#
        let type = try #require(ResourceType("psp", on: .v1_20))
        let text = Describer(version: .v1_20).text(of: try Self.policy(json), as: type)
        let cut = Array("\n                \(String(repeating: "x", count: 137))".utf8) + [0xC3] + Array("...\n".utf8)
        #expect(text.split(separator: 0x0A).contains { cut.dropFirst().dropLast().elementsEqual($0) })
    }

    @Test func `metadata that is nested without end is not shown`() throws {
        let deep = String(repeating: "{\"a\":", count: 9_000) + "1" + String(repeating: "}", count: 9_000)
        let json = #"""
            {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy",
             "metadata": {"name": "p", "generation": 1, "managedFields": [\#(deep)]}}
            """#
        let text = try Self.describe(try Self.policy(json), "psp", .v1_20)
        #expect(text.contains("Generation:  1\n"))
        #expect(!text.contains("Managed"))
    }

    @Test(
        arguments: [
            ("fsGroup", "Fs Group"), ("hostIPC", "Host IPC"), ("uid", "UID"), ("apiVersion", "API Version"),
            ("allowedCSIDrivers", "Allowed CSI Drivers"), ("fieldsV1", "fieldsV1"), ("PDFLoader", "PDF Loader"),
            ("a-b", "A - B"),
        ]
    )
    func `field names become words`(field: String, label: String) throws {
        let json = #"""
            {"apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy", "metadata": {"name": "p", "clusterName": "c",
             "ownerReferences": [{"\#(field)": "v"}]}}
            """#
        let text = try Self.describe(try Self.policy(json), "psp", .v1_20)
        #expect(text.contains("    \(label):"), "\(text)")
    }

    @Test(
        arguments: [
            ("a=b", ["a": "b"], true), ("a==b", ["a": "b"], true), ("a!=b", ["a": "b"], false), ("a!=b", [:], true),
            ("a in (b, c)", ["a": "c"], true), ("a in (b,c)", [:], false), ("a notin (b)", [:], true),
            ("a", ["a": ""], true), ("!a", ["a": ""], false), ("a=,x/y.z=1", ["a": "", "x/y.z": "1"], true),
            ("a=b,c=d", ["a": "b"], false), ("", ["a": "b"], true),
        ] as [(String, [String: String], Bool)]
    )
    func `selectors select`(text: String, labels: [String: String], isSelected: Bool) throws {
        var metadata = ObjectMetadata(name: "x")
        metadata.labels = labels.map { (key: $0.key, value: $0.value) }
        #expect(try LabelSelector(parsing: text).matches(metadata) == isSelected)
    }

    @Test(arguments: ["a in b", "a in (b", "=b", "a b", "a>1", "a=b c", ",", "!"])
    func `selectors that say nothing are refused`(text: String) {
        #expect(throws: KubectlError.self) { try LabelSelector(parsing: text) }
    }
}
