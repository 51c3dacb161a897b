/// Where in an object the pod stands: a pod itself or the template of a workload.
///
/// Only annotations of the template's metadata reach the pod; its name does not count.
package enum PodPath: UInt8, Sendable {
    /// The object is the pod.
    case pod
    /// `template` (PodTemplate).
    case template
    /// `spec.template` (Deployment, StatefulSet, DaemonSet, ReplicaSet, ReplicationController, Job).
    case specTemplate
    /// `spec.jobTemplate.spec.template` (CronJob).
    case jobTemplate
}

/// How a pod is encoded.
package enum PodEncoding: UInt8, Sendable {
    /// `application/json`
    case json
    /// `application/vnd.kubernetes.protobuf`: the `k8s\0` envelope. A bare `v1.Pod` message is taken as well.
    case kubernetesProtobuf
}
