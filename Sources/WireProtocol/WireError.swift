/// Why a stream cannot be read any further, and at which of its bytes.
package struct WireError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The codes of `Failure` that a decoder can find by itself.
    package enum Code: UInt8, Sendable {
        /// The bytes are no sequence of delimited messages.
        case malformed = 1
        /// A message is longer than a limit of the stream, or there are too many.
        case limit = 2
        /// A message that may not come at this place.
        case outOfOrder = 3
        /// A message that this version of the protocol does not have.
        case unsupported = 4
    }

    package var code: Code
    /// Counted from the first byte of the body.
    package var offset: UInt64
    /// Lower case, no full stop.
    package var reason: String

    package init(_ code: Code, at offset: UInt64, _ reason: String) {
        self.code = code
        self.offset = offset
        self.reason = reason
    }

    package var description: String { "\(reason) (byte \(offset) of the stream)" }
}
