/// Counts and checksum of a stream's verdicts, taken run by run in any order: what `Summary` says, on either side.
///
/// The checksum runs over a record of 6 bytes for each item, in the order of the items: the outcome, 1 if mutated else 0, and
/// the policy number as 32 bits, little-endian. Runs that come before their turn are kept until the gap is filled, so that
/// this costs memory only for what is out of order.
package struct VerdictTally: Sendable {
    /// So many runs may wait for an earlier one at most; a server's slices in flight are far fewer.
    package static let waitingRunsMax = 65_536

    package enum Fault: Error, Equatable, Sendable {
        /// The item has had a verdict before.
        case repeated(item: UInt64)
        /// More runs are out of order than `waitingRunsMax`.
        case tooManyRunsWaiting
    }

    private struct WaitingRun: Sendable {
        var outcomes: [UInt8]
        var policies: [UInt32]
        var mutated: [UInt8]
    }

    private var crc = CRC32C()
    /// The first item whose verdict is not in the checksum yet.
    private var nextItem: UInt64 = 0
    private var waiting: [UInt64: WaitingRun] = [:]
    private var counts: [UInt64] = Array(repeating: 0, count: 256)
    private var mutatedCount: UInt64 = 0

    package init() {}

    /// True if no item before the last one with a verdict lacks one.
    package var isContiguous: Bool { waiting.isEmpty }

    package mutating func add(_ run: VerdictRun) throws(Fault) {
        try add(firstItem: run.firstItem, outcomes: run.outcomes, policies: run.policies, mutated: run.mutated)
    }

    /// Takes a run: as many policies as outcomes; a mutated bit for each outcome, or none if all are 0.
    package mutating func add(
        firstItem: UInt64,
        outcomes: [UInt8],
        policies: [UInt32],
        mutated: [UInt8]
    ) throws(Fault) {
        guard !outcomes.isEmpty else { return }
        guard firstItem >= nextItem else { throw .repeated(item: firstItem) }
        if firstItem > nextItem {
            guard waiting.count < Self.waitingRunsMax else { throw .tooManyRunsWaiting }
            guard waiting[firstItem] == nil else { throw .repeated(item: firstItem) }
            waiting[firstItem] = WaitingRun(outcomes: outcomes, policies: policies, mutated: mutated)
            return
        }
        fold(outcomes, policies, mutated)
        while let run = waiting.removeValue(forKey: nextItem) { fold(run.outcomes, run.policies, run.mutated) }
        // A run that overlaps with this one would wait for ever; what is left behind is found here or by the final count.
        if let overtaken = waiting.keys.first(where: { $0 < nextItem }) { throw .repeated(item: overtaken) }
    }

    private mutating func fold(_ outcomes: [UInt8], _ policies: [UInt32], _ mutated: [UInt8]) {
        for index in outcomes.indices {
            let policy = index < policies.count ? policies[index] : 0
            let isMutated = index >> 3 < mutated.count ? mutated[index >> 3] >> UInt8(index & 7) & 1 : 0
            crc.update(outcomes[index])
            crc.update(isMutated)
            crc.update(UInt8(truncatingIfNeeded: policy))
            crc.update(UInt8(truncatingIfNeeded: policy >> 8))
            crc.update(UInt8(truncatingIfNeeded: policy >> 16))
            crc.update(UInt8(truncatingIfNeeded: policy >> 24))
            counts[Int(outcomes[index])] += 1
            mutatedCount += UInt64(isMutated)
        }
        nextItem += UInt64(outcomes.count)
    }

    /// What `Summary` must say of the runs so far.
    ///
    /// Only meaningful when `isContiguous`.
    package var summary: WireSummary {
        var summary = WireSummary()
        summary.items = nextItem
        summary.allowed = counts[Int(ItemOutcome.allowed.rawValue)]
        summary.denied = counts[Int(ItemOutcome.denied.rawValue)]
        summary.invalid = counts[Int(ItemOutcome.invalid.rawValue)]
        summary.ignored = counts[Int(ItemOutcome.ignored.rawValue)]
        summary.overloaded = counts[Int(ItemOutcome.overloaded.rawValue)]
        summary.mutated = mutatedCount
        summary.checksum = crc.value
        return summary
    }
}
