import Admission
import Manifests
import PolicyObjects

/// A binding that lets all of kube-system's accounts use a policy that allows everything: the controllers that create the pods
/// of Deployments, DaemonSets, Jobs are among them.
enum OpenToControllers: LintRule {
    static let description = LintRuleDescription(
        "open-to-controllers",
        .warning,
        summary: "The controllers may use a policy that allows everything",
        help: """
            Admission asks for the pod's service account and for whoever posts the pod, which is a controller of kube-system \
            for the pods of every Deployment, DaemonSet, StatefulSet, Job and ReplicationController. Whoever may create one of \
            those gets what the controllers may use. Bind the policy to the service accounts of kube-system's pods by their \
            names.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        let open = set.standingPolicies.filter { $0.isUsable && $0.stored.allowsAll }.map(\.written.name)
        guard !open.isEmpty else { return }
        // A RoleBinding counts where the pod is to run: in kube-system alone it gives nobody anything new.
        for grant in set.grants.all where isOfControllers(grant.subject) && grant.binding.namespace != "kube-system" {
            let granted = open.filter { !grant.apiGroups(forUseOf: $0).isEmpty }
            let kind = grant.binding.namespace == nil ? PolicySetObject.Kind.clusterRoleBinding : .roleBinding
            guard !granted.isEmpty, let place = grant.binding.index, let object = set.object(kind, place) else {
                continue
            }
            let isGroup = grant.subject.kind == "Group"
            let whose = isGroup ? "every workload" : "workloads"
            let namespace = grant.binding.namespace.map { " of the namespace \(quoted($0))" } ?? ""
            findings.add(
                description,
                to: object,
                at: OpenToEveryone.field(of: grant.subject.name, in: set.survey.objects[object].object),
                "\(quoted(grant.subject.name)) \(isGroup ? "holds the controllers that create" : "creates") the pods of "
                    + "\(whose)\(namespace), so that each may use "
                    + "\(granted.map(quoted).joined(separator: ", ")), which allows everything: bind it to service accounts by "
                    + "their names"
            )
        }
    }

    private static func isOfControllers(_ subject: GrantSubject) -> Bool {
        subject == .group("\(SystemGroups.serviceAccounts):kube-system") || controllers.contains(subject)
    }

    /// The identities that create the pods of workloads, whichever the controller manager has.
    private static let controllers: [GrantSubject] =
        [.user("system:kube-controller-manager")]
        + WorkloadKind.allCases.compactMap(\.controller).map { .serviceAccount(namespace: "kube-system", name: $0) }
}
