import Testing
import Transport

/// What a peer may make us send.
@Suite("Resets and queued frames") struct ResetAndQueueGuardTests {
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
}
