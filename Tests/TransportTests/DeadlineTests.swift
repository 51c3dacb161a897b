import Testing
import Transport

/// Timeouts, told the time instead of waiting for it.
@Suite("Deadlines") struct DeadlineTests {
    private let timeouts = TransportTimeouts()

    @Test("a handshake has ten seconds") func handshake() {
        var deadlines = ConnectionDeadlines(timeouts, hasHandshake: true, now: 1_000)
        same(deadlines.check(now: 10_999), .wait(until: 11_000))
        same(deadlines.check(now: 11_000), .expired(.handshakeTimeout))
    }

    @Test("then the preface has five") func preface() {
        var deadlines = ConnectionDeadlines(timeouts, hasHandshake: true, now: 0)
        deadlines.handshakeDone(now: 9_000)
        same(deadlines.check(now: 13_999), .wait(until: 14_000))
        same(deadlines.check(now: 14_000), .expired(.prefaceTimeout))
    }

    @Test(
        "a limit of the whole set-up counts once, whatever takes the time",
        arguments: [0, 9_000, 10_000] as [UInt64]
    )
    func setUp(handshakeDone: UInt64) {
        var timeouts = timeouts
        timeouts.setUp = 10_000
        (timeouts.handshake, timeouts.preface) = (1_000_000, 1_000_000)
        var deadlines = ConnectionDeadlines(timeouts, hasHandshake: true, now: 0)
        same(deadlines.check(now: handshakeDone / 2), .wait(until: 10_000))
        if handshakeDone < 10_000 { deadlines.handshakeDone(now: handshakeDone) }
        same(deadlines.check(now: 9_999), .wait(until: 10_000))
        same(deadlines.check(now: 10_000), .expired(handshakeDone < 10_000 ? .prefaceTimeout : .handshakeTimeout))
        deadlines.handshakeDone(now: 9_999)
        deadlines.settingsReceived(now: 9_999)
        deadlines.settingsAcknowledged()
        same(deadlines.check(now: 10_000), .wait(until: 129_999), "the connection stands")
    }

    @Test("our SETTINGS must be acknowledged in ten") func settings() {
        var deadlines = ConnectionDeadlines(timeouts, hasHandshake: false, now: 0)
        deadlines.settingsReceived(now: 100)
        same(deadlines.check(now: 10_099), .wait(until: 10_100))
        same(deadlines.check(now: 10_100), .expired(.settingsTimeout))
        deadlines.settingsAcknowledged()
        same(deadlines.check(now: 10_100), .wait(until: 120_100))
        deadlines.settingsReceived(now: 50_000)
        same(deadlines.check(now: 60_100), .wait(until: 120_100), "later SETTINGS of the peer begin nothing")
    }

    private func established() -> ConnectionDeadlines {
        var deadlines = ConnectionDeadlines(timeouts, hasHandshake: false, now: 0)
        deadlines.settingsReceived(now: 0)
        deadlines.settingsAcknowledged()
        return deadlines
    }

    @Test("idle is without streams only") func idle() {
        var deadlines = established()
        deadlines.streams(isEmpty: false, now: 1_000)
        same(deadlines.check(now: 1_000_000), .wait(until: .max))
        deadlines.streams(isEmpty: true, now: 1_000_000)
        same(deadlines.check(now: 1_119_999), .wait(until: 1_120_000))
        same(deadlines.check(now: 1_120_000), .expired(.idle))
    }

    @Test("a header block has five seconds from its first byte") func headers() {
        var deadlines = established()
        deadlines.headerBlock(isIncomplete: true, now: 1_000)
        deadlines.headerBlock(isIncomplete: true, now: 5_000)
        same(deadlines.check(now: 5_999), .wait(until: 6_000))
        same(deadlines.check(now: 6_000), .expired(.headersTimeout))
        deadlines.headerBlock(isIncomplete: false, now: 6_000)
        same(deadlines.check(now: 6_000), .wait(until: 120_000))
    }

    @Test("blocked output must move four kilobytes in thirty seconds") func stalledWrite() {
        var deadlines = established()
        deadlines.streams(isEmpty: false, now: 0)
        deadlines.output(isBlocked: true, now: 1_000)
        deadlines.sent(4_095)
        deadlines.output(isBlocked: true, now: 20_000)
        same(deadlines.check(now: 30_999), .wait(until: 31_000))
        same(deadlines.check(now: 31_000), .expired(.stalledWrite))
        deadlines.sent(1)
        same(deadlines.check(now: 31_000), .wait(until: 61_000))
        deadlines.output(isBlocked: false, now: 40_000)
        same(deadlines.check(now: 100_000), .wait(until: .max))
    }

    // MARK: Streams

    @Test("a body must bring a kilobyte a second") func body() {
        var progress = StreamProgress(now: 0)
        progress.countReceived(10_240)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 10_000), false)
        progress.countReceived(10_239)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 20_000), true)
    }

    @Test("a body is not judged before its period is over, nor while we hold its window") func bodyPatience() {
        var progress = StreamProgress(now: 0)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 9_999), false)
        same(progress.isStuck(awaitsBody: false, hasOutput: false, timeouts, now: 60_000), false)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 69_999), false)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 70_000), true)
    }

    @Test("answers are progress of an exchange") func bodyAnswers() {
        var progress = StreamProgress(now: 0)
        progress.countSent(1)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 10_000), false)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 20_000), true)
    }

    @Test("the rule for bodies can be turned off") func bodyOff() {
        var timeouts = timeouts
        timeouts.bodyPeriod = nil
        var progress = StreamProgress(now: 0)
        same(progress.isStuck(awaitsBody: true, hasOutput: false, timeouts, now: 1_000_000), false)
    }

    @Test("an answer must move four kilobytes in thirty seconds") func output() {
        var progress = StreamProgress(now: 0)
        same(progress.isStuck(awaitsBody: false, hasOutput: true, timeouts, now: 1_000), false)
        progress.countSent(4_095)
        same(progress.isStuck(awaitsBody: false, hasOutput: true, timeouts, now: 30_999), false)
        same(progress.isStuck(awaitsBody: false, hasOutput: true, timeouts, now: 31_000), true)
        progress.countSent(1)
        same(progress.isStuck(awaitsBody: false, hasOutput: true, timeouts, now: 31_000), false)
        same(progress.isStuck(awaitsBody: false, hasOutput: false, timeouts, now: 100_000), false)
        same(progress.isStuck(awaitsBody: false, hasOutput: true, timeouts, now: 200_000), false)
    }
}
