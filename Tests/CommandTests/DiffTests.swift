import Foundation
import TestVectors
import Testing

/// `muster diff`: what changes for a fleet, from two sets or from one that is edited.
@Suite("diff", .serialized)
struct DiffTests {
    static let folder = SharedFiles.project.appendingPathComponent("Tests/Fixtures/reports")
    static let edits = ["-p", "before.yaml", "--delete", "psp/open", "--add", "changes.yaml"]

    private static func changes(_ arguments: [String]) throws -> [String: String] {
        let result = try MusterProcess.run(["diff", "-q", "-o", "json"] + arguments, in: folder)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
        var changes: [String: String] = [:]
        for owner in try #require(object["owners"] as? [[String: Any]]) {
            let name = try #require(owner["name"] as? String)
            changes[name] = try #require(owner["change"] as? String)
        }
        return changes
    }

    @Test("each workload is told what changes for it")
    func kinds() throws {
        let changes = try Self.changes(Self.edits + ["-f", "diff-fleet.yaml"])
        #expect(
            changes == [
                "web": "anotherPolicy", "ingress": "newlyDenied", "db": "anotherMutation",
                "csi-node": "newlyRefusedLater", "node-agent": "newlyAdmitted", "import": "unchanged",
                "undecodable": "unchanged",
            ]
        )
    }

    @Test("two sets say what the edits of one say")
    func twoSets() throws {
        let folder = try TemporaryFolder()
        let before = try String(contentsOf: Self.folder.appendingPathComponent("before.yaml"), encoding: .utf8)
        let changes = try String(contentsOf: Self.folder.appendingPathComponent("changes.yaml"), encoding: .utf8)
        let kept = before.components(separatedBy: "---\n").filter { !$0.contains("metadata: {name: open}") }
        let after = try folder.write("after.yaml", kept.joined(separator: "---\n") + "---\n" + changes)
        let sets = try Self.changes(["--from", "before.yaml", "--to", after, "-f", "diff-fleet.yaml"])
        #expect(sets == (try Self.changes(Self.edits + ["-f", "diff-fleet.yaml"])))
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// Those that are newly denied.
        var denied: Set<String>

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "objects of every kind are taken out",
        arguments: [
            Edit(arguments: ["--delete", "psp/open"], denied: ["web", "ingress"]),
            Edit(arguments: ["--delete", "podsecuritypolicies.policy/open"], denied: ["web", "ingress"]),
            Edit(arguments: ["--delete", "clusterrole/psp:open"], denied: ["web", "ingress"]),
            Edit(arguments: ["--delete", "clusterrolebinding/psp:open:everyone"], denied: ["web", "ingress"]),
            Edit(arguments: ["--delete", "role/psp:storage"], denied: ["db", "csi-node"]),
            Edit(arguments: ["--delete", "rolebinding/storage/psp:storage"], denied: ["db", "csi-node"]),
            Edit(
                arguments: ["--delete", "psp/open", "--delete", "psp/storage"],
                denied: ["web", "ingress", "db", "csi-node"]
            ),
        ]
    )
    func deletes(_ edit: Edit) throws {
        let changes = try Self.changes(["-p", "before.yaml", "-f", "diff-fleet.yaml"] + edit.arguments)
        #expect(Set(changes.filter { $0.value == "newlyDenied" }.keys) == edit.denied)
        #expect(changes.values.allSatisfy { $0 == "newlyDenied" || $0 == "unchanged" })
    }

    /// The warning of the article that introduced EKS' policy.
    @Test("without the default policy of EKS no pod can be created")
    func eksDefault() throws {
        let result = try MusterProcess.run(
            ["diff", "--delete", "psp/eks.privileged", "-f", "Sample/pods.json"],
            in: SharedFiles.project
        )
        #expect(result.status == 1)
        #expect(result.text.contains("60 checked: 60 newly denied"), "\(result.text.prefix(300))")
        #expect(result.text.contains("was admitted by eks.privileged"))
    }

    @Test("a role that aggregates others is filled anew when one of them goes")
    func aggregatedRoles() throws {
        let folder = try TemporaryFolder()
        let set = try folder.write(
            "set.yaml",
            """
            apiVersion: policy/v1beta1
            kind: PodSecurityPolicy
            metadata: {name: p}
            spec:
              runAsUser: {rule: RunAsAny}
              seLinux: {rule: RunAsAny}
              fsGroup: {rule: RunAsAny}
              supplementalGroups: {rule: RunAsAny}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part, labels: {a: b}}
            rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: whole, uid: "1"}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}
            rules: [{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: all}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: whole}
            subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: system:authenticated}]

            """
        )
        let pod = try folder.write(
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p, uid: '1'}\nspec: {containers: [{name: c, image: i}]}\n"
        )
        let changes = try Self.changes(["-p", set, "--delete", "clusterrole/part", "-f", pod])
        #expect(changes == ["p": "newlyDenied"])
    }

    @Test(
        "wrong usage says what to do",
        arguments: [
            (["-f", "diff-fleet.yaml"], "say what would change"),
            (["--delete", "psp/nothing", "-p", "before.yaml", "-f", "diff-fleet.yaml"], "it has open, storage"),
            (["--delete", "pod/x", "-f", "diff-fleet.yaml"], "--delete"),
            (["--delete", "psp", "-f", "diff-fleet.yaml"], "--delete"),
            (["--delete", "psp/shop/x", "-f", "diff-fleet.yaml"], "--delete"),
            (
                ["-p", "before.yaml", "--from", "before.yaml", "--to", "changes.yaml", "-f", "diff-fleet.yaml"],
                "-p and --from"
            ),
            (["--to", "changes.yaml"], "-f"),
            (["--to", "/does/not/exist", "-f", "diff-fleet.yaml"], "--to: "),
            (["--to", "-", "-f", "-"], "one standard input"),
            (["--server", "unix:/s", "--delete", "psp/open", "-f", "diff-fleet.yaml"], "--server needs --to"),
            (
                ["--server", "unix:/s", "-p", "before.yaml", "--to", "changes.yaml", "-f", "diff-fleet.yaml"],
                "-p, --from and --server do not go together"
            ),
        ] as [([String], String)]
    )
    func refuses(_ arguments: [String], _ text: String) throws {
        let result = try MusterProcess.run(["diff"] + arguments, in: Self.folder)
        #expect(result.status == 2)
        #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
    }

    @Test(
        "the exit status tells whether something breaks",
        arguments: [
            (["--add", "changes.yaml", "-f", "Sample.yaml"], 0),
            (["--delete", "psp/open", "-f", "Sample.yaml"], 1),
            (["--delete", "psp/open", "-f", "Sample.yaml", "--exit-zero"], 0),
            (["--delete", "psp/open", "-f", "diff-fleet.yaml"], 3),
            (["--delete", "psp/open", "-f", "diff-fleet.yaml", "--exit-zero"], 3),
        ] as [([String], Int32)]
    )
    func statuses(_ arguments: [String], _ status: Int32) throws {
        let folder = try TemporaryFolder()
        for name in ["before.yaml", "changes.yaml", "diff-fleet.yaml"] {
            _ = try folder.write(name, [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name))))
        }
        let fleet = try String(contentsOf: Self.folder.appendingPathComponent("diff-fleet.yaml"), encoding: .utf8)
        _ = try folder.write("Sample.yaml", fleet.components(separatedBy: "---\n")[0])
        let result = try MusterProcess.run(["diff", "-p", "before.yaml"] + arguments, in: folder.url)
        #expect(result.status == status, "\(result.text) \(result.errorOutput)")
    }
}
