import Testing
import Transport

@Suite("Timer wheel") struct TimerWheelTests {
    private static let tick = TimerWheel<Int>.tickMilliseconds

    private func fired(_ wheel: inout TimerWheel<Int>, to time: UInt64) -> [Int] {
        var due: [Int] = []
        wheel.advance(to: time, into: &due)
        return due
    }

    @Test(
        "a timer fires at its time, not before, at most a tick after",
        arguments: [
            1, 7, 8, 9, 500, 511, 512, 513, 520, 4_000, 32_767, 32_768, 32_769, 40_000, 2_097_151, 2_097_152, 2_097_153,
            3_600_000, 134_217_727, 134_217_728, 200_000_000,
        ]
    )
    func firesInTime(delay: UInt64) {
        for start: UInt64 in [0, 1, 503, 1_000_000_007] {
            var wheel = TimerWheel<Int>(now: start)
            _ = wheel.schedule(at: start + delay, 1)
            same(fired(&wheel, to: start + delay - 1), [], "delay \(delay), start \(start)")
            same(fired(&wheel, to: start + delay + Self.tick), [1], "delay \(delay), start \(start)")
            #expect(wheel.count == 0)
        }
    }

    @Test("a time in the past fires at once") func past() {
        var wheel = TimerWheel<Int>(now: 10_000)
        _ = wheel.schedule(at: 5, 1)
        same(fired(&wheel, to: 10_000 + Self.tick), [1])
    }

    @Test("a cancelled timer never fires, and its identity is not its successor's") func cancel() {
        var wheel = TimerWheel<Int>(now: 0)
        let first = wheel.schedule(at: 100, 1)
        wheel.cancel(first)
        let second = wheel.schedule(at: 100, 2)
        wheel.cancel(first)
        #expect(wheel.count == 1)
        same(fired(&wheel, to: 200), [2])
        wheel.cancel(second)
        #expect(wheel.count == 0)
    }

    @Test(
        "timers of one slot can be cancelled in any order",
        arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]]
    )
    func cancelInSlot(order: [Int]) {
        var wheel = TimerWheel<Int>(now: 0)
        let ids = (0..<4).map { wheel.schedule(at: 64, $0) }
        for index in order { wheel.cancel(ids[index]) }
        same(fired(&wheel, to: 100), [3])
        #expect(wheel.nextDeadline == nil)
    }

    @Test("the next deadline is never late, and waiting for it again and again reaches every timer") func deadlines() {
        var wheel = TimerWheel<Int>(now: 0)
        var generator = SystemRandomNumberGenerator()
        let times = (0..<300).map { _ in UInt64.random(in: 1...5_000_000, using: &generator) }
        for (index, time) in times.enumerated() { _ = wheel.schedule(at: time, index) }
        var firedAt: [Int: UInt64] = [:]
        var now: UInt64 = 0
        var wakes = 0
        while let deadline = wheel.nextDeadline {
            #expect(deadline > now)
            now = deadline
            wakes += 1
            for index in fired(&wheel, to: now) { firedAt[index] = now }
        }
        for (index, time) in times.enumerated() {
            let at = firedAt[index] ?? .max
            #expect(at >= time && at <= time + Self.tick, "timer for \(time) fired at \(at)")
        }
        #expect(wakes < 300 * 4)
    }

    @Test("it agrees with a sorted list under random use") func model() {
        var wheel = TimerWheel<Int>(now: 0)
        var model: [Int: UInt64] = [:]
        var ids: [Int: TimerWheel<Int>.ID] = [:]
        var now: UInt64 = 0
        for step in 0..<20_000 {
            switch Int.random(in: 0..<10) {
            case 0..<5:
                let time = now + UInt64.random(in: 0..<UInt64([50, 2_000, 100_000, 10_000_000].randomElement() ?? 50))
                ids[step] = wheel.schedule(at: time, step)
                model[step] = time
            case 5..<7:
                if let key = model.keys.randomElement(), let id = ids[key] {
                    wheel.cancel(id)
                    model[key] = nil
                }
            default:
                now += UInt64.random(in: 0..<3_000)
                let due = Set(fired(&wheel, to: now))
                let certain = Set(model.filter { $0.value + Self.tick <= now }.keys)
                let possible = Set(model.filter { $0.value <= now }.keys)
                #expect(certain.isSubset(of: due))
                #expect(due.isSubset(of: possible))
                for key in due { model[key] = nil }
            }
        }
        #expect(wheel.count == model.count)
    }
}
