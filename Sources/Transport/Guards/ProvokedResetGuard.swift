/// Streams that the peer made *us* reset, by malformed requests, window overflows and the like: MadeYouReset
/// (CVE-2025-8671).
///
/// A stream reset so leaves the count of open streams while its work may go on.
///
/// Two sources see mostly the same events: a frame found invalid, and an RST_STREAM that the library sent. The larger of
/// the two counts, so that none is counted twice.
package struct ProvokedResetGuard: Sendable {
    private var bucket: TokenBucket
    private var invalidFrames = 0
    private var libraryResets = 0
    private var counted = 0

    package init(_ limits: TransportLimits, now: UInt64) {
        bucket = TokenBucket(
            burst: limits.provokedResetsBurst,
            perSecond: limits.provokedResetsPerSecond,
            now: now
        )
    }

    /// A frame was found invalid; false if it was one too many.
    package mutating func countInvalidFrame(now: UInt64) -> Bool {
        invalidFrames += 1
        return settle(now)
    }

    /// The library sent RST_STREAM of its own accord; false if it was one too many.
    package mutating func countLibraryReset(now: UInt64) -> Bool {
        libraryResets += 1
        return settle(now)
    }

    private mutating func settle(_ now: UInt64) -> Bool {
        guard max(invalidFrames, libraryResets) > counted else { return true }
        counted += 1
        return bucket.take(1, now: now)
    }
}
