import Foundation
import TestVectors
import Testing

/// `can-i`, `who-can`: the answers in words, the notes where kubectl and admission differ, the exit status.
@Suite("can-i and who-can")
struct GrantCommandTests {
    static let grants = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: restricted}
        spec: &spec
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: open}
        spec:
          runAsUser: {rule: RunAsAny}
          seLinux: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: use-restricted, namespace: shop}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use], resourceNames: [restricted]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: web, namespace: shop}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: use-restricted}
        subjects: [{kind: ServiceAccount, name: web}, {kind: User, name: alice}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: old}
        rules: [{apiGroups: [extensions], resources: [podsecuritypolicies], verbs: [use]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: old}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: old}
        subjects: [{kind: Group, name: veterans}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: dangling}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: gone}
        subjects: [{kind: User, name: bob}]

        """

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var output: String
        var status: Int32
        /// What standard error says, among other things.
        var note = ""

        var testDescription: String { name }
    }

    @Test(
        "answers and their exit status",
        arguments: [
            Case(
                name: "a service account, through a role binding",
                arguments: ["can-i", "use", "psp/restricted", "--as", "system:serviceaccount:shop:web", "-n", "shop"],
                output: "yes\n",
                status: 0,
                note: "Warning: resource 'podsecuritypolicies' is not namespace scoped in group 'policy'"
            ),
            Case(
                name: "elsewhere",
                arguments: ["can-i", "use", "psp/restricted", "--as", "alice", "-n", "other"],
                output: "no\n",
                status: 1
            ),
            Case(
                name: "quietly",
                arguments: ["can-i", "use", "psp/restricted", "--as", "alice", "-n", "shop", "-q"],
                output: "",
                status: 0
            ),
            Case(
                name: "a binding to a role that is not there is named",
                arguments: ["can-i", "use", "psp/open", "--as", "bob"],
                output: "no - RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found\n",
                status: 1
            ),
            Case(
                name: "masters may, as kubectl says, and admission would not let them",
                arguments: ["can-i", "use", "psp/open", "--as", "root", "--as-group", "system:masters"],
                output: "yes\n",
                status: 0,
                note: "admission would say no"
            ),
            Case(
                name: "the group that kubectl asks in is the version's",
                arguments: ["can-i", "use", "psp/open", "--as", "carol", "--as-group", "veterans"],
                output: "no\n",
                status: 1,
                note: "admission would say yes"
            ),
            Case(
                name: "kubectl 1.13 asks in extensions",
                arguments: [
                    "can-i", "use", "psp/open", "--as", "carol", "--as-group", "veterans", "--kubernetes-version",
                    "1.13",
                ],
                output: "yes\n",
                status: 0
            ),
            Case(
                name: "without a name every policy is meant",
                arguments: ["can-i", "use", "psp", "--as", "alice", "-n", "shop"],
                output: "no\n",
                status: 1
            ),
            Case(
                name: "a list says through what",
                arguments: ["can-i", "--list", "--as", "alice", "--as-group", "veterans", "-n", "shop"],
                output: """
                    POLICY       BINDING                  ROLE                       SUBJECT          API GROUPS
                    open         ClusterRoleBinding/old   ClusterRole/old            Group/veterans   extensions
                    restricted   ClusterRoleBinding/old   ClusterRole/old            Group/veterans   extensions
                    restricted   RoleBinding/shop/web     Role/shop/use-restricted   User/alice       policy

                    """,
                status: 0
            ),
            Case(
                name: "an empty list",
                arguments: ["can-i", "--list", "--as", "bob"],
                output: "",
                status: 0,
                note: "the subject may use no policy of the set"
            ),
            Case(
                name: "another verb",
                arguments: ["can-i", "create", "pods"],
                output: "",
                status: 2,
                note: "the verb is `create`, but a policy set answers for the verb `use` alone"
            ),
            Case(
                name: "another resource",
                arguments: ["can-i", "use", "pods/x"],
                output: "",
                status: 2,
                note: "the resource is `pods`"
            ),
            Case(
                name: "who can, everywhere",
                arguments: ["who-can", "use", "psp/restricted"],
                output: """
                    SUBJECT                   NAMESPACE   BINDING                  ROLE
                    Group/veterans            *           ClusterRoleBinding/old   ClusterRole/old
                    ServiceAccount/shop/web   shop        RoleBinding/shop/web     Role/shop/use-restricted
                    User/alice                shop        RoleBinding/shop/web     Role/shop/use-restricted

                    """,
                status: 0
            ),
            Case(
                name: "who can, in a namespace",
                arguments: ["who-can", "use", "psp/restricted", "-n", "other", "--no-headers"],
                output: "Group/veterans   *     ClusterRoleBinding/old   ClusterRole/old\n",
                status: 0
            ),
            Case(
                name: "who can use what is not there",
                arguments: ["who-can", "use", "psp/missing"],
                output: """
                    SUBJECT          NAMESPACE   BINDING                  ROLE
                    Group/veterans   *           ClusterRoleBinding/old   ClusterRole/old

                    """,
                status: 0,
                note: "the set has no policy `missing`"
            ),
        ]
    )
    func answers(_ one: Case) throws {
        let result = try MusterProcess.run(one.arguments + ["-p", "-"], input: Array(Self.grants.utf8))
        #expect(result.text == one.output)
        #expect(result.status == one.status, "\(result.errorOutput)")
        #expect(one.note.isEmpty || result.errorOutput.contains(one.note), "\(result.errorOutput)")
    }

    @Test("the article's questions get the article's answers")
    func walkthrough() throws {
        let folder = SharedFiles.project.appendingPathComponent("Sample/eks")
        let restricted = ["-q", "-p", "restrictive.yaml"]
        let granted = restricted + ["-p", "grant.yaml"]
        let policy = "podsecuritypolicy/eks.restrictive"
        let subject = ["-n", "psp-eks-restrictive", "--as", "system:serviceaccount:psp-eks-restrictive:eks-test-user"]
        func answer(_ arguments: [String]) throws -> String {
            try MusterProcess.run(arguments, in: folder).text
        }
        #expect(
            try answer(["get", "psp", "--kubernetes-version", "1.13"] + restricted) == """
                NAME              PRIV    CAPS   SELINUX    RUNASUSER   FSGROUP    SUPGROUP   READONLYROOTFS   VOLUMES
                eks.restrictive   false          RunAsAny   RunAsAny    RunAsAny   RunAsAny   false            *

                """
        )
        let before = try MusterProcess.run(["can-i", "use", policy] + subject + restricted, in: folder)
        #expect(before.status == 1)
        let after = try MusterProcess.run(["can-i", "use", policy] + subject + granted, in: folder)
        #expect(after.status == 0)
        #expect(
            try answer(["who-can", "use", policy, "--no-headers"] + granted)
                == "ServiceAccount/psp-eks-restrictive/eks-test-user   psp-eks-restrictive   "
                + "RoleBinding/psp-eks-restrictive/eks-test-user:psp:unprivileged   "
                + "Role/psp-eks-restrictive/psp:unprivileged\n"
        )
        #expect(
            try answer(["describe", "clusterrolebinding", "eks:podsecuritypolicy:authenticated", "-q"]) == """
                Name:         eks:podsecuritypolicy:authenticated
                Labels:       eks.amazonaws.com/component=pod-security-policy
                              kubernetes.io/cluster-service=true
                Annotations:  kubernetes.io/description: Allow all authenticated users to create privileged pods.
                Role:
                  Kind:  ClusterRole
                  Name:  eks:podsecuritypolicy:privileged
                Subjects:
                  Kind   Name                  Namespace
                  ----   ----                  ---------
                  Group  system:authenticated  \


                """
        )
    }

    @Test("-A takes back -n, in what is listed and in what is said to have been asked")
    func everywhere() throws {
        let arguments = ["who-can", "use", "psp/restricted", "-p", "-", "-o", "json"]
        let all = try MusterProcess.run(arguments, input: Array(Self.grants.utf8))
        let both = try MusterProcess.run(arguments + ["-n", "other", "-A"], input: Array(Self.grants.utf8))
        #expect(both.text == all.text)
        #expect(both.text.contains("\"namespace\": \"*\","), "\(both.text)")
    }

    @Test("machines are told the same")
    func json() throws {
        let input = Array(Self.grants.utf8)
        let who = try MusterProcess.run(["who-can", "use", "psp/restricted", "-p", "-", "-o", "json"], input: input)
        #expect(who.status == 0)
        #expect(who.text.contains("\"name\": \"web\",\n                \"namespace\": \"shop\""))
        let can = try MusterProcess.run(
            ["can-i", "use", "psp/open", "--as=carol", "--as-group=veterans", "-p", "-", "-o", "json"],
            input: input
        )
        #expect(can.status == 1)
        #expect(can.text.contains("\"allowed\": false,\n    \"allowedByAdmission\": true"))
    }
}
