/// How a server listens, what it asks of its peers, and what it bears from them.
package struct ServerConfiguration: Sendable {
    package var listen: [ListenAddress]
    /// TLS with ALPN `h2`; nil is HTTP/2 by prior knowledge in the clear, for `--insecure-h2c` alone.
    package var tls: TLSServerContext?
    /// Loop threads; half the cores, at least one.
    package var loops: Int
    package var limits: TransportLimits
    package var timeouts: TransportTimeouts

    package init(
        listen: [ListenAddress],
        tls: TLSServerContext?,
        loops: Int = 1,
        limits: TransportLimits = TransportLimits(),
        timeouts: TransportTimeouts = TransportTimeouts()
    ) {
        self.listen = listen
        self.tls = tls
        self.loops = loops
        self.limits = limits
        self.timeouts = timeouts
    }
}

/// Every limit of a server; each has a test at n and at n + 1.
package struct TransportLimits: Sendable {
    package init() {}

    // Connections.
    package var connections = 10_000
    package var connectionsPerPeer = 256
    /// Connections of all clients together that nothing tells apart: over loopback, or a Unix socket without a process.
    ///
    /// What else is counted for a peer is not counted for them.
    package var connectionsUntold = 5_000
    /// Counts those as one peer instead.
    package var takesUntoldForOnePeer = false
    /// New connections of a peer: a bucket of this size, refilled by `newConnectionsPerPeerPerSecond`.
    package var newConnectionsPerPeerBurst = 256
    package var newConnectionsPerPeerPerSecond = 50
    package var acceptsPerTurn = 16

    // Announced in SETTINGS.
    package var concurrentStreams: UInt32 = 100
    package var streamWindowBytes: UInt32 = 1 << 20
    package var connectionWindowBytes: UInt32 = 4 << 20
    package var headerListBytes = 16 << 10
    package var headerFields = 100

    /// What is held for all connections together: bodies that are not yet consumed, answers that are not yet sent, and what
    /// the service adds.
    ///
    /// For whom as much is held as is free, they get no more streams, and no more window if it is bodies
    /// (`MemoryAccount`); at twice the budget nobody does, and nothing is accepted.
    package var heldBytes = 256 << 20
    /// What a connection may hold whatever the others do.
    package var heldBytesAlways = 1 << 20
    /// Received and not yet consumed, of one connection: above it it gets no more window.
    package var unconsumedBytesPerConnection = 32 << 20
    /// Answers of one connection that are not yet sent: above it the service makes no more.
    package var unsentBytesPerConnection = 16 << 20

    /// `drained()` comes when a stream's pending bytes fall below `low` after they were above `high`.
    package var outputHighWaterBytes = 256 << 10
    package var outputLowWaterBytes = 64 << 10

    // Floods: a bucket each.
    package var resetsBurst = 100
    package var resetsPerSecond = 33
    /// Resets of one peer over all its connections.
    package var resetsPerPeerBurst = 1_000
    package var resetsPerPeerPerSecond = 100
    /// Streams refused because as many are open as were announced.
    package var refusedStreamsBurst = 1_000
    package var refusedStreamsPerSecond = 100
    package var provokedResetsBurst = 50
    package var provokedResetsPerSecond = 10
    package var junkFramesBurst = 200
    package var junkFramesPerSecond = 50
    /// DATA frames shorter than 256 bytes spend what they lack, unless they complete something; a bucket of bytes.
    package var smallDataBurst = 230_400
    package var smallDataPerSecond = 12_800
    package var outboundFrames = 1_000
    package var outboundFramesWhileBlocked = 200

    /// What one connection may read in one turn of its loop.
    package var readBytesPerTurn = 64 << 10
}

/// Every timeout of a server, in milliseconds.
package struct TransportTimeouts: Sendable {
    package init() {}

    package var handshake = 10_000
    /// From the end of the handshake to the peer's preface and SETTINGS.
    package var preface = 5_000
    /// From the beginning to the peer's SETTINGS, whatever of it took long; nil turns the rule off.
    package var setUp: Int?
    /// From the first byte of a header block to its last.
    package var headers = 5_000
    package var settingsAcknowledgement = 10_000
    /// A connection without streams.
    package var idle = 120_000
    /// Output waits and the peer takes (almost) nothing.
    package var stalledWrite = 30_000
    /// A request body must bring `bodyBytesPerSecond` on average over each period of this length, or get answers; after
    /// `bodyGrace`.
    ///
    /// Nil turns the rule off.
    package var bodyPeriod: Int? = 10_000
    package var bodyGrace = 5_000
    package var bodyBytesPerSecond = 1_024
    /// After this time (plus or minus a tenth) a connection is drained: streams finish, new ones go to a new connection.
    package var connectionAge = 3_600_000
    /// Of a client that waits for answers: after so long without a byte it asks with a PING, which must be answered within
    /// `pingAnswer`.
    ///
    /// A server never asks.
    package var pingAfter = 10_000
    package var pingAnswer = 20_000
}
