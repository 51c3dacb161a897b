/// What each peer has open and has lately done, over all its connections: limits per connection are no limits for a peer
/// that reconnects.
///
/// Clients that nothing tells apart are not counted against each other: one of them could lock the others out.
package struct PeerTable: Sendable {
    private struct Peer {
        var connections = 0
        var newConnections: TokenBucket
        var resets: TokenBucket
        let memory = PeerMemory()
    }

    package enum Verdict: Equatable {
        case admitted
        case tooManyConnections
        case tooFast
        /// The peer has spent its resets.
        case resetFlood
    }

    /// Peers without connections are forgotten when so many are known, once their buckets are full again.
    package static let sweepAt = 4_096

    private let limits: TransportLimits
    private var peers: [PeerKey: Peer] = [:]
    private var sweptAt = Self.sweepAt
    package private(set) var connections = 0
    private var connectionsUntold = 0

    package init(_ limits: TransportLimits) { self.limits = limits }

    package var isFull: Bool { connections >= limits.connections }

    /// Peers that are remembered.
    package var knownPeers: Int { peers.count }

    /// Asks for one more connection of the peer.
    package mutating func admit(_ key: PeerKey, now: UInt64) -> Verdict {
        guard isCounted(key) else {
            guard !isFull, connectionsUntold < limits.connectionsUntold else { return .tooManyConnections }
            connectionsUntold += 1
            connections += 1
            return .admitted
        }
        if peers.count >= sweptAt { sweep(now) }
        var peer =
            peers[key]
            ?? Peer(
                newConnections: TokenBucket(
                    burst: limits.newConnectionsPerPeerBurst,
                    perSecond: limits.newConnectionsPerPeerPerSecond,
                    now: now
                ),
                resets: TokenBucket(
                    burst: limits.resetsPerPeerBurst,
                    perSecond: limits.resetsPerPeerPerSecond,
                    now: now
                )
            )
        defer { peers[key] = peer }
        guard !isFull, peer.connections < limits.connectionsPerPeer else { return .tooManyConnections }
        guard peer.newConnections.take(1, now: now) else { return .tooFast }
        var resets = peer.resets
        guard resets.take(1, now: now) else { return .resetFlood }
        peer.connections += 1
        connections += 1
        return .admitted
    }

    /// A connection of the peer is gone.
    package mutating func release(_ key: PeerKey) {
        guard isCounted(key) else {
            connectionsUntold -= 1
            connections -= 1
            return
        }
        guard peers[key] != nil else { return }
        peers[key]?.connections -= 1
        connections -= 1
    }

    /// The peer reset a stream, or made us do so; false if it was one too many.
    package mutating func countReset(_ key: PeerKey, now: UInt64) -> Bool {
        peers[key]?.resets.take(1, now: now) ?? true
    }

    /// What the peer holds; nil for one that is not counted.
    package func memory(of key: PeerKey) -> PeerMemory? { peers[key]?.memory }

    /// The peer by which something is to be counted; nil for clients that nothing tells apart.
    package func counted(_ key: PeerKey) -> PeerKey? { isCounted(key) ? key : nil }

    private func isCounted(_ key: PeerKey) -> Bool { limits.takesUntoldForOnePeer || !key.isUntold }

    private mutating func sweep(_ now: UInt64) {
        for (key, var peer) in peers
        where peer.connections == 0 && peer.newConnections.isFull(now: now) && peer.resets.isFull(now: now) {
            peers[key] = nil
        }
        sweptAt = max(Self.sweepAt, 2 * peers.count)
    }
}
