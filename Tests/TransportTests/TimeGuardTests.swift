import Testing
import Transport

/// What is counted against time.
@Suite("Buckets and silence") struct TimeGuardTests {
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
}
