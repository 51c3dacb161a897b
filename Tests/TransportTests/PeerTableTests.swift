import Testing
import Transport

/// Limits that count over all connections of a peer.
@Suite("Peers") struct PeerTableTests {
    // 192.0.2.1.
    private let here = PeerKey.ipv4(0xC000_0201)
    private let there = PeerKey.ipv6Prefix(1)

    @Test("connections of a peer: the cap passes, one more does not; others are not affected") func peerCap() {
        var limits = TransportLimits()
        limits.connectionsPerPeer = 3
        var table = PeerTable(limits)
        for _ in 0..<3 { same(table.admit(here, now: 0), .admitted) }
        same(table.admit(here, now: 0), .tooManyConnections)
        same(table.admit(there, now: 0), .admitted)
        table.release(here)
        same(table.admit(here, now: 0), .admitted)
        #expect(table.connections == 4)
    }

    @Test("all connections: the cap passes, one more does not") func totalCap() {
        var limits = TransportLimits()
        limits.connections = 2
        var table = PeerTable(limits)
        same(table.admit(here, now: 0), .admitted)
        #expect(!table.isFull)
        same(table.admit(there, now: 0), .admitted)
        #expect(table.isFull)
        same(table.admit(.unix, now: 0), .tooManyConnections)
    }

    @Test("new connections of a peer: the burst passes, then the rate") func peerRate() {
        var limits = TransportLimits()
        limits.newConnectionsPerPeerBurst = 5
        limits.newConnectionsPerPeerPerSecond = 10
        var table = PeerTable(limits)
        for _ in 0..<5 {
            same(table.admit(here, now: 0), .admitted)
            table.release(here)
        }
        same(table.admit(here, now: 0), .tooFast)
        same(table.admit(here, now: 100), .admitted)
    }

    @Test("resets of a peer count over its connections, and then it may not come back") func peerResets() {
        var limits = TransportLimits()
        limits.resetsPerPeerBurst = 4
        limits.resetsPerPeerPerSecond = 1
        var table = PeerTable(limits)
        same(table.admit(here, now: 0), .admitted)
        for _ in 0..<4 { same(table.countReset(here, now: 0), true) }
        same(table.countReset(here, now: 0), false)
        table.release(here)
        same(table.admit(here, now: 0), .resetFlood)
        same(table.admit(here, now: 1_000), .admitted)
    }

    @Test("peers that are gone and at rest are forgotten") func peerSweep() {
        var table = PeerTable(TransportLimits())
        for address in 0..<UInt32(PeerTable.sweepAt) {
            same(table.admit(.ipv4(address), now: 0), .admitted)
            table.release(.ipv4(address))
        }
        same(table.admit(here, now: 100_000), .admitted)
        #expect(table.knownPeers == 1)
    }

    @Test("the table keeps what a peer holds, and nothing for clients that it cannot tell apart") func peerMemory() {
        var table = PeerTable(TransportLimits())
        same(table.admit(there, now: 0), .admitted)
        same(table.admit(.loopback, now: 0), .admitted)
        #expect(table.memory(of: there) != nil)
        #expect(table.memory(of: there) === table.memory(of: there))
        #expect(table.memory(of: .loopback) == nil)
    }

    @Test("clients over loopback have a cap together, and nothing else is counted") func untoldPeers() {
        var limits = TransportLimits()
        limits.connectionsUntold = 3
        limits.connectionsPerPeer = 1
        limits.newConnectionsPerPeerBurst = 1
        limits.resetsPerPeerBurst = 1
        var table = PeerTable(limits)
        for key in [PeerKey.loopback, .unix, .loopback] { same(table.admit(key, now: 0), .admitted) }
        same(table.admit(.loopback, now: 0), .tooManyConnections)
        same(table.admit(there, now: 0), .admitted)
        for _ in 0..<10 { same(table.countReset(.loopback, now: 0), true) }
        table.release(.loopback)
        same(table.admit(.unix, now: 0), .admitted)
        #expect(table.connections == 4)
    }

    @Test("whom addresses belong to") func peerKeys() {
        #expect(PeerKey(ipv4: 0x7F00_0001) == .loopback)
        #expect(PeerKey(ipv4: 0x7FFF_FFFE) == .loopback)
        #expect(PeerKey(ipv4: 0xC000_0201) == .ipv4(0xC000_0201))
        #expect(PeerKey(ipv6: 0, 1) == .loopback)
        #expect(PeerKey(ipv6: 0, 0xFFFF_7F00_0001) == .loopback, "IPv4 on a socket of both kinds")
        #expect(PeerKey(ipv6: 0, 0xFFFF_C000_0201) == .ipv4(0xC000_0201))
        #expect(PeerKey(ipv6: 0x2001_0DB8_0000_0001, 1) == .ipv6Prefix(0x2001_0DB8_0000_0001))
        #expect(PeerKey.loopback.isUntold && PeerKey.unix.isUntold && !PeerKey.process(1).isUntold)
    }

    @Test("who is counted for a peer is one for the services too", arguments: [false, true])
    func counted(isOnePeer: Bool) {
        var limits = TransportLimits()
        limits.takesUntoldForOnePeer = isOnePeer
        let table = PeerTable(limits)
        #expect(table.counted(here) == here)
        #expect(table.counted(.loopback) == (isOnePeer ? .loopback : nil))
    }
}
