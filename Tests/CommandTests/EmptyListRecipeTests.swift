import Foundation
import TestVectors
import Testing

/// The recipe for the empty list tells the truth: `check` says each sentence of its table where the table says that it does.
@Suite("recipes: the empty list")
struct EmptyListRecipeTests {
    /// What brings a sentence about, and what else is said then.
    struct Case {
        /// Objects of the set, as files of a folder.
        var set: [String]
        var fleet = "Sample/eks/busybox.yaml"
        var also: String
    }

    private static let cases = [
        "nothing is granted": Case(set: [policy("open")], also: "kubectl create rolebinding"),
        "what is granted to ... cannot be used": Case(
            set: [policy("open"), policy("unusable", runAsUser: "MustRunAs"), grant("unusable")],
            also: "unable to admit pod: []"
        ),
        "what fits would have to change the pod": Case(
            set: [policy("changing", runAsUser: "MustRunAs, ranges: [{min: 5, max: 9}]"), grant("changing")],
            fleet: "update.json",
            also: "unable to validate pod: []"
        ),
        "the set has no policy that can be used": Case(
            set: [policy("unusable", runAsUser: "MustRunAs")],
            also: "no providers available to validate pod request"
        ),
    ]

    @Test func everySentenceOfTheTableIsSaid() throws {
        let page = try String(
            contentsOf: SharedFiles.project.appendingPathComponent("docs/recipes.md"),
            encoding: .utf8
        )
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { row in
            row.dropFirst(2).split(separator: " | ").map(String.init)
        }
        #expect(Set(rows.map { $0[0] }) == Set(Self.cases.keys))
        for row in rows {
            guard let one = Self.cases[row[0]] else { continue }
            let folder = try RecipeTests.cluster()
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("set"),
                withIntermediateDirectories: false
            )
            _ = try folder.write("set/set.yaml", one.set.joined(separator: "---\n"))
            _ = try folder.write("update.json", Self.update)
            let result = try RecipeTests.run("muster check -p set -f \(one.fleet) --as alice", in: folder.url)
            #expect(result.status == 1, "\(row[0]): \(result.output)")
            let said = result.output.split(separator: "\n").map(String.init)
            #expect(said.contains { Self.says($0, row[0]) }, "\(row[0]): \(result.output)")
            #expect(result.output.contains(one.also), "\(row[0]): \(result.output)")
            if row[2].contains("`muster lint` names the field") {
                let lint = try RecipeTests.run("muster lint -p set", in: folder.url)
                #expect(lint.output.contains("spec.runAsUser"), "\(lint.output)")
            }
        }
    }

    /// `...` stands for names.
    private static func says(_ line: String, _ sentence: String) -> Bool {
        var rest = line[...]
        for part in sentence.components(separatedBy: "...") {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    private static func policy(_ name: String, runAsUser: String = "RunAsAny") -> String {
        """
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: \(name)}
        spec:
          volumes: ["*"]
          seLinux: {rule: RunAsAny}
          supplementalGroups: {rule: RunAsAny}
          fsGroup: {rule: RunAsAny}
          runAsUser: {rule: \(runAsUser)}

        """
    }

    private static func grant(_ policy: String) -> String {
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: use}
        rules: [{apiGroups: [policy], resources: [podsecuritypolicies], resourceNames: [\(policy)], verbs: [use]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: use}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: use}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}]

        """
    }

    private static let update =
        #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1","operation":"UPDATE","#
        + #""namespace":"shop","kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","#
        + #""resource":"pods"},"userInfo":{"username":"alice","groups":["system:authenticated"]},"#
        + #""object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"j"}]}},"#
        + #""oldObject":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#
}
