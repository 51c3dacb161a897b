import Admission
import JSONScan
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
        /// What RBAC grants for it, in either API group.
        var grants: [PolicyGrant] = []
    }

    /// A server lets masters do everything before RBAC is asked; admission asks RBAC alone, in either API group.
    func answer(by grants: PolicyGrants) -> Answer {
        let held = grants.grants(to: subject, in: namespace).filter { !$0.apiGroups(forUseOf: policy).isEmpty }
        let groups = held.flatMap { $0.apiGroups(forUseOf: policy) }
        var answer = Answer(isAllowed: groups.contains(group) || subject.isMaster, text: "yes", grants: held)
        if answer.isAllowed {
            if groups.isEmpty {
                answer.notes.append(
                    "admission would say no: it asks RBAC alone, which grants nothing here, and does not know `system:masters`; "
                        + "in a cluster the binding `cluster-admin` grants it (--bootstrap-rbac)"
                )
            }
            return answer
        }
        answer.text = "no"
        let missing = grants.missingRoles(of: subject, in: namespace)
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

    func json(_ answer: Answer) -> JSONValue {
        .object([
            .init("allowed", .bool(answer.isAllowed)), .init("policy", .string(policy)),
            .init("namespace", .string(namespace)), .init("user", subject.json),
            .init("apiGroup", .string("\(group.name)")),
            .init("allowedByAdmission", .bool(!answer.grants.isEmpty)),
            .init("grants", .array(answer.grants.map { $0.json(forUseOf: policy) })),
        ])
    }
}

extension Subject {
    /// In the group that a server lets do everything before it asks RBAC.
    var isMaster: Bool { groups.contains { $0.utf8.elementsEqual("system:masters".utf8) } }
}
