import Admission
import JSONScan
import Manifests
import PolicyObjects
import Testing

struct RevisionTests {
    private static func sources(_ objects: [String]) throws -> PolicySources {
        let list = #"{"apiVersion":"v1","kind":"List","items":["# + objects.joined(separator: ",") + "]}"
        return try PolicySetLoader.sources(inList: try JSONParser.parse(list))
    }

    private static func policy(_ name: String, spec: String = "", metadata: String = "") -> String {
        #"""
        {"apiVersion":"policy/v1beta1","kind":"PodSecurityPolicy","metadata":{"name":"\#(name)"\#(metadata)},
         "spec":{"seLinux":{"rule":"RunAsAny"}\#(spec)}}
        """#
    }

    private static let role =
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r","namespace":"n"},"rules":[{"verbs":["use"]}]}"#
    private static let binding =
        #"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"r","namespace":"n"},
         "roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"}]}
        """#

    private static func revision(_ objects: [String], _ options: AdmissionOptions = AdmissionOptions()) throws -> String
    {
        Revision(of: try sources(objects), options: options).description
    }

    @Test func `a revision is 64 hexadecimal digits, and the same each time`() throws {
        let revision = Revision(of: .eksDefault, options: AdmissionOptions()).description
        #expect(revision.utf8.count == 64)
        #expect(revision.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        #expect(revision == "0cda1acbc0c754db08017d690adebb542c5e30de8de8187d4e770b7ddc969dd8")
    }

    @Test func `the order of objects does not matter`() throws {
        let objects = [Self.policy("a"), Self.policy("b"), Self.role, Self.binding]
        #expect(try Self.revision(objects) == Self.revision(objects.reversed()))
    }

    @Test func `what no answer depends on does not matter`() throws {
        let dressed = Self.policy(
            "a",
            metadata: #","labels":{"l":"v"},"annotations":{"description":"x"},"uid":"u","resourceVersion":"7""#
        ).replacing("policy/v1beta1", with: "extensions/v1beta1")
        let namespace = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}"#
        #expect(try Self.revision([Self.policy("a")]) == Self.revision([dressed, namespace]))
    }

    @Test func `a field of a gate that is off does not matter, with the gate on it does`() throws {
        let unmasked = Self.policy("a", spec: #","allowedProcMountTypes":["Unmasked"]"#)
        var options = AdmissionOptions()
        #expect(try Self.revision([Self.policy("a")], options) == Self.revision([unmasked], options))
        options.gates.procMountType = true
        #expect(try Self.revision([Self.policy("a")], options) != Self.revision([unmasked], options))
    }

    @Test func `whatever an answer depends on makes another revision`() throws {
        let fields = [
            #""privileged":true"#, #""defaultAddCapabilities":["A"]"#, #""requiredDropCapabilities":["A"]"#,
            #""allowedCapabilities":["A"]"#, #""allowedCapabilities":["A","B"]"#, #""allowedCapabilities":["B","A"]"#,
            #""volumes":["A"]"#, #""hostNetwork":true"#, #""hostPorts":[{"min":1}]"#, #""hostPorts":[{"max":1}]"#,
            #""hostPID":true"#, #""hostIPC":true"#, #""seLinux":{"rule":"X"}"#,
            #""seLinux":{"rule":"RunAsAny","seLinuxOptions":{}}"#,
            #""seLinux":{"rule":"RunAsAny","seLinuxOptions":{"user":"u"}}"#,
            #""seLinux":{"rule":"RunAsAny","seLinuxOptions":{"role":"u"}}"#, #""runAsUser":{"rule":"X"}"#,
            #""runAsGroup":{}"#,
            #""runAsGroup":{"rule":"X"}"#, #""supplementalGroups":{"rule":"X"}"#, #""fsGroup":{"rule":"X"}"#,
            #""fsGroup":{"ranges":[]}"#, #""fsGroup":{"ranges":[{"min":1}]}"#, #""fsGroup":{"ranges":[{"max":1}]}"#,
            #""readOnlyRootFilesystem":true"#, #""defaultAllowPrivilegeEscalation":true"#,
            #""defaultAllowPrivilegeEscalation":false"#, #""allowPrivilegeEscalation":false"#,
            #""allowedHostPaths":[{"pathPrefix":"A"}]"#, #""allowedHostPaths":[{"pathPrefix":"A","readOnly":true}]"#,
            #""allowedFlexVolumes":[{"driver":"A"}]"#, #""allowedCSIDrivers":[{"name":"A"}]"#,
            #""allowedUnsafeSysctls":["A"]"#, #""forbiddenSysctls":["A"]"#, #""runtimeClass":{}"#,
            #""runtimeClass":{"allowedRuntimeClassNames":["A"]}"#, #""runtimeClass":{"defaultRuntimeClassName":"A"}"#,
        ]
        let annotations = [
            "seccomp.security.alpha.kubernetes.io/allowedProfileNames",
            "seccomp.security.alpha.kubernetes.io/defaultProfileName",
            "apparmor.security.beta.kubernetes.io/allowedProfileNames",
            "apparmor.security.beta.kubernetes.io/defaultProfileName",
        ]
        let account = #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s"}"#
        var sets = fields.map { [Self.policy("a", spec: ",\($0)")] }
        sets += annotations.map { [Self.policy("a", metadata: #","annotations":{"\#($0)":""}"#)] }
        sets += [
            [], [Self.policy("a")], [Self.policy("b")], [Self.policy("a"), Self.policy("b")], [Self.role],
            [Self.binding],
            [Self.role.replacing("use", with: "*")], [Self.role.replacing(#""n""#, with: #""m""#)],
            [Self.role.replacing("Role", with: "ClusterRole")],
            [Self.binding.replacing(#""Role""#, with: #""ClusterRole""#)],
            [Self.binding.replacing("User", with: "Group")],
            [Self.binding.replacing(#""u""#, with: #""v""#)],
            [Self.binding.replacing("RoleBinding", with: "ClusterRoleBinding")],
            ["\(account)}"], [#"\#(account),"automountServiceAccountToken":false}"#],
            [#"\#(account),"secrets":[{"name":"t"}]}"#],
        ]
        var seen: [String: [String]] = [:]
        for set in sets {
            let revision = try Self.revision(set)
            #expect(seen[revision] == nil, "\(set) and \(seen[revision] ?? []) have the same revision")
            seen[revision] = set
        }
    }

    @Test func `options make another revision`() throws {
        var all: Set<Revision> = []
        var gates = FeatureGates(defaultsOf: .v1_24)
        gates.ephemeralContainers = false
        for options in [
            AdmissionOptions(), AdmissionOptions(version: .v1_13), AdmissionOptions(version: .v1_20),
            AdmissionOptions(bootstrapRBAC: true), AdmissionOptions(gates: gates),
        ] {
            #expect(all.insert(Revision(of: .eksDefault, options: options)).inserted)
        }
    }
}
