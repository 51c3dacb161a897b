import Locking
package import Transport

/// Something of which there is so much and no more, shared by connections and peers.
///
/// Whoever holds as much as is left for all others gets no more: a connection (or peer) alone so has half of it, two have a
/// third each, and somebody new finds some. The same rule as `MemoryAccount`.
package final class FairShares: Sendable {
    /// Who is to hold something: a connection, and its peer if it can be told from others.
    package struct Holder: Sendable {
        let connection: UInt64
        let peer: PeerKey?

        package init(connection: UInt64, peer: PeerKey?) {
            self.connection = connection
            self.peer = peer
        }

        init(_ stream: HTTP2Stream) {
            self.init(connection: stream.connectionID, peer: stream.countedPeer)
        }
    }

    let total: Int

    private struct State {
        var used = 0
        var connections: [UInt64: Int] = [:]
        var peers: [PeerKey: Int] = [:]
    }
    private let state = Locked(State())

    package init(total: Int) { self.total = total }

    package var used: Int { state.withLock { $0.used } }

    /// Takes so many, or takes nothing and says no.
    package func take(_ count: Int, for holder: Holder) -> Bool {
        state.withLock { state in
            let free = total - state.used
            let held = state.connections[holder.connection, default: 0]
            guard held + count <= free else { return false }
            if let peer = holder.peer {
                let heldByPeer = state.peers[peer, default: 0]
                guard heldByPeer + count <= free else { return false }
                state.peers[peer] = heldByPeer + count
            }
            state.connections[holder.connection] = held + count
            state.used += count
            return true
        }
    }

    package func giveBack(_ count: Int, from holder: Holder) {
        state.withLock { state in
            state.used -= count
            state.connections.take(count, from: holder.connection)
            if let peer = holder.peer { state.peers.take(count, from: peer) }
        }
    }
}

extension Dictionary where Value == Int {
    /// Holders of nothing are forgotten.
    fileprivate mutating func take(_ count: Int, from key: Key) {
        let left = self[key, default: 0] - count
        self[key] = left > 0 ? left : nil
    }
}
