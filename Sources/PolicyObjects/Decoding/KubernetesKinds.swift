/// The kinds of Kubernetes' own API groups that Muster has to do with, to tell a misspelt one from one that is plainly another.
package enum KubernetesKinds {
    /// The kinds of groups without a dot (`v1`, `apps/v1`, `policy/v1beta1`, ...), in which nobody else defines any, that
    /// neither bear pods nor belong to a policy set.
    ///
    /// Kubernetes: custom resources need a group with a dot (`ValidateCustomResourceDefinition`).
    package static let others = [
        "Binding", "ComponentStatus", "ConfigMap", "ControllerRevision", "DeploymentRollback", "Endpoints", "Event",
        "Eviction", "HorizontalPodAutoscaler", "Ingress", "JobTemplate", "LimitRange", "NetworkPolicy", "Node",
        "PersistentVolume", "PersistentVolumeClaim", "PodDisruptionBudget", "PodProxyOptions", "PodStatusResult",
        "RangeAllocation", "ResourceQuota", "Scale", "Secret", "Service", "Status",
    ]

    /// The API group of an `apiVersion`: empty for `v1`.
    package static func group(of apiVersion: String) -> String {
        let parts = apiVersion.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count < 2 ? "" : String(decoding: Array(parts[0]), as: UTF8.self)
    }

    /// Whether nobody but Kubernetes may define kinds in the group: it has no dot, or ends in `k8s.io`.
    package static func isReserved(_ group: String) -> Bool {
        !group.utf8.contains(UInt8(ascii: ".")) || group.utf8.suffix(7).elementsEqual(".k8s.io".utf8)
    }
}
