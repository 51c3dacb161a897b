/// Reads pods in whichever encoding they come; keep one a worker, so that its memory is used again.
package struct PodReader: Sendable {
    private var json: JSONPodReader

    package init(limits: PodLimits = .standard) {
        json = JSONPodReader(limits: limits)
    }

    /// Replaces `facts` by those of the pod at `path` in `body`.
    ///
    /// After an error `facts` mean nothing.
    package mutating func read(
        _ body: RawSpan,
        as encoding: PodEncoding,
        at path: PodPath,
        into facts: inout PodFacts
    ) throws(PodReadError) {
        switch encoding {
        case .json: try json.read(body, at: path, into: &facts)
        case .kubernetesProtobuf:
            throw PodReadError(.malformed, at: 0, "pods in protobuf are not read yet")
        }
    }
}
