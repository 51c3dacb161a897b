import Admission
import PolicyObjects
import Testing

/// Which role is bound, and which is made.
@Suite struct GrantAdvisorTests {
    private static func rule(_ policies: [String], verbs: [String] = ["use"], groups: [String] = ["policy"])
        -> PolicyRule
    {
        var rule = PolicyRule()
        rule.verbs = verbs
        rule.apiGroups = groups
        rule.resources = ["podsecuritypolicies"]
        rule.resourceNames = policies
        return rule
    }

    private static func sources(
        _ clusterRoles: [(String, [PolicyRule])],
        _ roles: [(String, String, [PolicyRule])] = []
    )
        -> PolicySources
    {
        var sources = PolicySources()
        for (name, rules) in clusterRoles {
            var role = ClusterRole(metadata: ObjectMetadata(name: name))
            role.rules = rules
            sources.clusterRoles.append(role)
        }
        for (namespace, name, rules) in roles {
            var role = Role(metadata: ObjectMetadata(name: name, namespace: namespace))
            role.rules = rules
            sources.roles.append(role)
        }
        return sources
    }

    private static func commands(_ sources: PolicySources, policy: String = "p", in namespace: String = "shop")
        -> [String]
    {
        GrantAdvisor(sources).commands(
            granting: policy,
            to: .serviceAccount(namespace: namespace, name: "web"),
            in: namespace
        )
    }

    private static let made = [
        "kubectl create role psp:p -n shop --verb=use --resource=podsecuritypolicies.policy --resource-name=p",
        "kubectl create rolebinding psp:p:web -n shop --role=psp:p --serviceaccount=shop:web",
    ]

    @Test func theRoleThatGrantsLeastIsBound() {
        let sources = Self.sources(
            [("both", [Self.rule(["p", "q"])]), ("one", [Self.rule(["p"])]), ("other", [Self.rule(["q"])])],
            [("shop", "own", [Self.rule(["p"])]), ("else", "theirs", [Self.rule(["p"])])]
        )
        #expect(
            Self.commands(sources) == [
                "kubectl create rolebinding psp:p:web -n shop --clusterrole=one --serviceaccount=shop:web"
            ]
        )
    }

    @Test func aRoleOfTheNamespaceIsBoundThereAlone() {
        let sources = Self.sources([], [("shop", "own", [Self.rule(["p"], groups: ["extensions"])])])
        #expect(
            Self.commands(sources) == [
                "kubectl create rolebinding psp:p:web -n shop --role=own --serviceaccount=shop:web"
            ]
        )
        #expect(Self.commands(sources, in: "ci").count == 2)
    }

    @Test(arguments: [
        [GrantAdvisorTests.rule([])], [GrantAdvisorTests.rule(["p"], verbs: ["*"])],
        [GrantAdvisorTests.rule(["p"], verbs: ["use", "get"])], [GrantAdvisorTests.rule(["p"], groups: ["*"])],
        [GrantAdvisorTests.rule(["p"]), PolicyRule()], [],
    ])
    func aRoleThatGrantsMoreIsNotBound(rules: [PolicyRule]) {
        #expect(Self.commands(Self.sources([("wide", rules)])) == Self.made)
    }

    @Test func namesThatAreTakenAreNotUsed() {
        var sources = Self.sources([], [("shop", "psp:p", [Self.rule(["q"])])])
        sources.roleBindings = [RoleBinding(metadata: ObjectMetadata(name: "psp:p:web", namespace: "shop"))]
        #expect(
            Self.commands(sources) == [
                "kubectl create role psp:p-2 -n shop --verb=use --resource=podsecuritypolicies.policy --resource-name=p",
                "kubectl create rolebinding psp:p:web-2 -n shop --role=psp:p-2 --serviceaccount=shop:web",
            ]
        )
    }

    @Test func whatAShellWouldTakeApartIsQuoted() {
        let commands = GrantAdvisor(PolicySources()).commands(
            granting: "p q",
            to: .user("o'hara $(id)"),
            in: "shop"
        )
        #expect(commands[0].hasSuffix("--resource-name='p q'"))
        #expect(commands[1].hasSuffix("--user='o'\\''hara $(id)'"))
    }
}
