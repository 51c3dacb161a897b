import Testing
import Transport

/// Every limit at n and at n + 1, without a socket.
@Suite("Guards") struct GuardTests {
    @Test("a bucket gives its burst, then what time brings") func bucket() {
        var bucket = TokenBucket(burst: 10, perSecond: 5, now: 0)
        for _ in 0..<10 { same(bucket.take(1, now: 0), true) }
        same(bucket.take(1, now: 199), false)
        same(bucket.take(1, now: 200), true)
        same(bucket.take(1, now: 200), false)
        same(bucket.take(10, now: 100_000), true)
        same(bucket.take(1, now: 100_000), false)
        bucket.credit(3)
        same(bucket.take(3, now: 100_000), true)
        same(bucket.take(1, now: 0), false, "a clock that goes back brings nothing")
    }

    @Test("silence is answered with one PING, then given up; whatever comes begins it anew") func silence() {
        var silence = SilenceGuard(pingAfter: 100, answerWithin: 50, now: 1_000)
        same(silence.check(now: 1_099), .wait)
        same(silence.check(now: 1_100), .ping)
        same(silence.check(now: 1_149), .wait, "one PING is enough")
        silence.heard(now: 1_149)
        same(silence.check(now: 1_150), .wait)
        same(silence.check(now: 1_248), .wait)
        same(silence.check(now: 1_249), .ping)
        same(silence.check(now: 1_299), .giveUp)
        // A process that was stopped for long asks first.
        silence.heard(now: 2_000)
        same(silence.check(now: 90_000), .ping)
        same(silence.check(now: 90_049), .wait)
        same(silence.check(now: 90_050), .giveUp)
    }

    // MARK: The scanner

