/// What a server has done, over all its loops.
package struct TransportCounters: Sendable {
    package var connectionsAccepted = 0
    package var connectionsOpen = 0
    /// Closed as soon as accepted: a cap of the peer's.
    package var connectionsRefused = 0
    package var streamsOpened = 0
    package var streamsOpen = 0
    /// Refused for want of memory.
    package var streamsRefused = 0
    /// Body bytes received and not yet consumed.
    package var unconsumedBytes = 0
    package var closed: [ConnectionCloseReason: Int] = [:]

    mutating func add(_ other: TransportCounters) {
        connectionsAccepted += other.connectionsAccepted
        connectionsOpen += other.connectionsOpen
        connectionsRefused += other.connectionsRefused
        streamsOpened += other.streamsOpened
        streamsOpen += other.streamsOpen
        streamsRefused += other.streamsRefused
        unconsumedBytes += other.unconsumedBytes
        closed.merge(other.closed, uniquingKeysWith: +)
    }
}
