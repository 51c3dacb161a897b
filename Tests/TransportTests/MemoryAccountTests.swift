import Testing
import Transport

/// Who may hold how much of what all share.
@Suite("Memory of connections") struct MemoryAccountTests {
    private func limits(always: Int = 0, unsent: Int = 1_000) -> TransportLimits {
        var limits = TransportLimits()
        limits.heldBytesAlways = always
        limits.unsentBytesPerConnection = unsent
        return limits
    }

    @Test("a connection gets more as long as it holds less than is free: half of all, if it is alone")
    func memoryShare() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits())
        account.add(499)
        #expect(!account.isSpent)
        account.add(1)
        #expect(account.isSpent)
        let other = MemoryAccount(budget, peer: nil, limits())
        other.add(249)
        #expect(!other.isSpent, "another one finds some")
        other.add(1)
        #expect(other.isSpent, "250 held, 250 free")
        account.remove(500)
        #expect(!other.isSpent)
        other.remove(250)
        #expect(budget.bytes == 0)
    }

    @Test("what a connection may hold in any case it may hold up to twice the budget") func memoryAlways() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits(always: 100))
        budget.add(1_900)
        account.add(100)
        #expect(!account.isSpent && !budget.isOverrun)
        account.add(1)
        #expect(account.isSpent && budget.isOverrun)
        account.remove(100)
        #expect(!account.isSpent)
        budget.add(100)
        #expect(account.isSpent, "nobody gets any")
    }

    @Test("what is kept for a connection takes no window from it, its bodies do") func windowShare() {
        let budget = MemoryBudget(bytes: 1_000)
        let peer = PeerMemory()
        let account = MemoryAccount(budget, peer: peer, limits())
        account.add(600)
        #expect(account.isSpent && !account.isWindowSpent)
        account.addBody(199)
        #expect(!account.isWindowSpent)
        account.addBody(1)
        #expect(account.isWindowSpent, "200 of bodies, 200 free")
        let second = MemoryAccount(budget, peer: peer, limits())
        #expect(second.isWindowSpent, "the peer's bodies")
        #expect(!MemoryAccount(budget, peer: PeerMemory(), limits()).isWindowSpent)
        account.addBody(-200)
        #expect(!account.isWindowSpent && account.isSpent && account.bytes == 600 && peer.bytes == 600)
    }

    @Test("connections of one peer have one share") func memoryOfPeer() {
        let budget = MemoryBudget(bytes: 1_000)
        let peer = PeerMemory()
        let first = MemoryAccount(budget, peer: peer, limits())
        let second = MemoryAccount(budget, peer: peer, limits())
        first.add(300)
        second.add(199)
        #expect(!first.isSpent && !second.isSpent)
        second.add(1)
        #expect(first.isSpent && second.isSpent, "300 and 200, 500 free")
        #expect(!MemoryAccount(budget, peer: PeerMemory(), limits()).isSpent)
        second.remove(200)
        #expect(peer.bytes == 300 && !first.isSpent)
    }

    @Test("answers wait up to the connection's bound, and up to what is free; one alone always may") func backlog() {
        let budget = MemoryBudget(bytes: 1_000)
        let account = MemoryAccount(budget, peer: nil, limits(unsent: 300))
        #expect(!account.isBacklogged)
        account.addUnsent(300)
        #expect(!account.isBacklogged)
        account.addUnsent(1)
        #expect(account.isBacklogged)
        account.removeUnsent(201)
        budget.add(800)
        #expect(!account.isBacklogged, "100 wait, 100 are free")
        budget.add(1)
        #expect(account.isBacklogged)
        account.removeUnsent(100)
        budget.add(10_000)
        #expect(!account.isBacklogged, "nothing waits")
        #expect(account.bytes == 0)
    }
}
