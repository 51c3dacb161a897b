/// When a server that owes an answer has gone silent: nothing has come from it for a while, and a PING does not wake it.
///
/// A value without a clock. Whatever comes in counts, an answer to a PING too, so that a batch may take as long as it takes
/// while its server lives.
package struct SilenceGuard: Sendable {
    package enum Action: Equatable, Sendable {
        case wait
        case ping
        case giveUp
    }

    private let pingAfter: UInt64
    private let answerWithin: UInt64
    private var heardAt: UInt64
    private var pingedAt: UInt64?

    /// After `pingAfter` milliseconds of silence the server is asked, and has `answerWithin` more.
    package init(pingAfter: Int, answerWithin: Int, now: UInt64) {
        self.pingAfter = UInt64(max(pingAfter, 0))
        self.answerWithin = UInt64(max(answerWithin, 0))
        heardAt = now
    }

    package mutating func heard(now: UInt64) {
        heardAt = now
        pingedAt = nil
    }

    /// What to do about a server whose answer is awaited.
    package mutating func check(now: UInt64) -> Action {
        if let pingedAt { return now - pingedAt >= answerWithin ? .giveUp : .wait }
        guard now - heardAt >= pingAfter else { return .wait }
        pingedAt = now
        return .ping
    }
}
