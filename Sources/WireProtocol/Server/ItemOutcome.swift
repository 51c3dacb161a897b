/// What became of an item; the raw values are those on the wire.
package enum ItemOutcome: UInt8, Sendable, CaseIterable {
    case allowed = 1
    case denied = 2
    /// The object cannot be judged.
    case invalid = 3
    /// PodSecurityPolicy does not look at such a request.
    case ignored = 4
    /// Not evaluated.
    case overloaded = 5
}

/// Which of Kubernetes' three refusals a denial is; the raw values are those on the wire.
package enum DenialCause: UInt8, Sendable {
    case admit = 1
    case validate = 2
    case noPolicies = 3
}
