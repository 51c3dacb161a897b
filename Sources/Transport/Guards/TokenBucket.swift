/// So many at once, so many a second: the measure of every flood guard.
package struct TokenBucket: Sendable {
    private let capacity: Double
    private let perMillisecond: Double
    private var tokens: Double
    private var filledAt: UInt64

    package init(burst: Int, perSecond: Int, now milliseconds: UInt64) {
        capacity = Double(burst)
        perMillisecond = Double(perSecond) / 1_000
        tokens = capacity
        filledAt = milliseconds
    }

    /// Takes tokens, or takes nothing and says no.
    package mutating func take(_ count: Int, now milliseconds: UInt64) -> Bool {
        refill(milliseconds)
        guard tokens >= Double(count) else { return false }
        tokens -= Double(count)
        return true
    }

    /// Gives tokens beyond those that time brings; never above the burst.
    package mutating func credit(_ count: Int) { tokens = min(capacity, tokens + Double(count)) }

    package mutating func isFull(now milliseconds: UInt64) -> Bool {
        refill(milliseconds)
        return tokens >= capacity
    }

    private mutating func refill(_ milliseconds: UInt64) {
        guard milliseconds > filledAt else { return }
        tokens = min(capacity, tokens + Double(milliseconds - filledAt) * perMillisecond)
        filledAt = milliseconds
    }
}
