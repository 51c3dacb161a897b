/// Reads pods in whichever encoding they come; keep one a worker, so that its memory is used again.
package struct PodReader: Sendable {
    private var json: JSONPodReader
    private var protobuf: ProtobufPodReader

    /// - Parameters:
    ///   - limits: how much of a pod is read at the most.
    ///   - acceptsBareProtobuf: also take a protobuf `v1.Pod` without the `k8s\0` envelope, which Kubernetes refuses.
    package init(limits: PodLimits = .standard, acceptsBareProtobuf: Bool = true) {
        json = JSONPodReader(limits: limits)
        protobuf = ProtobufPodReader(limits: limits, acceptsBarePod: acceptsBareProtobuf)
    }

    /// Replaces `facts` by those of the pod at `path` in `body`; of a workload, what Kubernetes checks of it first is checked.
    ///
    /// After an error `facts` mean nothing.
    package mutating func read(
        _ body: RawSpan,
        as encoding: PodEncoding,
        at path: PodPath,
        into facts: inout PodFacts
    ) throws(PodReadError) {
        switch encoding {
        case .json:
            try json.read(body, at: path, into: &facts)
            if path != .pod { try WorkloadCheck.check(facts, at: path) }
        case .kubernetesProtobuf:
            guard path == .pod else {
                throw PodReadError(.wrongKind, at: 0, "only pods are read from protobuf, not workloads; send JSON")
            }
            try protobuf.read(body, into: &facts)
        }
    }
}
