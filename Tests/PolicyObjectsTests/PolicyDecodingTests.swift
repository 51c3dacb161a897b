import JSONScan
import PolicyObjects
import Testing

/// What the decoder takes, drops and refuses, field by field.
struct PolicyDecodingTests {
    private static func decode(_ spec: String, metadata: String = #"{"name":"p"}"#) throws -> (
        PodSecurityPolicy, [String]
    ) {
        let text =
            #"{"apiVersion":"policy/v1beta1","kind":"PodSecurityPolicy","metadata":\#(metadata),"spec":\#(spec)}"#
        var problems: [ObjectProblem] = []
        let policy = PodSecurityPolicy(decoding: try JSONParser.parse(text), problems: &problems)
        return (policy, problems.map(\.description))
    }

    @Test func `every field is read`() throws {
        let (policy, problems) = try Self.decode(
            #"""
            {"privileged":true,"defaultAddCapabilities":["A"],"requiredDropCapabilities":["B"],"allowedCapabilities":["C"],
             "volumes":["*"],"hostNetwork":true,"hostPorts":[{"min":-1,"max":2147483647}],"hostPID":true,"hostIPC":true,
             "seLinux":{"rule":"MustRunAs","seLinuxOptions":{"user":"u","role":"r","type":"t","level":"l"}},
             "runAsUser":{"rule":"MustRunAs","ranges":[{"min":1,"max":9223372036854775807}]},
             "runAsGroup":{"rule":"MayRunAs","ranges":[]},"supplementalGroups":{"rule":"RunAsAny"},
             "fsGroup":{"rule":"MustRunAs","ranges":[{"max":2},null]},"readOnlyRootFilesystem":true,
             "defaultAllowPrivilegeEscalation":false,"allowPrivilegeEscalation":false,
             "allowedHostPaths":[{"pathPrefix":"/a","readOnly":true},{"pathPrefix":"/b"}],
             "allowedFlexVolumes":[{"driver":"d"}],"allowedCSIDrivers":[{"name":"n"}],"allowedUnsafeSysctls":["s*"],
             "forbiddenSysctls":["f"],"allowedProcMountTypes":["Unmasked"],
             "runtimeClass":{"allowedRuntimeClassNames":["x"],"defaultRuntimeClassName":""}}
            """#,
            metadata: #"{"name":"p","namespace":"gone","labels":{"l":"v"},"annotations":{"a":null,"b":"1","b":"2"}}"#
        )
        #expect(problems == [])
        var expected = PodSecurityPolicy(name: "p")
        expected.metadata.labels = [("l", "v")]
        expected.metadata.annotations = [("a", ""), ("b", "2")]
        expected.privileged = true
        expected.defaultAddCapabilities = ["A"]
        expected.requiredDropCapabilities = ["B"]
        expected.allowedCapabilities = ["C"]
        expected.volumes = ["*"]
        expected.hostNetwork = true
        expected.hostPorts = [.init(min: -1, max: .max)]
        expected.hostPID = true
        expected.hostIPC = true
        expected.seLinux.rule = "MustRunAs"
        var options = PodSecurityPolicy.SELinuxOptions()
        options.user = "u"
        options.role = "r"
        options.type = "t"
        options.level = "l"
        expected.seLinux.options = options
        expected.runAsUser = .init(rule: "MustRunAs", ranges: [.init(min: 1, max: .max)])
        expected.runAsGroup = .init(rule: "MayRunAs", ranges: [])
        expected.supplementalGroups.rule = "RunAsAny"
        expected.fsGroup = .init(rule: "MustRunAs", ranges: [.init(min: 0, max: 2), .init(min: 0, max: 0)])
        expected.readOnlyRootFilesystem = true
        expected.defaultAllowPrivilegeEscalation = false
        expected.allowPrivilegeEscalation = false
        expected.allowedHostPaths = [.init(pathPrefix: "/a", readOnly: true), .init(pathPrefix: "/b")]
        expected.allowedFlexVolumes = ["d"]
        expected.allowedCSIDrivers = ["n"]
        expected.allowedUnsafeSysctls = ["s*"]
        expected.forbiddenSysctls = ["f"]
        expected.allowedProcMountTypes = ["Unmasked"]
        var runtimeClass = PodSecurityPolicy.RuntimeClassStrategy()
        runtimeClass.allowedRuntimeClassNames = ["x"]
        runtimeClass.defaultRuntimeClassName = ""
        expected.runtimeClass = runtimeClass
        #expect(policy == expected)
    }

    @Test func `absent and null fields are the type's defaults`() throws {
        let (empty, none) = try Self.decode("{}")
        let (nulls, alsoNone) = try Self.decode(
            #"{"privileged":null,"volumes":null,"runAsGroup":null,"allowPrivilegeEscalation":null,"runAsUser":null}"#
        )
        #expect(none == [] && alsoNone == [])
        #expect(empty == nulls)
        #expect(empty.allowPrivilegeEscalation && empty.runAsGroup == nil)
    }

    @Test(arguments: [
        (#"{"privileged":"yes"}"#, "`spec.privileged`: expected true or false, got the string `yes`"),
        (#"{"hostPorts":{"min":1}}"#, "`spec.hostPorts`: expected a list, got an object"),
        (#"{"hostPorts":[{"min":"80"}]}"#, "`spec.hostPorts[0].min`: expected a whole number, got the string `80`"),
        (
            #"{"hostPorts":[{"min":2147483648}]}"#,
            "`spec.hostPorts[0].min`: expected a whole number from -2147483648 to 2147483647, got `2147483648`"
        ),
        (
            #"{"runAsUser":{"ranges":[{},{"max":9223372036854775808}]}}"#,
            "`spec.runAsUser.ranges[1].max`: expected a whole number from -9223372036854775808 to 9223372036854775807, "
                + "got `9223372036854775808`"
        ),
        (
            #"{"runAsUser":{"ranges":[{"min":1.5}]}}"#,
            "`spec.runAsUser.ranges[0].min`: expected a whole number from -9223372036854775808 to 9223372036854775807, got `1.5`"
        ),
        (#"{"runAsUser":"RunAsAny"}"#, "`spec.runAsUser`: expected an object, got the string `RunAsAny`"),
        (#"{"allowedCapabilities":[1]}"#, "`spec.allowedCapabilities[0]`: expected a string, got `1`"),
        (#"{"seLinux":{"rule":true}}"#, "`spec.seLinux.rule`: expected a string, got `true`"),
        (#"[]"#, "`spec`: expected an object, got a list"),
        (#"{"hostNetworks":true}"#, "unknown field `spec.hostNetworks`, did you mean `spec.hostNetwork`?"),
        (#"{"hostnetwork":true}"#, "unknown field `spec.hostnetwork`, did you mean `spec.hostNetwork`?"),
        (#"{"allowedHostPaths":[{"path":"/"}]}"#, "unknown field `spec.allowedHostPaths[0].path`"),
        (#"{"runAsUser":{"range":[]}}"#, "unknown field `spec.runAsUser.range`, did you mean `spec.runAsUser.ranges`?"),
    ])
    func `a field that Kubernetes refuses or drops is a problem with its path`(spec: String, expected: String) throws {
        #expect(try Self.decode(spec).1 == [expected])
    }

    @Test(arguments: [
        (
            #"{"name":"p","annotation":{}}"#,
            ["unknown field `metadata.annotation`, did you mean `metadata.annotations`?"]
        ),
        (#"{"name":"p","annotations":{"a":true}}"#, ["`metadata.annotations[a]`: expected a string, got `true`"]),
        (#"{}"#, ["`metadata.name`: is missing: every object of a policy set needs a name"]),
        (
            #"{"generateName":"x-"}"#,
            ["`metadata.name`: is missing: the name that a server would generate from `x-` is not known, give one"]
        ),
        (#"{"name":"p","uid":"u","managedFields":[{"x":1}],"creationTimestamp":null}"#, []),
    ])
    func `metadata is read as any object's`(metadata: String, expected: [String]) throws {
        #expect(try Self.decode("{}", metadata: metadata).1 == expected)
    }

    @Test(
        arguments: [("1.0", 1), ("1e3", 1_000), ("-0.0", 0), ("9007199254740993.0", 9_007_199_254_740_992)]
            as [(String, Int64)]
    )
    func `a whole number may be written with a fraction or an exponent`(text: String, expected: Int64) throws {
        let (policy, problems) = try Self.decode(#"{"runAsUser":{"ranges":[{"min":\#(text)}]}}"#)
        #expect(problems == [])
        #expect(policy.runAsUser.ranges == [.init(min: expected, max: 0)])
    }

    @Test(arguments: [
        ("policy/v1beta1", "PodSecurityPolicy", PolicySetObject.Kind.podSecurityPolicy),
        ("extensions/v1beta1", "PodSecurityPolicy", .podSecurityPolicy),
        ("rbac.authorization.k8s.io/v1beta1", "RoleBinding", .roleBinding),
        ("v1", "ServiceAccount", .serviceAccount), ("v1", "ConfigMap", nil), ("v1", "Pod", nil), ("v1", "Node", nil),
        ("authorization.openshift.io/v1", "ClusterRole", nil), ("v1", "pod", nil), ("apps/v1", "Deployment", nil),
        ("iam.example.com/v1", "Role", nil), ("iam.example.com/v1", "Rolle", nil), ("batch/v1", "JobTemplate", nil),
        ("example.com/v1", "Namespaces", nil), ("policy/v1", "PodDisruptionBudget", nil),
    ])
    func `a kind matters in the versions that serve it`(version: String, kind: String, expected: PolicySetObject.Kind?)
        throws
    {
        #expect(try PolicySetObject.Kind(apiVersion: version, kind: kind) == expected)
    }

    @Test(arguments: [
        (
            "policy/v1", "PodSecurityPolicy",
            "`apiVersion`: no PodSecurityPolicy is served in `policy/v1`, expected one of `policy/v1beta1`, `extensions/v1beta1`"
        ),
        (
            "policy/v1beta1", "podsecuritypolicy",
            "`kind`: unknown kind `podsecuritypolicy`, did you mean `PodSecurityPolicy`?"
        ),
        (
            "policy/v1", "PodSecuritypolicy",
            "`kind`: unknown kind `PodSecuritypolicy`, did you mean `PodSecurityPolicy`?"
        ),
        (
            "rbac.authorization.k8s.io/v1", "Rolebindings",
            "`kind`: unknown kind `Rolebindings`, did you mean `RoleBinding`?"
        ),
        ("rbac.authorisation.k8s.io/v1", "Rol", "`kind`: unknown kind `Rol`, did you mean `Role`?"),
        (
            "rbac.authorisation.k8s.io/v1", "Role",
            "`apiVersion`: no Role is served in `rbac.authorisation.k8s.io/v1`, expected one of "
                + "`rbac.authorization.k8s.io/v1`, `rbac.authorization.k8s.io/v1beta1`, `rbac.authorization.k8s.io/v1alpha1`"
        ),
        (
            "v1", "Role",
            "`apiVersion`: no Role is served in `v1`, expected one of `rbac.authorization.k8s.io/v1`, "
                + "`rbac.authorization.k8s.io/v1beta1`, `rbac.authorization.k8s.io/v1alpha1`"
        ),
        ("v1", "ServiceAcount", "`kind`: unknown kind `ServiceAcount`, did you mean `ServiceAccount`?"),
    ])
    func `a policy of a version that no server has is an error`(version: String, kind: String, expected: String) {
        let error = #expect(throws: ObjectProblem.self) { try PolicySetObject.Kind(apiVersion: version, kind: kind) }
        #expect(error?.description == expected)
    }

    @Test func `in v1alpha1 the user * is every authenticated user`() throws {
        var problems: [ObjectProblem] = []
        let binding = ClusterRoleBinding(
            decoding: try JSONParser.parse(
                #"""
                {"apiVersion":"rbac.authorization.k8s.io/v1alpha1","kind":"ClusterRoleBinding","metadata":{"name":"b"},
                 "subjects":[{"kind":"User","apiVersion":"rbac/v1alpha1","name":"*"}],"roleRef":{"kind":"ClusterRole","name":"r"}}
                """#
            ),
            problems: &problems
        )
        #expect(problems == [])
        #expect(binding.subjects.map(\.kind) == ["Group"])
        #expect(binding.subjects.map(\.name) == ["system:authenticated"])
    }

    @Test func `a text in an error is bounded and on one line`() throws {
        let text = String(repeating: "x", count: 500) + "\n"
        let (_, problems) = try Self.decode(#"{"privileged":"\#(text.replacing("\n", with: "\\n"))"}"#)
        #expect(problems.first.map { $0.utf8.count < 200 && !$0.contains("\n") } == true)
    }
}
