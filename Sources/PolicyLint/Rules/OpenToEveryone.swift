import Admission
import Manifests
import PolicyObjects

/// A binding that lets everyone use a policy that allows everything, as in Amazon EKS' default set.
enum OpenToEveryone: LintRule {
    static let description = LintRuleDescription(
        "open-to-everyone",
        .warning,
        summary: "Everyone may use a policy that allows everything",
        help: """
            Whoever may create a pod there can be root on its node, and no other policy restricts anybody. Bind the policy \
            to the service accounts that need it (kube-system's, the nodes' agents) and another one to everyone.
            """
    )

    private static let everyone = [
        SystemGroups.authenticated, SystemGroups.unauthenticated, SystemGroups.serviceAccounts,
    ]

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let open = set.standingPolicies.filter { $0.isUsable && $0.stored.allowsAll }.map(\.written.name)
        guard !open.isEmpty else { return }
        for grant in set.grants.all where everyone.hold(grant.subject.name) && grant.subject.kind == "Group" {
            let granted = open.filter { !grant.apiGroups(forUseOf: $0).isEmpty }
            let kind = grant.binding.namespace == nil ? PolicySetObject.Kind.clusterRoleBinding : .roleBinding
            guard !granted.isEmpty, let place = grant.binding.index, let object = set.object(kind, place) else {
                continue
            }
            let whom = grant.binding.namespace.map { "everyone in the namespace \(quoted($0))" } ?? "everyone"
            findings.add(
                description,
                to: object,
                at: field(of: grant.subject.name, in: set.survey.objects[object].object),
                "\(whom) (\(quoted(grant.subject.name))) may use \(granted.map(quoted).joined(separator: ", ")), which allows "
                    + "everything: bind it to those who need it"
            )
        }
    }

    static func field(of group: String, in object: PolicySetObject) -> String {
        let subjects: [BindingSubject] =
            switch object {
            case .roleBinding(let binding): binding.subjects
            case .clusterRoleBinding(let binding): binding.subjects
            default: []
            }
        let place = subjects.firstIndex { $0.name.utf8.elementsEqual(group.utf8) }
        return place.map { "subjects[\($0)]" } ?? "subjects"
    }
}
