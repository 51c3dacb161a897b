import Foundation
import TestVectors
import Testing

/// `get` and `describe` beside the vectors: arguments, formats and errors in kubectl's words.
@Suite("get and describe")
struct GetCommandTests {
    private static let policies = """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: eks.restrictive
          labels: {tier: "1"}
          creationTimestamp: 2019-07-01T00:00:00Z
        spec:
          hostNetwork: false
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          runAsUser: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          runtimeClass: {allowedRuntimeClassNames: []}
          volumes: ['*']
        ---
        apiVersion: extensions/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: eks.other}
        spec:
          seLinux: {rule: MustRunAs, seLinuxOptions: {level: "s0:c1,c2"}}
          supplementalGroups: {rule: RunAsAny}
          runAsUser: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}

        """

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var arguments: [String]
        var output = ""
        var status: Int32 = 0
        /// The last lines of standard error.
        var errors = ""

        var testDescription: String { name }
    }

    @Test(
        "answers are kubectl's",
        arguments: [
            Case(
                name: "names, in the order of the list",
                arguments: ["get", "psp", "-o", "name"],
                output: "podsecuritypolicy.policy/eks.other\npodsecuritypolicy.policy/eks.restrictive\n"
            ),
            Case(
                name: "names, in the order of the question",
                arguments: ["get", "psp/eks.restrictive", "PodSecurityPolicy/eks.other", "-oname"],
                output: "podsecuritypolicy.policy/eks.restrictive\npodsecuritypolicy.policy/eks.other\n"
            ),
            Case(
                name: "names of 1.13",
                arguments: ["get", "podsecuritypolicies", "-oname", "--kubernetes-version=1.13", "-l", "tier"],
                output: "podsecuritypolicy.extensions/eks.restrictive\n"
            ),
            Case(
                name: "one object is itself",
                arguments: ["get", "psp", "eks.restrictive", "-o", "yaml"],
                output: """
                    apiVersion: policy/v1beta1
                    kind: PodSecurityPolicy
                    metadata:
                      creationTimestamp: "2019-07-01T00:00:00Z"
                      labels:
                        tier: "1"
                      name: eks.restrictive
                    spec:
                      allowPrivilegeEscalation: true
                      fsGroup:
                        rule: RunAsAny
                      runAsUser:
                        rule: RunAsAny
                      runtimeClass:
                        allowedRuntimeClassNames: null
                      seLinux:
                        rule: RunAsAny
                      supplementalGroups:
                        rule: RunAsAny
                      volumes:
                      - '*'

                    """
            ),
            Case(
                name: "several objects are a list",
                arguments: ["get", "psp", "-l", "tier notin (1)", "-o", "json", "--kubernetes-version=1.13"],
                output: """
                    {
                        "apiVersion": "v1",
                        "items": [
                            {
                                "apiVersion": "extensions/v1beta1",
                                "kind": "PodSecurityPolicy",
                                "metadata": {
                                    "name": "eks.other"
                                },
                                "spec": {
                                    "allowPrivilegeEscalation": true,
                                    "fsGroup": {
                                        "rule": "RunAsAny"
                                    },
                                    "runAsUser": {
                                        "rule": "RunAsAny"
                                    },
                                    "seLinux": {
                                        "rule": "MustRunAs",
                                        "seLinuxOptions": {
                                            "level": "s0:c1,c2"
                                        }
                                    },
                                    "supplementalGroups": {
                                        "rule": "RunAsAny"
                                    }
                                }
                            }
                        ],
                        "kind": "List",
                        "metadata": {
                            "resourceVersion": "",
                            "selfLink": ""
                        }
                    }

                    """
            ),
            Case(
                name: "what is found is printed before what is not",
                arguments: ["get", "psp", "x", "eks.other", "y", "-o", "name"],
                output: "podsecuritypolicy.policy/eks.other\n",
                status: 1,
                errors: """
                    Error from server (NotFound): podsecuritypolicies.policy "x" not found
                    Error from server (NotFound): podsecuritypolicies.policy "y" not found

                    """
            ),
            Case(
                name: "not found in 1.13",
                arguments: ["get", "psp", "x", "--kubernetes-version=1.13"],
                status: 1,
                errors: "Error from server (NotFound): podsecuritypolicies.extensions \"x\" not found\n"
            ),
            Case(name: "not found, and that is no error", arguments: ["get", "psp", "x", "--ignore-not-found"]),
            Case(
                name: "nothing there",
                arguments: ["get", "psp", "-l", "tier=2", "--kubernetes-version=1.20"],
                errors: "No resources found\n"
            ),
            Case(
                name: "nothing there in 1.13",
                arguments: ["describe", "role", "--kubernetes-version=1.13"],
                errors: "No resources found.\n"
            ),
            Case(
                name: "no roles in a namespace",
                arguments: ["describe", "role", "-n", "shop"],
                errors: "No resources found in shop namespace.\n"
            ),
            Case(
                name: "a role that is not there",
                arguments: ["describe", "role", "x"],
                status: 1,
                errors: "Error from server (NotFound): roles.rbac.authorization.k8s.io \"x\" not found\n"
            ),
            Case(
                name: "an unknown type",
                arguments: ["get", "pods"],
                status: 2,
                errors: "muster: the server doesn't have a resource type \"pods\"\n"
            ),
            Case(
                name: "labels in a further column",
                arguments: ["get", "psp", "eks.restrictive", "--show-labels", "--no-headers"],
                output:
                    "eks.restrictive   false         RunAsAny   RunAsAny   RunAsAny   RunAsAny   false   *     tier=1\n"
            ),
        ]
    )
    func answers(_ one: Case) throws {
        let result = try MusterProcess.run(one.arguments + ["-p", "-"], input: Array(Self.policies.utf8))
        #expect(result.text == one.output)
        #expect(result.status == one.status, "\(result.errorOutput)")
        #expect(result.errorOutput.hasSuffix(one.errors), "\(result.errorOutput)")
    }

    @Test("a name that is nobody's describes all that begin with it")
    func prefix() throws {
        let result = try MusterProcess.run(["describe", "psp", "eks.", "-p", "-"], input: Array(Self.policies.utf8))
        #expect(result.status == 0)
        #expect(result.text.hasPrefix("Name:  eks.other\n"))
        #expect(result.text.contains("<none>\n\nName:  eks.restrictive\n"))
    }
}
