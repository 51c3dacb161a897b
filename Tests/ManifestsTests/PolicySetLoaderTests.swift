import Foundation
import JSONScan
import Manifests
import PolicyObjects
import TestVectors
import Testing

struct PolicySetLoaderTests {
    private static func load(
        _ objects: String...,
        options: PolicySetLoader.Options = .init(),
        isJSON: Bool = true
    ) throws -> LoadedPolicySet {
        var loader = PolicySetLoader(options: options)
        for (index, object) in objects.enumerated() {
            loader.add(
                try JSONParser.parse(object),
                from: ObjectOrigin(file: "set.yaml", document: index + 1, line: 10 * index + 1),
                isJSON: isJSON
            )
        }
        return try loader.finish()
    }

    private static func policy(_ name: String, _ spec: String = "") -> String {
        #"{"apiVersion":"policy/v1beta1","kind":"PodSecurityPolicy","metadata":{"name":"\#(name)"},"spec":{\#(spec)}}"#
    }

    private static func clusterRole(_ name: String, _ rest: String) -> String {
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"\#(name)"\#(rest)}"#
    }

    @Test func `problems say file, line, document and object, and are all collected`() throws {
        let error = #expect(throws: PolicySetError.self) {
            try Self.load(
                Self.policy("a", #""hostNetworks":true,"privileged":"yes""#),
                #"{"apiVersion":"v1","kind":"List","items":[\#(Self.policy("b")),{"apiVersion":"policy/v1","kind":"PodSecurityPolicy"}]}"#,
                #"{"metadata":{}}"#
            )
        }
        #expect(
            error?.description == """
                set.yaml:1: document 1: PodSecurityPolicy `a`: unknown field `spec.hostNetworks`, did you mean `spec.hostNetwork`?
                set.yaml:1: document 1: PodSecurityPolicy `a`: `spec.privileged`: expected true or false, got the string `yes`
                set.yaml:11: document 2, item 2: `apiVersion`: no PodSecurityPolicy is served in `policy/v1`, expected one of \
                `policy/v1beta1`, `extensions/v1beta1`
                set.yaml:21: document 3: `kind`: is missing: not a Kubernetes object
                """
        )
    }

    @Test func `unknown fields that are allowed are warnings`() throws {
        var options = PolicySetLoader.Options()
        options.allowsUnknownFields = true
        let loaded = try Self.load(Self.policy("a", #""hostNetworks":true"#), options: options)
        #expect(loaded.sources.policies.count == 1)
        #expect(
            loaded.report.warnings == [
                "set.yaml:1: document 1: PodSecurityPolicy `a`: unknown field `spec.hostNetworks`, did you mean "
                    + "`spec.hostNetwork`?; ignored"
            ]
        )
    }

    @Test func `kinds that do not matter are counted`() throws {
        let loaded = try Self.load(
            #"{"apiVersion":"v1","kind":"ConfigMap"}"#,
            #"{"apiVersion":"v1","kind":"ConfigMap"}"#,
            Self.policy("a")
        )
        #expect(loaded.report.skipped == ["v1 ConfigMap": 2])
        #expect(loaded.report.counts.map(\.kind) == ["PodSecurityPolicy"])
    }

    @Test func `a later object replaces an earlier one of its name, in its place`() throws {
        let loaded = try Self.load(Self.policy("a"), Self.policy("b"), Self.policy("a", #""privileged":true"#))
        #expect(loaded.sources.policies.map(\.name) == ["a", "b"])
        #expect(loaded.sources.policies.map(\.privileged) == [true, false])
        #expect(
            loaded.report.warnings == [
                "set.yaml:21: document 3: PodSecurityPolicy `a` replaces the one from set.yaml:1: document 1"
            ]
        )
    }

    @Test func `a role without a namespace and one in default are the same`() throws {
        let role = #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r""#
        let loaded = try Self.load("\(role)}}", #"\#(role),"namespace":"default"}}"#, #"\#(role),"namespace":"x"}}"#)
        #expect(loaded.sources.roles.count == 2)
    }

    @Test func `an aggregated role that nobody filled is filled as the controller would`() throws {
        let rule = { (name: String) in
            #"{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"],"resourceNames":["\#(name)"]}"#
        }
        let select = { (label: String) in
            #""aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"\#(label)":"y"}}]}"#
        }
        let objects = [
            // Filled through another aggregated role, which stands behind it.
            Self.clusterRole("outer", #"},"rules":[],\#(select("to-outer"))"#),
            Self.clusterRole("inner", #","labels":{"to-outer":"y"}},\#(select("to-inner"))"#),
            Self.clusterRole("b", #","labels":{"to-inner":"y"}},"rules":[\#(rule("b")),\#(rule("a"))]"#),
            Self.clusterRole("a", #","labels":{"to-inner":"y"}},"rules":[\#(rule("a"))]"#),
            Self.clusterRole("filled", #"},"rules":[\#(rule("f"))],\#(select("to-inner"))"#),
            Self.clusterRole("live", #","uid":"u"},"rules":[],\#(select("to-inner"))"#),
            Self.clusterRole("null", #"},"rules":null,\#(select("to-inner"))"#),
        ]
        let list = #"{"apiVersion":"v1","kind":"List","items":[\#(objects.joined(separator: ","))]}"#
        func names(_ loaded: LoadedPolicySet) -> [String: [String]] {
            Dictionary(
                uniqueKeysWithValues: loaded.sources.clusterRoles.map {
                    ($0.metadata.name, $0.rules.flatMap(\.resourceNames))
                }
            )
        }
        let expected = [
            "outer": ["a", "b"], "inner": ["a", "b"], "a": ["a"], "b": ["b", "a"], "filled": ["f"], "live": [],
            "null": [],
        ]
        #expect(try names(Self.load(list)) == expected)
        #expect(try names(Self.load(list, isJSON: false)) == expected.merging(["null": ["a", "b"]]) { $1 })
        var options = PolicySetLoader.Options()
        options.aggregatedRoles = .asStored
        #expect(try names(Self.load(list, options: options))["outer"] == [])
    }

    @Test func `the report says what is in the set, what was left out and what is odd`() throws {
        let binding = { (kind: String, metadata: String, role: String) in
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\#(kind)","metadata":{\#(metadata)},"roleRef":\#(role)}"#
        }
        let loaded = try Self.load(
            Self.policy("good", Self.openStrategies),
            Self.policy(
                "bad",
                #""runAsUser":{"rule":"MustRunAs"},"seLinux":{"rule":"MustRunAs"},"fsGroup":{"rule":"X"}"#
            ),
            #"{"apiVersion":"v1","kind":"ConfigMap"}"#,
            #"{"apiVersion":"apps/v1","kind":"Deployment"}"#,
            #"{"apiVersion":"v1","kind":"ConfigMap"}"#,
            binding("RoleBinding", #""name":"b""#, #"{"kind":"Role","name":"r"}"#),
            binding("ClusterRoleBinding", #""name":"c""#, #"{"kind":"ClusterRole","name":"cluster-admin"}"#)
        )
        let first = [
            "policies: 2 PodSecurityPolicy, 1 RoleBinding, 1 ClusterRoleBinding",
            "skipped 3 objects of other kinds: 2 v1 ConfigMap, 1 apps/v1 Deployment",
            "set.yaml:11: document 2: PodSecurityPolicy `bad` is unusable, admission skips it: [MustRunAs requires at least one "
                + "range, MustRunAs requires SELinuxOptions, Unrecognized FSGroup strategy type X, Unrecognized "
                + "SupplementalGroups strategy type ]",
        ]
        let rest = [
            "set.yaml:51: document 6: RoleBinding `default/b` grants nothing: there is no Role `r` for it",
            "set.yaml:51: document 6: RoleBinding `b` has no namespace: it lives in `default`",
        ]
        let dangling =
            "set.yaml:61: document 7: ClusterRoleBinding `c` grants nothing: there is no ClusterRole `cluster-admin` for it"
        #expect(loaded.lines(for: AdmissionOptions()) == first + [dangling] + rest)
        #expect(loaded.lines(for: AdmissionOptions(bootstrapRBAC: true)) == first + rest)
    }

    @Test func `a set without policies refuses every pod, and says so`() throws {
        let loaded = try Self.load(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}"#)
        #expect(
            loaded.lines(for: AdmissionOptions()) == [
                "policies: 1 Namespace", "there is no PodSecurityPolicy: every pod is refused",
            ]
        )
    }

    private static let openStrategies =
        #""runAsUser":{"rule":"RunAsAny"},"seLinux":{"rule":"RunAsAny"},"fsGroup":{"rule":"RunAsAny"},"#
        + #""supplementalGroups":{"rule":"RunAsAny"}"#

    @Test func `files are read as kubectl reads them, and a broken one spoils the set`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("policies-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        try write(
            "a.yaml",
            """
            # a policy whose numbers and booleans YAML reads in its own way
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: a}
            spec:
              hostNetwork: yes
              hostPorts: [{min: 010, max: 1_000}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: outer}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {agg: "y"}}]}
            rules: # filled by the controller
            """
        )
        try write(
            "b.json",
            #"""
            {"kind":"ClusterRoleList","apiVersion":"rbac.authorization.k8s.io/v1","items":[
             {"metadata":{"name":"inner","labels":{"agg":"y"}},"rules":[{"verbs":["use"]}]}]}
            """#
        )
        let loaded = try PolicySetLoader.load([folder.path])
        #expect(loaded.sources.policies.map(\.hostNetwork) == [true])
        #expect(loaded.sources.policies.first?.hostPorts == [.init(min: 8, max: 1_000)])
        #expect(loaded.sources.clusterRoles.map(\.rules.count) == [1, 1])

        try write(
            "c.yaml",
            "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: c}\nspec: {privileged: [}\n"
        )
        try write(
            "d.yaml",
            "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: d}\nspec: {hostpid: true}\n"
        )
        let error = #expect(throws: PolicySetError.self) { try PolicySetLoader.load([folder.path]) }
        #expect(error?.problems.map(\.origin.file) == ["c.yaml", "d.yaml"].map { "\(folder.path)/\($0)" })
        #expect(
            error?.problems.last?.description.hasSuffix("unknown field `spec.hostpid`, did you mean `spec.hostPID`?")
                == true
        )
        #expect(error?.problems.last?.origin.line == 5)
        let missing = #expect(throws: PolicySetError.self) { try PolicySetLoader.load(["\(folder.path)/nowhere"]) }
        #expect(missing?.problems.count == 1)
    }

    @Test func `without files it is EKS' default set`() throws {
        let loaded = try PolicySetLoader.load([])
        #expect(loaded.sources == .eksDefault)
        #expect(
            loaded.lines(for: AdmissionOptions()) == [
                "policies: none given, so the default set of Amazon EKS (`eks.privileged` for everyone)"
            ]
        )
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `every policy set of the vectors loads`() throws {
        var count = 0
        for file in [
            "policy-sets", "can-i-policy-sets", "gates-policy-sets", "printing-policy-sets", "upstream/policy-sets",
            "raw/raw-policy-sets", "corpus/own-rbac-policy-sets", "corpus/bound-to-all-policy-sets",
            "corpus/psp-cases-policy-sets",
        ] {
            for line in try SharedFiles.lines("vectors/\(file).ndjson.gz") {
                let value = try JSONParser.parse(line)
                _ = try PolicySetLoader.sources(
                    inList: try #require(value["list"]),
                    named: value["set"]?.string ?? file
                )
                count += 1
            }
        }
        #expect(count > 100)
    }

    @Test(.enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
    func `the embedded default set is what EKS installs`() throws {
        for line in try SharedFiles.lines("vectors/policy-sets.ndjson.gz") {
            let value = try JSONParser.parse(line)
            guard value["set"]?.string == "eks-default" else { continue }
            var installed = PolicySources.eksDefault
            // The vectors left the binding's labels out.
            installed.clusterRoleBindings[0].metadata.labels = []
            #expect(try PolicySetLoader.sources(inList: try #require(value["list"])) == installed)
        }
    }
}
