import Admission
import PolicyObjects

/// `can-i use podsecuritypolicy/NAME`, with all that the answer depends on.
struct UseQuestion {
    var policy: String
    /// Empty: the whole cluster.
    var namespace: String
    var subject: Subject
    /// In which kubectl asks.
    var group: PolicyAPIGroup

    struct Answer {
        var isAllowed: Bool
        /// As kubectl prints it.
        var text: String
        /// Where admission would answer otherwise.
        var notes: [String] = []
    }

    static func isMaster(_ subject: Subject) -> Bool {
        subject.groups.contains { $0.utf8.elementsEqual("system:masters".utf8) }
    }

    /// A server lets masters do everything before RBAC is asked; admission asks RBAC alone, in either API group.
    func answer(by grants: PolicyGrants) -> Answer {
        let groups = grants.grants(to: subject, in: namespace).flatMap { $0.apiGroups(forUseOf: policy) }
        if groups.contains(group) { return Answer(isAllowed: true, text: "yes") }
        if Self.isMaster(subject) {
            var answer = Answer(isAllowed: true, text: "yes")
            if groups.isEmpty {
                answer.notes.append(
                    "admission would say no: it asks RBAC alone, which grants nothing here, and does not know `system:masters`; "
                        + "in a cluster the binding `cluster-admin` grants it (--bootstrap-rbac)"
                )
            }
            return answer
        }
        let missing = grants.missingRoles(of: subject, in: namespace)
        var answer = Answer(isAllowed: false, text: "no")
        if !missing.isEmpty {
            answer.text += " - RBAC: \(missing.count == 1 ? missing[0] : "[\(missing.joined(separator: ", "))]")"
        }
        if let other = groups.first {
            answer.notes.append(
                "admission would say yes: it asks in the API group `\(other.name)` too, in which the use is granted"
            )
        }
        return answer
    }
}
