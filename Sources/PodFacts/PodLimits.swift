/// How much of a pod is read at the most; beyond, the item is invalid and the reason names the limit.
package struct PodLimits: Sendable {
    /// The API server's own limit for a body.
    package var podBytesMax = 3 * 1024 * 1024
    /// Kubernetes' JSON decoder refuses deeper nesting.
    package var nestingMax = 10_000
    package var containersMax = 10_000
    package var volumesMax = 10_000
    /// Elements of any other list that the facts hold (ports, mounts, capabilities, groups, sysctls, annotations).
    package var listElementsMax = 100_000

    package static let standard = PodLimits()

    package init() {}
}
