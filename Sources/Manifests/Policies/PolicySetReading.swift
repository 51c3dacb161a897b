import JSONScan
import PolicyObjects

/// What one object of a policy set's files reads as.
enum PolicySetReading {
    /// A kind that does not matter to a policy set.
    case skipped(apiVersion: String, kind: String)
    /// No Kubernetes object, or a policy or RBAC object of a version that no server has.
    case unreadable(ObjectProblem)
    /// An object, with every field that Kubernetes would refuse or drop.
    case object(PolicySetObject, problems: [ObjectProblem])

    /// `isJSON`: a null is as its writer meant it; in YAML it is also what an empty value reads as.
    init(_ value: JSONValue, isJSON: Bool) {
        let apiVersion = value["apiVersion"]?.string ?? ""
        guard case .object = value, let kindText = value["kind"]?.string, !kindText.isEmpty else {
            self = .unreadable(ObjectProblem(.missingField, at: "kind", "is missing: not a Kubernetes object"))
            return
        }
        let kind: PolicySetObject.Kind
        do throws(ObjectProblem) {
            guard let known = try PolicySetObject.Kind(apiVersion: apiVersion, kind: kindText) else {
                self = .skipped(apiVersion: apiVersion, kind: kindText)
                return
            }
            kind = known
        } catch {
            self = .unreadable(error)
            return
        }
        var problems: [ObjectProblem] = []
        var object = PolicySetObject(decoding: value, as: kind, problems: &problems)
        if case .clusterRole(var role) = object, role.hasNullRules, !isJSON {
            role.hasNullRules = false
            object = .clusterRole(role)
        }
        self = .object(object, problems: problems)
    }
}

extension PolicySetObject {
    /// As messages name it: ``RoleBinding `shop/psp` ``; the kind alone if it has no name.
    package var described: String {
        let identity = identity
        if identity.name.isEmpty { return kind.rawValue }
        let name = identity.namespace.isEmpty ? identity.name : "\(identity.namespace)/\(identity.name)"
        return "\(kind.rawValue) \(quoted(name))"
    }
}
