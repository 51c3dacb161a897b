import Admission
import JSONScan
import Manifests
import PolicyObjects
import Testing

/// The table of questions that RBAC answers, each on the smallest set of objects.
struct AuthorizerTests {
    private static let rule =
        #"{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"],"resourceNames":["p"]}"#

    private static func set(_ objects: String...) throws -> PolicySources {
        let list = #"{"apiVersion":"v1","kind":"List","items":["# + objects.joined(separator: ",") + "]}"
        return try PolicySetLoader.sources(inList: try JSONParser.parse(list))
    }

    private static func clusterRole(_ name: String = "r", _ rules: String = rule, _ rest: String = "") -> String {
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"\#(name)"},"rules":[\#(rules)]\#(rest)}"#
    }

    private static func role(_ name: String = "r", in namespace: String, _ rules: String = rule) -> String {
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"\#(name)","namespace":"\#(namespace)"},"rules":[\#(rules)]}"#
    }

    private static func binding(
        in namespace: String?,
        to subject: String,
        role: String = "ClusterRole",
        _ name: String = "r"
    ) -> String {
        let kind = namespace == nil ? "ClusterRoleBinding" : "RoleBinding"
        let written = namespace.map { $0.isEmpty ? "" : #","namespace":"\#($0)""# } ?? ""
        return #"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"\#(kind)","metadata":{"name":"b-\#(name)"\#(written)},
             "roleRef":{"kind":"\#(role)","name":"\#(name)"},"subjects":[\#(subject)]}
            """#
    }

    private static func authorizer(_ sources: PolicySources, bootstrap: Bool = false) -> Authorizer {
        Authorizer(policyNames: ["p", "q"], sources: sources, options: AdmissionOptions(bootstrapRBAC: bootstrap))
    }

    private static let web = #"{"kind":"ServiceAccount","name":"web"}"#

    @Test func `a role binding counts in its own namespace only, and for the policies it names`() throws {
        let authorizer = Self.authorizer(try Self.set(Self.clusterRole(), Self.binding(in: "dev", to: Self.web)))
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "dev").members == [0])
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "other").isEmpty)
        #expect(authorizer.policies(usableByServiceAccount: "other", in: "dev").isEmpty)
        #expect(authorizer.policies(usableByServiceAccount: "", in: "dev").isEmpty)
    }

    @Test func `a role binding without a namespace lives in default`() throws {
        let authorizer = Self.authorizer(try Self.set(Self.clusterRole(), Self.binding(in: "", to: Self.web)))
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "default").members == [0])
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "").isEmpty)
    }

    @Test func `a service account without a namespace in a cluster role binding is nobody`() throws {
        let authorizer = Self.authorizer(try Self.set(Self.clusterRole(), Self.binding(in: nil, to: Self.web)))
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "default").isEmpty)
    }

    @Test func `a pod's account is not system:authenticated, a requester is what it says`() throws {
        let everyone = #"{"kind":"Group","name":"system:authenticated"}"#
        let authorizer = Self.authorizer(try Self.set(Self.clusterRole(), Self.binding(in: nil, to: everyone)))
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "dev").isEmpty)
        let requester = Subject(username: "system:serviceaccount:dev:web", groups: ["system:authenticated"])
        #expect(authorizer.policies(usableBy: requester, in: "dev").members == [0])
    }

    @Test func `a pod's account is in the groups of all accounts and of its namespace`() throws {
        let group = #"{"kind":"Group","name":"system:serviceaccounts:dev"}"#
        let authorizer = Self.authorizer(try Self.set(Self.clusterRole(), Self.binding(in: nil, to: group)))
        #expect(authorizer.policies(usableByServiceAccount: "any", in: "dev").members == [0])
        #expect(authorizer.policies(usableByServiceAccount: "any", in: "dev2").isEmpty)
    }

    @Test func `a missing role grants nothing and spoils no other binding`() throws {
        let authorizer = Self.authorizer(
            try Self.set(
                Self.role("good", in: "dev"),
                Self.binding(in: "dev", to: Self.web, role: "Role", "missing"),
                Self.binding(in: "dev", to: Self.web, role: "Role", "good")
            )
        )
        #expect(authorizer.policies(usableByServiceAccount: "web", in: "dev").members == [0])
    }

    @Test func `a cluster role binding cannot name a role`() throws {
        let user = #"{"kind":"User","name":"alice"}"#
        let authorizer = Self.authorizer(
            try Self.set(Self.role(in: "default"), Self.binding(in: nil, to: user, role: "Role"))
        )
        #expect(authorizer.policies(usableBy: Subject(username: "alice"), in: "default").isEmpty)
    }

    @Test(arguments: [
        (#"{"apiGroups":["extensions"],"resources":["podsecuritypolicies"],"verbs":["use"]}"#, [0, 1]),
        (#"{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"#, [0, 1]),
        (#"{"apiGroups":[""],"resources":["*"],"verbs":["*"]}"#, []),
        (#"{"apiGroups":["policy"],"resources":["podsecuritypolicy"],"verbs":["use"]}"#, []),
        (#"{"apiGroups":["policy"],"resources":["*/*"],"verbs":["use"]}"#, []),
        (#"{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["get"]}"#, []),
        (#"{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"],"resourceNames":["*"]}"#, []),
        (
            #"{"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"],"resourceNames":["q","q","x"]}"#,
            [1]
        ),
        (#"{"nonResourceURLs":["*"],"verbs":["*"]}"#, []),
    ])
    func `a rule matches by verb, group, plural resource and exact name`(rule: String, expected: [Int]) throws {
        let user = #"{"kind":"User","name":"alice"}"#
        let authorizer = Self.authorizer(
            try Self.set(Self.clusterRole("r", rule), Self.binding(in: nil, to: user))
        )
        #expect(authorizer.policies(usableBy: Subject(username: "alice"), in: "dev").members == expected)
    }

    @Test func `masters get what RBAC grants, and the bootstrap binding if it is asked for`() throws {
        let masters = Subject(username: "admin", groups: ["system:masters", "system:authenticated"])
        let none = try Self.set(Self.clusterRole())
        #expect(Self.authorizer(none).policies(usableBy: masters, in: "dev").isEmpty)
        #expect(Self.authorizer(none).isChangedByBootstrapRBAC(masters))
        #expect(!Self.authorizer(none).isChangedByBootstrapRBAC(Subject(username: "system:masters")))
        let bootstrapped = Self.authorizer(none, bootstrap: true)
        #expect(bootstrapped.policies(usableBy: masters, in: "dev").members == [0, 1])
        #expect(!bootstrapped.isChangedByBootstrapRBAC(masters))
        let own = try Self.set(
            Self.clusterRole("cluster-admin", #"{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}"#),
            Self.binding(in: nil, to: #"{"kind":"Group","name":"system:masters"}"#, "cluster-admin")
        )
        #expect(!Self.authorizer(own).isChangedByBootstrapRBAC(masters))
        #expect(Self.authorizer(own).policies(usableBy: masters, in: "dev").members == [0, 1])
    }

    @Test func `a binding to the server's own cluster-admin counts with the bootstrap objects`() throws {
        let sources = try Self.set(Self.binding(in: "dev", to: #"{"kind":"User","name":"alice"}"#, "cluster-admin"))
        let alice = Subject(username: "alice")
        #expect(Self.authorizer(sources).policies(usableBy: alice, in: "dev").isEmpty)
        #expect(Self.authorizer(sources, bootstrap: true).policies(usableBy: alice, in: "dev").members == [0, 1])
        #expect(Self.authorizer(sources, bootstrap: true).policies(usableBy: alice, in: "other").isEmpty)
    }

    @Test func `names are compared as bytes`() throws {
        // U+00E9 and "e" + U+0301 are canonically equivalent, and different names.
        let authorizer = Self.authorizer(
            try Self.set(Self.clusterRole(), Self.binding(in: nil, to: #"{"kind":"User","name":"\u00e9"}"#))
        )
        #expect(authorizer.policies(usableBy: Subject(username: "\u{E9}"), in: "").members == [0])
        #expect(authorizer.policies(usableBy: Subject(username: "e\u{301}"), in: "").isEmpty)
    }
}
