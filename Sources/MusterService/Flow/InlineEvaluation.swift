import FleetEvaluation
import Transport

/// Slices that are evaluated on the loop: they are done before a worker would have begun.
///
/// All streams of the loop wait meanwhile, so there is a bound to the bytes and to what denials take to explain, which is
/// their elements times the policies that are asked.
enum InlineEvaluation {
    static let bytesMax = 32 << 10
    /// Some hundred microseconds.
    static let explanationCostMax = 8_192

    /// While the workers are behind, the loop works too, and so reads less: each connection gets its share of it.
    static func suits(_ byteCount: Int, _ stream: HTTP2Stream, _ evaluator: FleetEvaluator) -> Bool {
        guard byteCount <= bytesMax else { return false }
        return stream.takeLoopTime(forBytes: byteCount) || evaluator.isBacklogged
    }
}
