/// What Kubernetes asks of a workload besides the pod that its template describes.
///
/// Kubernetes validates a workload before any pod comes of it: one whose template has no container is refused, and nothing
/// of it is admitted.
enum WorkloadCheck {
    /// Throws what Kubernetes has against a workload whose pod at `path` has been read into `facts`.
    static func check(_ facts: borrowing PodFacts, at path: PodPath) throws(PodReadError) {
        if facts.containers.contains(where: { $0.kind == .container }) { return }
        let found = facts.presence.contains(.spec) ? "the pod template has no container" : "there is no pod template"
        throw PodReadError(
            .refused,
            at: 0,
            "`\(path.containers)`: Required value: \(found), so Kubernetes refuses the workload"
        )
    }
}

extension PodPath {
    /// The path of the pod's containers in the object.
    fileprivate var containers: String {
        switch self {
        case .pod: "spec.containers"
        case .template: "template.spec.containers"
        case .specTemplate: "spec.template.spec.containers"
        case .jobTemplate: "spec.jobTemplate.spec.template.spec.containers"
        }
    }
}
