package import PodFacts
package import PolicyObjects

/// Who posts a pod to the API server, inferred from what it is or who owns it.
package struct Requester: Sendable {
    /// How the controller manager of the cluster identifies itself.
    package var identities = ControllerIdentities.serviceAccounts

    package init(identities: ControllerIdentities = .serviceAccounts) {
        self.identities = identities
    }

    /// The requester of the pods of a workload; nil for a bare pod and a PodTemplate: nobody can tell.
    package func subject(of workload: WorkloadKind) -> Subject? {
        workload.controller.map(identities.subject)
    }

    /// The requester of a pod that a cluster holds: its controller, or the kubelet if it mirrors a static pod.
    ///
    /// nil for a pod that someone posted, and for controllers that are not Kubernetes' own.
    package func subject(of pod: PodFacts) -> Subject? {
        let owner = pod.controller.map { pod.text[$0.kind.indices] }
        if pod.isMirrorPod || owner?.elementsEqual("Node".utf8) == true {
            let node = pod.controller.map { pod.string($0.name) } ?? ""
            return Subject(username: "system:node:\(node)", groups: ["system:nodes", "system:authenticated"])
        }
        return WorkloadKind(controllerOf: pod).flatMap(subject(of:))
    }
}

extension WorkloadKind {
    private static let posting: [WorkloadKind] = [.replicaSet, .daemonSet, .statefulSet, .job, .replicationController]

    /// The kind that a pod's controller is of; nil if it has none, or one that is not Kubernetes' own.
    package init?(controllerOf pod: borrowing PodFacts) {
        guard let controller = pod.controller else { return nil }
        for kind in Self.posting where kind.name.utf8.count == controller.kind.indices.count {
            if pod.text[controller.kind.indices].elementsEqual(kind.name.utf8) {
                self = kind
                return
            }
        }
        return nil
    }
}

extension PodFacts {
    /// The kubelet posts the mirror of a static pod with the annotation `kubernetes.io/config.mirror`.
    package var isMirrorPod: Bool {
        annotations.contains { $0.kind == .mirrorPod }
    }
}
