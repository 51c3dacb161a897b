/// A column over numbers: the boundaries of all policies' ranges, sorted, and a row for each gap between them.
///
/// ```
/// boundaries      b0        b1        b2
/// rows       r0   |   r1    |   r2    |   r3        v < b0: r0;  b0 <= v < b1: r1;  …
/// ```
struct IntervalColumn: Sendable {
    private let boundaries: [Int64]
    private let rows: [UInt32]

    /// One policy's inclusive range.
    ///
    /// A reversed one holds nothing.
    struct Range {
        var policy: Int
        var min: Int64
        var max: Int64
    }

    /// The policies of `always` are those that every number suits.
    init(_ ranges: [Range], always: PolicyMask, into table: inout MaskTableBuilder) {
        struct Event {
            var at: Int64
            var policy: Int
            var step: Int32
        }
        var events: [Event] = []
        events.reserveCapacity(ranges.count * 2)
        for range in ranges where range.min <= range.max {
            events.append(Event(at: range.min, policy: range.policy, step: 1))
            // Nothing lies beyond the largest number, so a range that reaches it has no upper boundary.
            if range.max < .max { events.append(Event(at: range.max + 1, policy: range.policy, step: -1)) }
        }
        events.sort { $0.at < $1.at }
        var boundaries: [Int64] = []
        var rows = [table.row(always).number]
        var mask = always
        var depth = Array(repeating: Int32(0), count: table.policyCount)
        var next = 0
        while next < events.count {
            let boundary = events[next].at
            while next < events.count, events[next].at == boundary {
                let event = events[next]
                depth[event.policy] += event.step
                // A policy that is always there never leaves: its ranges are not given.
                mask[event.policy] = depth[event.policy] > 0 || always[event.policy]
                next += 1
            }
            let row = table.row(mask).number
            if row != rows[rows.count - 1] {
                boundaries.append(boundary)
                rows.append(row)
            }
        }
        self.boundaries = boundaries
        self.rows = rows
    }

    /// The row of the policies that `value` suits.
    func row(_ value: Int64) -> MaskRow {
        let count = boundaries.count
        if count <= 8 {
            var gap = 0
            for boundary in boundaries { gap += boundary <= value ? 1 : 0 }
            return MaskRow(number: rows[gap])
        }
        // The number of boundaries that are not above the value.
        var low = 0
        var length = count
        while length > 0 {
            let half = length >> 1
            if boundaries[low + half] <= value {
                low += half + 1
                length -= half + 1
            } else {
                length = half
            }
        }
        return MaskRow(number: rows[low])
    }
}
