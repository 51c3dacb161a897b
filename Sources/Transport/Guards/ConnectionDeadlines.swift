/// When a connection has taken too long.
///
/// A value without a clock: the connection tells it what happened and when, and asks now and then.
package struct ConnectionDeadlines: Sendable {
    package enum Verdict: Equatable {
        case expired(ConnectionCloseReason)
        /// Nothing can expire before this time.
        case wait(until: UInt64)
    }

    /// A write makes progress if the peer took so many bytes within `stalledWrite`: a trickle is none.
    package static let writeProgressBytes = 4 << 10

    private let timeouts: TransportTimeouts
    private var setUpSince: UInt64?
    private var handshakeSince: UInt64?
    private var prefaceSince: UInt64?
    private var settingsSince: UInt64?
    private var headerBlockSince: UInt64?
    private var idleSince: UInt64?
    private var blocked: (since: UInt64, bytesSent: Int)?
    private var bytesSent = 0

    /// A connection begins with the handshake, or in the clear with the preface.
    package init(_ timeouts: TransportTimeouts, hasHandshake: Bool, now: UInt64) {
        self.timeouts = timeouts
        setUpSince = now
        if hasHandshake { handshakeSince = now } else { prefaceSince = now }
    }

    package mutating func handshakeDone(now: UInt64) {
        handshakeSince = nil
        prefaceSince = now
    }

    /// The peer's SETTINGS came; ours wait for their acknowledgement.
    package mutating func settingsReceived(now: UInt64) {
        guard prefaceSince != nil else { return }
        prefaceSince = nil
        setUpSince = nil
        idleSince = now
        settingsSince = now
    }

    package mutating func settingsAcknowledged() { settingsSince = nil }

    package mutating func headerBlock(isIncomplete: Bool, now: UInt64) {
        if isIncomplete {
            if headerBlockSince == nil { headerBlockSince = now }
        } else {
            headerBlockSince = nil
        }
    }

    package mutating func streams(isEmpty: Bool, now: UInt64) {
        guard prefaceSince == nil, handshakeSince == nil else { return }
        idleSince = isEmpty ? now : nil
    }

    package mutating func sent(_ bytes: Int) { bytesSent += bytes }

    /// Output waits and the socket takes nothing, or no longer so.
    package mutating func output(isBlocked: Bool, now: UInt64) {
        if !isBlocked {
            blocked = nil
        } else if blocked == nil {
            blocked = (now, bytesSent)
        }
    }

    /// How far the set-up has come.
    private var setUpReason: ConnectionCloseReason { handshakeSince == nil ? .prefaceTimeout : .handshakeTimeout }

    package mutating func check(now: UInt64) -> Verdict {
        if let stalled = blocked, bytesSent - stalled.bytesSent >= Self.writeProgressBytes {
            blocked = (now, bytesSent)
        }
        var next = UInt64.max
        let rules: [(since: UInt64?, timeout: Int, reason: ConnectionCloseReason)] = [
            (timeouts.setUp == nil ? nil : setUpSince, timeouts.setUp ?? 0, setUpReason),
            (handshakeSince, timeouts.handshake, .handshakeTimeout),
            (prefaceSince, timeouts.preface, .prefaceTimeout),
            (settingsSince, timeouts.settingsAcknowledgement, .settingsTimeout),
            (headerBlockSince, timeouts.headers, .headersTimeout),
            (blocked?.since, timeouts.stalledWrite, .stalledWrite),
            (idleSince, timeouts.idle, .idle),
        ]
        for rule in rules {
            guard let since = rule.since else { continue }
            let deadline = since + UInt64(max(rule.timeout, 0))
            if deadline <= now { return .expired(rule.reason) }
            next = min(next, deadline)
        }
        return .wait(until: next)
    }
}
