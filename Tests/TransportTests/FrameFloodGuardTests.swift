import Testing
import Transport

/// Frames that bring nothing, at each limit and one beyond.
@Suite("Floods of frames") struct FrameFloodGuardTests {
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
}
