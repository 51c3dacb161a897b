/// Content types of the evaluate endpoint.
package enum MediaType {
    /// Delimited `ClientMessage`s, answered by delimited `ServerMessage`s.
    package static let batch = "application/vnd.muster.v1+protobuf"
    /// Request lines, answered by answer lines.
    package static let lines = "application/x-ndjson"
}