    private func frame(_ kind: UInt8, _ flags: UInt8 = 0, stream: UInt32 = 1, _ payload: [UInt8] = []) -> [UInt8] {
        let length = UInt32(payload.count)
        return [
            UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), kind, flags,
            UInt8(stream >> 24 & 255), UInt8(stream >> 16 & 255), UInt8(stream >> 8 & 255), UInt8(stream & 255),
        ] + payload
    }

    private func scan(_ scanner: inout FrameHeaderScanner, _ bytes: [UInt8]) -> [FrameHeader] {
        var headers: [FrameHeader] = []
        bytes.withUnsafeBytes { buffer in
            scanner.scan(buffer) {
                headers.append($0)
                return true
            }
        }
        return headers
    }

    @Test(
        "the scanner finds the same frames however the bytes are cut",
        arguments: [1, 2, 3, 8, 9, 10, 11, 100, 1_000]
    )
    func scannerCuts(size: Int) {
        let preface = [UInt8](repeating: 0x50, count: 24)
        let bytes =
            preface + frame(4, stream: 0, [0, 3, 0, 0, 0, 1]) + frame(1, 4, [1, 2, 3])
            + frame(0, 8, [5, 1, 2, 0, 0, 0, 0, 0])
            + frame(0, 8, []) + frame(0xFA, 0xFF, stream: 0xFFFF_FFFF, [UInt8](repeating: 9, count: 300))
            + frame(6, stream: 0, [])
        var scanner = FrameHeaderScanner(expectsPreface: true)
        var found: [FrameHeader] = []
        var at = 0
        while at < bytes.count {
            found += scan(&scanner, Array(bytes[at..<min(at + size, bytes.count)]))
            at += size
        }
        #expect(found.map(\.kind) == [4, 1, 0, 0, 0xFA, 6])
        #expect(found.map(\.length) == [6, 3, 8, 0, 300, 0])
        #expect(found[2].padLength == 5)
        #expect(found[2].dataBytes == 2)
        #expect(found[4].streamID == 0x7FFF_FFFF)
        #expect(!scanner.isInsideFrame)
        #expect(!scanner.isInsideHeaderBlock)
    }

    @Test("the scanner knows where an end is a cut") func scannerInside() {
        var scanner = FrameHeaderScanner(expectsPreface: false)
        #expect(!scanner.isInsideFrame)
        _ = scan(&scanner, [0, 0, 5])
        #expect(scanner.isInsideFrame)
        _ = scan(&scanner, [1, 0, 0, 0, 0, 1])
        #expect(scanner.isInsideFrame && scanner.isInsideHeaderBlock)
        _ = scan(&scanner, [1, 2, 3, 4, 5])
        #expect(!scanner.isInsideFrame && scanner.isInsideHeaderBlock, "END_HEADERS is still to come")
        _ = scan(&scanner, frame(9, 4, [1]))
        #expect(!scanner.isInsideFrame && !scanner.isInsideHeaderBlock)
    }

    @Test("padding longer than its frame is no body") func scannerPadding() {
        let header = FrameHeader(length: 4, kind: 0, flags: 8, streamID: 1, padLength: 200)
        #expect(header.dataBytes == 0)
    }

    // MARK: Floods

    private func data(_ length: UInt32, flags: UInt8 = 0, pad: UInt8 = 0) -> FrameHeader {
        FrameHeader(length: length, kind: FrameHeader.Kind.data, flags: flags, streamID: 1, padLength: pad)
    }

    @Test("junk frames: the burst passes, one more does not", arguments: [2, 4, 6, 7, 8, 0x10, 0xFA] as [UInt8])
    func junkFrames(kind: UInt8) {
        var guards = FrameFloodGuard(TransportLimits(), now: 0)
        let junk = FrameHeader(length: 5, kind: kind, flags: 0, streamID: 0)
        for _ in 0..<200 { same(guards.count(junk, now: 0), nil) }
        same(guards.count(junk, now: 0), .junkFrames)
        same(guards.count(junk, now: 20), nil, "fifty a second come back")
    }

    @Test("WINDOW_UPDATEs in step with what we send are no junk") func windowUpdates() {
        var guards = FrameFloodGuard(TransportLimits(), now: 0)
        let update = FrameHeader(length: 4, kind: FrameHeader.Kind.windowUpdate, flags: 0, streamID: 1)
        for _ in 0..<10_000 {
            guards.countSentData()
            same(guards.count(update, now: 0), nil)
            same(guards.count(update, now: 0), nil)
        }
    }

    /// Counts frames that come and are delivered together.
    private func settled(
        _ guards: inout FrameFloodGuard,
        _ frames: [FrameHeader],
        completing: Int = 0
    ) -> ConnectionCloseReason? {
        for frame in frames { if let reason = guards.count(frame, now: 0) { return reason } }
        for _ in 0..<completing { guards.countProgress() }
        return guards.settle(now: 0)
    }

    @Test("small DATA: the burst passes, one byte more does not") func smallData() {
        var limits = TransportLimits()
        limits.smallDataBurst = 2_550
        var guards = FrameFloodGuard(limits, now: 0)
        for _ in 0..<10 { same(settled(&guards, [data(1)]), nil) }
        same(settled(&guards, [data(1)]), .smallData)
        same(settled(&guards, [data(2_806)]), nil, "long frames give back")
        for _ in 0..<10 { same(settled(&guards, [data(1)]), nil) }
        same(settled(&guards, [data(1)]), .smallData)
    }

    @Test("small DATA is what remains without the padding") func paddedData() {
        var limits = TransportLimits()
        limits.smallDataBurst = 256
        var guards = FrameFloodGuard(limits, now: 0)
        let padded = data(257, flags: FrameHeader.Flag.padded | FrameHeader.Flag.endStream, pad: 255)
        same(settled(&guards, [padded]), nil)
        same(settled(&guards, [padded]), .smallData)
    }

    @Test("a small frame that completes something costs nothing, with one before it that does not")
    func smallDataWithProgress() {
        var guards = FrameFloodGuard(TransportLimits(), now: 0)
        for _ in 0..<100_000 { same(settled(&guards, [data(1), data(1)], completing: 1), nil) }
        let many = [FrameHeader](repeating: data(3), count: 5_000)
        same(
            settled(&guards, many, completing: 5_000),
            nil,
            "they come together, and are looked at when all are delivered"
        )
    }

    @Test("fragments are a flood though something is completed now and then", arguments: [3, 10, 300])
    func fragments(perItem: Int) {
        var guards = FrameFloodGuard(TransportLimits(), now: 0)
        let fragments = [FrameHeader](repeating: data(1), count: perItem)
        var rounds = 0
        while settled(&guards, fragments, completing: 1) == nil, rounds < 2_000 { rounds += 1 }
        #expect(rounds < 1_000, "\(rounds) items in \(perItem) frames each went through")
    }

    @Test("empty DATA is junk unless it ends a stream") func emptyData() {
        var limits = TransportLimits()
        limits.junkFramesBurst = 1
        var guards = FrameFloodGuard(limits, now: 0)
        for _ in 0..<100 { same(guards.count(data(0, flags: FrameHeader.Flag.endStream), now: 0), nil) }
        same(guards.count(data(0), now: 0), nil)
        same(guards.count(data(0), now: 0), .junkFrames)
    }

    @Test("bytes without payload: eight times the slack") func overhead() {
        var limits = TransportLimits()
        limits.junkFramesBurst = 1_000_000
        var guards = FrameFloodGuard(limits, now: 0)
        let junk = FrameHeader(length: 16_384, kind: 0xFA, flags: 0, streamID: 0)
        let allowed = (8 << 20) / (16_384 + 9)
        for _ in 0..<allowed { same(guards.count(junk, now: 0), nil) }
        same(guards.count(junk, now: 0), .overhead)
    }

    // MARK: Headers, resets, queue

    @Test("header fields: a hundred pass, one more does not") func headerCount() {
        var budget = HeaderBudget(TransportLimits())
        for _ in 0..<100 { same(budget.add(nameBytes: 1, valueBytes: 1), true) }
        same(budget.add(nameBytes: 1, valueBytes: 1), false)
        budget.reset()
        same(budget.add(nameBytes: 1, valueBytes: 1), true)
    }

    @Test("header bytes: with 32 a field up to 16 KB") func headerBytes() {
        var budget = HeaderBudget(TransportLimits())
        same(budget.add(nameBytes: 100, valueBytes: 16_384 - 132), true)
        same(budget.add(nameBytes: 0, valueBytes: 0), false)
        budget.reset()
        same(budget.add(nameBytes: 100, valueBytes: 16_384 - 131), false)
    }

    @Test("provoked resets: fifty pass, one more does not; a cause is counted once") func provokedResets() {
        var guards = ProvokedResetGuard(TransportLimits(), now: 0)
        for _ in 0..<50 {
            same(guards.countInvalidFrame(now: 0), true)
            same(guards.countLibraryReset(now: 0), true)
        }
        same(guards.countInvalidFrame(now: 0), false)
        var byReset = ProvokedResetGuard(TransportLimits(), now: 0)
        for _ in 0..<50 { same(byReset.countLibraryReset(now: 0), true) }
        same(byReset.countLibraryReset(now: 0), false)
    }

    @Test("queued frames: a thousand, two hundred while blocked") func queue() {
        let guards = OutboundQueueGuard(TransportLimits())
        #expect(guards.allows(queuedFrames: 1_000, isBlocked: false))
        #expect(!guards.allows(queuedFrames: 1_001, isBlocked: false))
        #expect(guards.allows(queuedFrames: 200, isBlocked: true))
        #expect(!guards.allows(queuedFrames: 201, isBlocked: true))
    }

    @Test("the last 32 resets are remembered") func recentResets() {
        var resets = RecentResets()
        for stream in 1...33 { resets.insert(Int32(stream)) }
        #expect(!resets.contains(1))
        #expect(resets.contains(2))
        #expect(resets.contains(33))
    }

    // MARK: Peers and memory

    private let here = PeerKey.ipv4(0x7F00_0001)
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

    private func limits(always: Int = 0, unsent: Int = 1_000) -> TransportLimits {
        var limits = TransportLimits()
        limits.heldBytesAlways = always
        limits.unsentBytesPerConnection = unsent
        return limits
    }

    @Test("a connection gets more as long as it holds less than is free: half of all, if it is alone")
    func memoryShare() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits())
        account.add(499)
        #expect(!account.isSpent)
        account.add(1)
        #expect(account.isSpent)
        let other = MemoryAccount(budget, peer: nil, limits())
        other.add(249)
        #expect(!other.isSpent, "another one finds some")
        other.add(1)
        #expect(other.isSpent, "250 held, 250 free")
        account.remove(500)
        #expect(!other.isSpent)
        other.remove(250)
        #expect(budget.bytes == 0)
    }

    @Test("what a connection may hold in any case it may hold up to twice the budget") func memoryAlways() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits(always: 100))
        budget.add(1_900)
        account.add(100)
        #expect(!account.isSpent && !budget.isOverrun)
        account.add(1)
        #expect(account.isSpent && budget.isOverrun)
        account.remove(100)
        #expect(!account.isSpent)
        budget.add(100)
        #expect(account.isSpent, "nobody gets any")
    }

    @Test("what is kept for a connection takes no window from it, its bodies do") func windowShare() {
        let budget = MemoryBudget(bytes: 1_000)
        let peer = PeerMemory()
        let account = MemoryAccount(budget, peer: peer, limits())
        account.add(600)
        #expect(account.isSpent && !account.isWindowSpent)
        account.addBody(199)
        #expect(!account.isWindowSpent)
        account.addBody(1)
        #expect(account.isWindowSpent, "200 of bodies, 200 free")
        let second = MemoryAccount(budget, peer: peer, limits())
        #expect(second.isWindowSpent, "the peer's bodies")
        #expect(!MemoryAccount(budget, peer: PeerMemory(), limits()).isWindowSpent)
        account.addBody(-200)
        #expect(!account.isWindowSpent && account.isSpent && account.bytes == 600 && peer.bytes == 600)
    }

    @Test("connections of one peer have one share") func memoryOfPeer() {
        let budget = MemoryBudget(bytes: 1_000)
        let peer = PeerMemory()
        let first = MemoryAccount(budget, peer: peer, limits())
        let second = MemoryAccount(budget, peer: peer, limits())
        first.add(300)
        second.add(199)
        #expect(!first.isSpent && !second.isSpent)
        second.add(1)
        #expect(first.isSpent && second.isSpent, "300 and 200, 500 free")
        #expect(!MemoryAccount(budget, peer: PeerMemory(), limits()).isSpent)
        second.remove(200)
        #expect(peer.bytes == 300 && !first.isSpent)
    }

    @Test("answers wait up to the connection's bound, and up to what is free; one alone always may") func backlog() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits(unsent: 300))
        #expect(!account.isBacklogged)
        account.addUnsent(300)
        #expect(!account.isBacklogged)
        account.addUnsent(1)
        #expect(account.isBacklogged)
        account.removeUnsent(201)
        budget.add(800)
        #expect(!account.isBacklogged, "100 wait, 100 are free")
        budget.add(1)
        #expect(account.isBacklogged)
        account.removeUnsent(100)
        budget.add(10_000)
        #expect(!account.isBacklogged, "nothing waits")
        #expect(account.bytes == 0)
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
}
