/// Names a stream from any thread: what a worker needs to send its result back, and nothing that keeps the stream alive.
///
/// Valid for the mailbox of the stream's own loop only. A token outlives its stream: a message for a stream that is gone
/// is dropped.
package struct StreamToken: Sendable, Hashable {
    let connection: ConnectionToken
    package let streamID: Int32
}

/// A connection of a loop: its slot, and which of the slot's tenants it is.
struct ConnectionToken: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32
}
