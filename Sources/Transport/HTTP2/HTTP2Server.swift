/// An HTTP/2 server: listeners, loops, connections.
///
///     let server = HTTP2Server(configuration: configuration, service: service)
///     try server.start()
///     …
///     let outcome = await server.drain(timeout: .seconds(30))
package final class HTTP2Server: Sendable {
    package init(configuration: ServerConfiguration, service: any HTTP2Service) {}

    /// Binds every address and starts the loops.
    package func start() throws(TransportError) {}

    /// Where it listens, with the ports that the system chose; in the order of the configuration.
    package var boundAddresses: [ListenAddress] { [] }

    /// Stops accepting, sends GOAWAY, lets accepted streams finish, and stops. Streams still open at the timeout are cut.
    /// - Returns: whether every stream finished by itself.
    @discardableResult
    package func drain(timeout: Duration) async -> Bool { true }

    /// Closes everything at once.
    package func stop() {}

    /// What happened so far.
    package var counters: TransportCounters { TransportCounters() }
}

/// Sums over all loops.
package struct TransportCounters: Sendable {
    package var connectionsAccepted = 0
    package var connectionsOpen = 0
    package var connectionsRefused = 0
    package var streamsOpened = 0
    package var streamsOpen = 0
    package var streamsRefused = 0
    package var unconsumedBytes = 0
    package var closed: [ConnectionCloseReason: Int] = [:]
}
