/// Why a body is no pod that Kubernetes would accept, or is larger than Muster reads.
package struct PodReadError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: UInt8, Sendable {
        /// The bytes are not well-formed in their encoding.
        case malformed
        /// Well-formed, but a field has the wrong type or is out of range.
        case wrongType
        /// Not a v1 Pod (or not the workload that was asked for).
        case wrongKind
        /// A workload that Kubernetes decodes and refuses all the same, so that no pod comes of it.
        case refused
        /// One of `PodLimits` is exceeded.
        case limit
    }

    package var code: Code
    /// The offset in the body at which it was noticed.
    package var offset: Int
    /// What is wrong, with the field path where there is one: lower case, no full stop.
    package var reason: String

    package init(_ code: Code, at offset: Int, _ reason: String) {
        self.code = code
        self.offset = offset
        self.reason = reason
    }

    package var description: String { code == .refused ? reason : "\(reason) (byte \(offset))" }
}
