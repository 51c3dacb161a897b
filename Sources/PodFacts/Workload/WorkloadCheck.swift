import JSONScan

/// What is to be checked of a workload besides the pod that its template describes.
///
/// Kubernetes decodes and validates a workload before any pod comes of it: one whose own metadata cannot be decoded, or
/// whose template has no container, is refused, and nothing of it is admitted.
struct WorkloadCheck {
    let limits: PodLimits

    /// Throws what Kubernetes has against the workload in `body`, a well-formed object whose pod at `path` has been read
    /// into `facts`.
    func check(_ body: RawSpan, at path: PodPath, _ facts: borrowing PodFacts) throws(PodReadError) {
        var decoding = JSONDecoding(cursor: JSONCursor(), limits: limits)
        if path == .jobTemplate {
            var workload = JSONMergedCronJobMetadata()
            try workload.merge(&decoding, in: body)
        } else {
            var workload = JSONMergedWorkloadMetadata()
            try workload.merge(&decoding, in: body)
        }
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

/// What has a `metadata`, of which every field must have its type.
private struct JSONMergedWorkloadMetadata: JSONMergeableObject {
    private var metadata = JSONMergedObjectMeta()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "metadata" = key else { return false }
        try metadata.merge(&decoding, in: bytes)
        return true
    }
}

/// A CronJob: its own metadata, and that of its job template.
private struct JSONMergedCronJobMetadata: JSONMergeableObject {
    private var metadata = JSONMergedObjectMeta()
    private var spec = JSONMergedCronJobSpec()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "metadata": try metadata.merge(&decoding, in: bytes)
        case "spec": try spec.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

private struct JSONMergedCronJobSpec: JSONMergeableObject {
    private var jobTemplate = JSONMergedWorkloadMetadata()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "jobTemplate" = key else { return false }
        try jobTemplate.merge(&decoding, in: bytes)
        return true
    }
}
