/// Kubernetes: a workload, or a CronJob's `v1beta1.JobTemplateSpec`.
struct JSONMergedWorkload<Spec: JSONMergeable>: JSONMergeableObject {
    private var metadata = JSONMergedObjectMeta()
    var spec = Spec()

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

/// The spec of a workload that makes pods.
struct JSONMergedWorkloadSpec: JSONMergeableObject {
    var template = JSONMergedPod()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "template" = key else { return false }
        try template.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1beta1.CronJobSpec`.
struct JSONMergedCronJobSpec: JSONMergeableObject {
    var jobTemplate = JSONMergedWorkload<JSONMergedWorkloadSpec>()

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

/// Kubernetes: `v1.PodTemplate`.
struct JSONMergedPodTemplate: JSONMergeableObject {
    private var metadata = JSONMergedObjectMeta()
    var template = JSONMergedPod()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "metadata": try metadata.merge(&decoding, in: bytes)
        case "template": try template.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}
