/// What a server has done, over all its loops.
package struct TransportCounters: Sendable {
    package var connectionsAccepted = 0
    package var connectionsOpen = 0
    /// Closed as soon as accepted: a cap of the peer's.
    package var connectionsRefused = 0
    package var streamsOpened = 0
    package var streamsOpen = 0
    /// Refused for want of memory, or because too many were open.
    package var streamsRefused = 0
    /// Bodies not yet consumed, answers not yet sent, and what the service has added.
    package var heldBytes = 0
    package var closed: [ConnectionCloseReason: Int] = [:]

    mutating func add(_ other: TransportCounters) {
        connectionsAccepted += other.connectionsAccepted
        connectionsOpen += other.connectionsOpen
        connectionsRefused += other.connectionsRefused
        streamsOpened += other.streamsOpened
        streamsOpen += other.streamsOpen
        streamsRefused += other.streamsRefused
        heldBytes += other.heldBytes
        closed.merge(other.closed, uniquingKeysWith: +)
    }
}
