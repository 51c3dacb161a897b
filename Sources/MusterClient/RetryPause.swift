/// How long to wait before a lost server is tried again, and when to give up: pauses double from 50 ms to 1 s, and begin anew
/// when an answer has come.
struct RetryPause: Sendable {
    static let first: Duration = .milliseconds(50)
    static let longest: Duration = .seconds(1)

    private let giveUpAfter: Duration
    private var pause = Self.first
    /// Since when there has been no answer; nil until the server has been reached once: before, a failure is final.
    private var lastProgress: ContinuousClock.Instant?

    init(giveUpAfter: Duration) {
        self.giveUpAfter = giveUpAfter
    }

    var hasConnected: Bool { lastProgress != nil }

    mutating func connected(_ now: ContinuousClock.Instant) {
        if lastProgress == nil { lastProgress = now }
    }

    mutating func progressed(_ now: ContinuousClock.Instant) {
        lastProgress = now
        pause = Self.first
    }

    /// The pause before the next try; nil: give up.
    mutating func next(_ now: ContinuousClock.Instant) -> Duration? {
        guard let lastProgress, now - lastProgress < giveUpAfter else { return nil }
        defer { pause = min(pause * 2, Self.longest) }
        return pause
    }
}
