/// Whether a stream gets on: a body that trickles in (slow POST) and an answer that is never read (zero window) both hold
/// a place for nothing.
package struct StreamProgress: Sendable {
    private let openedAt: UInt64
    private var received = 0
    private var sent = 0
    private var period: (start: UInt64, received: Int, sent: Int)
    private var output: (since: UInt64, sent: Int)?

    package init(now: UInt64) {
        openedAt = now
        period = (now, 0, 0)
    }

    package mutating func countReceived(_ bytes: Int) { received += bytes }
    package mutating func countSent(_ bytes: Int) { sent += bytes }

    /// Asked now and then.
    ///
    /// `awaitsBody`: the peer has not ended its body and may send; `hasOutput`: answers wait.
    package mutating func isStuck(awaitsBody: Bool, hasOutput: Bool, _ timeouts: TransportTimeouts, now: UInt64) -> Bool
    {
        let isSlow = isBodySlow(awaitsBody, timeouts, now)
        return isOutputStuck(hasOutput, timeouts, now) || isSlow
    }

    private mutating func isBodySlow(_ awaitsBody: Bool, _ timeouts: TransportTimeouts, _ now: UInt64) -> Bool {
        guard let length = timeouts.bodyPeriod else { return false }
        guard awaitsBody else {
            period = (now, received, sent)
            return false
        }
        let elapsed = now - period.start
        guard now >= openedAt + UInt64(timeouts.bodyGrace), elapsed >= UInt64(length) else { return false }
        let wanted = timeouts.bodyBytesPerSecond * Int(elapsed) / 1_000
        // Answers are progress too: an exchange that waits for its user is not a trickle.
        let isSlow = received - period.received < wanted && sent == period.sent
        period = (now, received, sent)
        return isSlow
    }

    private mutating func isOutputStuck(_ hasOutput: Bool, _ timeouts: TransportTimeouts, _ now: UInt64) -> Bool {
        guard hasOutput else {
            output = nil
            return false
        }
        guard let mark = output, sent - mark.sent < ConnectionDeadlines.writeProgressBytes else {
            output = (now, sent)
            return false
        }
        return now >= mark.since + UInt64(timeouts.stalledWrite)
    }
}
