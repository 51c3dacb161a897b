/// Reads pods in JSON, one after the other; keep one a worker.
package struct JSONPodReader: Sendable {
    private let merging: MergingJSONPodReader

    package init(limits: PodLimits = .standard) {
        merging = MergingJSONPodReader(limits: limits)
    }

    /// Replaces `facts` by those of the pod at `path` in `body`.
    ///
    /// After an error `facts` mean nothing.
    package mutating func read(_ body: RawSpan, at path: PodPath, into facts: inout PodFacts) throws(PodReadError) {
        try merging.read(body, at: path, into: &facts)
    }
}
