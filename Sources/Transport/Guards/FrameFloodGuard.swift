/// Frames that make work and carry nothing: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, unknown types, empty or tiny DATA,
/// padding.
///
/// Three measures, each a counter of its own:
/// - *junk frames*: a bucket, filled by time, by each stream opened and by each DATA frame that we send (a reader of long
///   answers rightly sends many WINDOW_UPDATEs);
/// - *small data*: DATA shorter than 256 bytes spends what it lacks, longer DATA gives back, so does each stream opened
///   (after hyperium/h2), and a frame with which the service can finish something costs nothing: whoever sends each item
///   in a frame of its own floods nobody;
/// - *overhead*: all bytes over eight must not exceed the payload by more than 1 MiB (after nginx).
package struct FrameFloodGuard: Sendable {
    package static let fullDataBytes = 256
    package static let overheadSlackBytes = 1 << 20
    package static let frameBytesMax = 16 << 10
    package static let junkPerStream = 3
    package static let junkPerDataSent = 4
    package static let smallDataPerStream = 512

    private var junk: TokenBucket
    private var smallData: TokenBucket
    private var totalBytes = 0
    private var payloadBytes = 0
    /// What small DATA lacked since the last `settle`.
    private var lacking = 0

    package init(_ limits: TransportLimits, now: UInt64) {
        junk = TokenBucket(burst: limits.junkFramesBurst, perSecond: limits.junkFramesPerSecond, now: now)
        smallData = TokenBucket(burst: limits.smallDataBurst, perSecond: limits.smallDataPerSecond, now: now)
    }

    /// Counts a frame that came in; a reason if it was one too many.
    package mutating func count(_ frame: FrameHeader, now: UInt64) -> ConnectionCloseReason? {
        // Longer ones are refused by the library at their header: what was announced has not come.
        totalBytes += 9 + min(Int(frame.length), Self.frameBytesMax)
        switch frame.kind {
        case FrameHeader.Kind.data: return countData(frame, now: now) ?? checkOverhead()
        case FrameHeader.Kind.headers:
            payloadBytes += frame.dataBytes
            junk.credit(Self.junkPerStream)
            smallData.credit(Self.smallDataPerStream)
        case FrameHeader.Kind.continuation:
            payloadBytes += Int(frame.length)
        case FrameHeader.Kind.resetStream:
            // Counted as resets, per connection by the library and per peer.
            break
        default:
            guard junk.take(1, now: now) else { return .junkFrames }
        }
        return checkOverhead()
    }

    /// What the present frame brought completed something: it counts for nothing, nor does one before it, because some send
    /// a message's length, or a line's end, by itself.
    package mutating func countProgress() { lacking -= 2 * Self.fullDataBytes }

    /// The frames that were counted have been delivered: a reason if they were too small.
    package mutating func settle(now: UInt64) -> ConnectionCloseReason? {
        let due = lacking
        lacking = 0
        guard due > 0 else {
            smallData.credit(-due)
            return nil
        }
        return smallData.take(due, now: now) ? nil : .smallData
    }

    /// Counts DATA frames that went out.
    package mutating func countSentData() { junk.credit(Self.junkPerDataSent) }

    private mutating func countData(_ frame: FrameHeader, now: UInt64) -> ConnectionCloseReason? {
        let bytes = frame.dataBytes
        payloadBytes += bytes
        if bytes == 0, !frame.has(FrameHeader.Flag.endStream), !junk.take(1, now: now) { return .junkFrames }
        if bytes >= Self.fullDataBytes {
            smallData.credit(bytes - Self.fullDataBytes)
            return nil
        }
        lacking += Self.fullDataBytes - bytes
        return nil
    }

    private func checkOverhead() -> ConnectionCloseReason? {
        totalBytes / 8 > payloadBytes + Self.overheadSlackBytes ? .overhead : nil
    }
}
