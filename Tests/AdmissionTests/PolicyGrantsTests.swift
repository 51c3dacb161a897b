import Admission
import JSONScan
import Manifests
import PolicyObjects
import Testing

struct PolicyGrantsTests {
    private static func sources() throws -> PolicySources {
        try PolicySetLoader.sources(
            inList: try JSONParser.parse(
                Array(
                    """
                    {"items": [
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "use-a"},
                       "rules": [{"apiGroups": ["policy"], "resources": ["podsecuritypolicies"], "verbs": ["use"],
                                  "resourceNames": ["a"]}]},
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                       "metadata": {"name": "use-all", "namespace": "shop"},
                       "rules": [{"apiGroups": ["extensions"], "resources": ["*"], "verbs": ["*"]}]},
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                       "metadata": {"name": "z", "namespace": "shop"},
                       "roleRef": {"kind": "Role", "name": "use-all"},
                       "subjects": [{"kind": "ServiceAccount", "name": "web"}, {"kind": "ServiceAccount", "name": "web"},
                                    {"kind": "Group", "name": "ops"}]},
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "b"},
                       "roleRef": {"kind": "ClusterRole", "name": "use-a"},
                       "subjects": [{"kind": "User", "name": "alice"}, {"kind": "ServiceAccount", "name": "nobody"}]},
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "a"},
                       "roleRef": {"kind": "ClusterRole", "name": "gone"}, "subjects": [{"kind": "User", "name": "alice"}]},
                      {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "c"},
                       "roleRef": {"kind": "Role", "name": "use-all"}, "subjects": [{"kind": "User", "name": "alice"}]}
                    ]}
                    """.utf8
                )
            )
        )
    }

    private func text(_ grants: [PolicyGrant]) -> [String] {
        grants.map { "\($0.subject) \($0.binding) \($0.role)" }
    }

    @Test func `who may use a policy is said by binding, each subject once`() throws {
        let grants = PolicyGrants(try Self.sources(), options: AdmissionOptions())
        #expect(
            text(grants.grants(of: "a")) == [
                "User/alice ClusterRoleBinding/b ClusterRole/use-a",
                "ServiceAccount/shop/web RoleBinding/shop/z Role/shop/use-all",
                "Group/ops RoleBinding/shop/z Role/shop/use-all",
            ]
        )
        #expect(text(grants.grants(of: "a", in: "other")) == ["User/alice ClusterRoleBinding/b ClusterRole/use-a"])
        #expect(text(grants.grants(of: "b")).count == 2)
    }

    @Test func `a subject holds what names it or a group of it`() throws {
        let grants = PolicyGrants(try Self.sources(), options: AdmissionOptions())
        let web = Subject(username: "system:serviceaccount:shop:web", groups: ["ops"])
        #expect(
            text(grants.grants(to: web, in: "shop")) == ["ServiceAccount/shop/web RoleBinding/shop/z Role/shop/use-all"]
        )
        #expect(grants.grants(to: web, in: "other").isEmpty)
        #expect(grants.grants(to: web, in: "").isEmpty)
    }

    @Test func `a grant knows what its rules cover`() throws {
        let grants = PolicyGrants(try Self.sources(), options: AdmissionOptions())
        let alice = try #require(grants.grants(to: Subject(username: "alice"), in: "shop").first)
        #expect(alice.apiGroups(forUseOf: "a") == [.policy])
        #expect(alice.apiGroups(forUseOf: "b").isEmpty)
        #expect(alice.apiGroups(forUseOf: "").isEmpty)
        #expect(!alice.isForEveryPolicy)
        #expect(alice.policyNames == ["a"])
        let ops = try #require(grants.grants(to: Subject(username: "bob", groups: ["ops"]), in: "shop").first)
        #expect(ops.apiGroups(forUseOf: "anything") == [.extensions])
        #expect(ops.isForEveryPolicy)
        #expect(ops.binding.index == 0)
        #expect(ops.role.index == 0)
    }

    @Test func `roles that are not there are named as Kubernetes names them`() throws {
        let grants = PolicyGrants(try Self.sources(), options: AdmissionOptions())
        #expect(
            grants.missingRoles(of: Subject(username: "alice"), in: "shop") == [
                "clusterrole.rbac.authorization.k8s.io \"gone\" not found",
                "role.rbac.authorization.k8s.io \"use-all\" not found",
            ]
        )
        #expect(grants.missingRoles(of: Subject(username: "bob"), in: "shop").isEmpty)
    }

    @Test func `the server's own binding grants masters every policy`() throws {
        let grants = PolicyGrants(try Self.sources(), options: AdmissionOptions(bootstrapRBAC: true))
        let master = Subject(username: "root", groups: ["system:masters"])
        let held = grants.grants(to: master, in: "")
        #expect(text(held) == ["Group/system:masters ClusterRoleBinding/cluster-admin ClusterRole/cluster-admin"])
        let grant = try #require(held.first)
        #expect(grant.binding.index == nil)
        #expect(grant.apiGroups(forUseOf: "any") == [.policy, .extensions])
    }
}
