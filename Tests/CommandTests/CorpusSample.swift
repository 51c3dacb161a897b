import Foundation
import TestVectors

/// A pod of other policy tools' tests, with the verdict that they expect, asked of a policy that says the same.
struct CorpusSample {
    var name: String
    /// A pod, or an AdmissionReview.
    var object: [String: Any]
    var isGood: Bool

    /// What a policy set says of samples: whether each is admitted as it is, without anything filled in but annotations.
    static func admittedAsTheyAre(_ samples: [CorpusSample], by policy: [String: Any]) throws -> [Bool] {
        let folder = try TemporaryFolder()
        let set = try folder.write(
            "set.json",
            try json(["apiVersion": "v1", "kind": "List", "items": [policy] + grant])
        )
        var lines: [UInt8] = []
        for sample in samples { lines += try json(sample.request) + [0x0A] }
        let result = try MusterProcess.run(["evaluate", "-p", set, "--patch"], input: lines)
        guard result.status == 0 else { throw TestVectorError(result.errorOutput + result.text) }
        return try result.lines.map { line in
            let answer = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
            let patch = answer["patch"] as? [[String: Any]] ?? []
            let fills = patch.contains { !($0["path"] as? String ?? "").hasPrefix("/metadata") }
            return answer["allowed"] as? Bool == true && !fills
        }
    }

    private var request: [String: Any] {
        var request: [String: Any] = [
            "id": name, "namespace": "default", "user": ["username": "user", "groups": ["system:authenticated"]],
        ]
        if let review = object["request"] as? [String: Any] {
            request["operation"] = review["operation"]
            request["object"] = review["object"]
            request["oldObject"] = review["oldObject"]
        } else {
            request["object"] = object
        }
        return request
    }

    /// Every policy to everybody.
    private static let grantText = """
        [{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"use"},"rules":[
        {"apiGroups":["policy"],"resources":["podsecuritypolicies"],"verbs":["use"]}]},
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"use"},
        "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"use"},
        "subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:authenticated"}]}]
        """

    private static var grant: [[String: Any]] {
        get throws {
            try JSONSerialization.jsonObject(with: Data(grantText.utf8)) as? [[String: Any]] ?? []
        }
    }

    private static func json(_ value: [String: Any]) throws -> [UInt8] {
        [UInt8](try JSONSerialization.data(withJSONObject: value))
    }

    /// A PodSecurityPolicy of these parts.
    static func policy(_ spec: [String: Any], annotations: [String: String]) -> [String: Any] {
        [
            "apiVersion": "policy/v1beta1", "kind": "PodSecurityPolicy",
            "metadata": ["name": "equivalent", "annotations": annotations], "spec": spec,
        ]
    }

    /// The documents of a part of the corpus: path and object.
    static func documents(_ name: String) throws -> [(path: String, object: [String: Any])] {
        try SharedFiles.lines("corpus/ndjson/\(name).ndjson.gz").map { line in
            guard let value = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any],
                let path = value["file"] as? String, let object = value["object"] as? [String: Any]
            else { throw TestVectorError("\(name): a line without file and object") }
            return (path, object)
        }
    }
}
