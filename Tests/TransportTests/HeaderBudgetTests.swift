import Testing
import Transport

/// What a header block may hold.
@Suite("Header fields") struct HeaderBudgetTests {
    @Test("header fields: a hundred pass, one more does not") func headerCount() {
        var budget = HeaderBudget(TransportLimits())
        for _ in 0..<100 { same(budget.add(nameBytes: 1, valueBytes: 1), true) }
        same(budget.add(nameBytes: 1, valueBytes: 1), false)
        budget.reset()
        same(budget.add(nameBytes: 1, valueBytes: 1), true)
    }

    @Test("header bytes: with 32 a field up to 16 KB") func headerBytes() {
        var budget = HeaderBudget(TransportLimits())
        same(budget.add(nameBytes: 100, valueBytes: 16_384 - 132), true)
        same(budget.add(nameBytes: 0, valueBytes: 0), false)
        budget.reset()
        same(budget.add(nameBytes: 100, valueBytes: 16_384 - 131), false)
    }
}
