/// Names a stream from any thread: what a worker needs to send its result back, and nothing that keeps the stream alive.
///
/// Valid for the mailbox of the stream's own loop only. A token outlives its stream: a message for a stream that is gone
/// is dropped.
package struct StreamToken: Sendable, Hashable {
    let connection: ConnectionToken
    package let streamID: Int32

    /// No stream has it.
    static var nowhere: StreamToken {
        StreamToken(connection: ConnectionToken(slot: .max, generation: .max), streamID: 0)
    }
}

/// A connection of a loop: its slot, and which of the slot's tenants it is.
struct ConnectionToken: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// As epoll carries it.
    init(_ key: UInt64) {
        slot = UInt32(truncatingIfNeeded: key)
        generation = UInt32(truncatingIfNeeded: key >> 32)
    }

    var key: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
}
