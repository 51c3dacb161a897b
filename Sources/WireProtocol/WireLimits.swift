/// What a stream may hold; each limit has a test at *n* and *n + 1*.
///
/// Normative: proto-spec/SPEC.md, "Limits".
package struct WireLimits: Sendable, Equatable {
    /// Of `object` and of `old_object`, each: the API server's own limit for a body.
    ///
    /// An item beyond it is invalid.
    package var objectBytesMax = 3 * 1024 * 1024
    /// Of a `ClientMessage`: two objects and room for the rest.
    ///
    /// A longer item is passed over and invalid; any other longer
    /// message ends the stream.
    package var messageBytesMax = 2 * 3 * 1024 * 1024 + 64 * 1024
    /// Of an `Open`.
    package var openBytesMax = 64 * 1024
    /// Of a `Subject`.
    package var subjectBytesMax = 64 * 1024
    /// The largest subject id.
    package var subjectsMax = 65_536
    /// Of the subjects in force, together.
    package var subjectTableBytesMax = 16 * 1024 * 1024
    /// Of a user name, and of a group's.
    package var subjectNameBytesMax = 4 * 1024
    package var groupsMax = 1_024
    /// Of an item's namespace, subresource and generated name.
    ///
    /// Kubernetes' own names are at most 253 bytes long.
    package var nameBytesMax = 1_024
    package var volumeClaimsMax = 1_024

    /// Of any length on the wire: protobuf's own limit for a message.
    package static let lengthMax = 2_147_483_647
    /// Of the stream's violation table; what comes later is sent inline.
    package static let violationsMax = 65_536
    package static let violationTableBytesMax = 16 * 1024 * 1024
    /// Of a `ServerMessage`: what a client must be ready to take.
    package static let serverMessageBytesMax = 64 * 1024 * 1024

    package static let standard = WireLimits()

    package init() {}
}
