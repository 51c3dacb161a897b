import Synchronization

/// What a server holds for all its clients together: body bytes that were received and not yet consumed, answers that are
/// not sent yet, and what services add of their own.
package final class MemoryBudget: Sendable {
    private let bytesMax: Int
    private let held = Atomic<Int>(0)

    package init(bytes: Int) { bytesMax = bytes }

    package func add(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }
    package func remove(_ bytes: Int) { held.wrappingSubtract(bytes, ordering: .relaxed) }

    package var bytes: Int { held.load(ordering: .relaxed) }

    package var free: Int { max(0, bytesMax - bytes) }
    /// Connections that hold little are let go on beyond the budget, up to twice its size: then nobody is.
    package var isOverrun: Bool { bytes > 2 * bytesMax }
}

/// What one peer holds of the budget, over all its connections.
package final class PeerMemory: Sendable {
    private let held = Atomic<Int>(0)
    private let body = Atomic<Int>(0)

    package init() {}

    func add(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }
    func addBody(_ bytes: Int) { body.wrappingAdd(bytes, ordering: .relaxed) }

    package var bytes: Int { held.load(ordering: .relaxed) }
    /// Of these, bodies that are not yet consumed.
    var bodyBytes: Int { body.load(ordering: .relaxed) }
}

/// What one connection holds of the budget.
///
/// Who holds as much as is left for all others gets no more: one connection (or peer) alone so has at most half of the
/// budget, two a third each, and somebody new always finds some. (Dynamic thresholds: Choudhury and Hahne, 1998.)
package final class MemoryAccount: Sendable {
    private let budget: MemoryBudget
    private let peer: PeerMemory?
    private let bytesAlways: Int
    private let unsentBytesMax: Int
    private let held = Atomic<Int>(0)
    private let body = Atomic<Int>(0)
    private let unsent = Atomic<Int>(0)

    /// `peer` is nil where nothing tells one client from another.
    package init(_ budget: MemoryBudget, peer: PeerMemory?, _ limits: TransportLimits) {
        self.budget = budget
        self.peer = peer
        bytesAlways = limits.heldBytesAlways
        unsentBytesMax = limits.unsentBytesPerConnection
    }

    package func add(_ bytes: Int) {
        held.wrappingAdd(bytes, ordering: .relaxed)
        peer?.add(bytes)
        budget.add(bytes)
    }

    package func remove(_ bytes: Int) { add(-bytes) }

    /// Counts body bytes that were received, or with a number below 0 consumed.
    package func addBody(_ bytes: Int) {
        body.wrappingAdd(bytes, ordering: .relaxed)
        peer?.addBody(bytes)
        add(bytes)
    }

    package func addUnsent(_ bytes: Int) {
        unsent.wrappingAdd(bytes, ordering: .relaxed)
        add(bytes)
    }

    package func removeUnsent(_ bytes: Int) {
        unsent.wrappingSubtract(bytes, ordering: .relaxed)
        remove(bytes)
    }

    package var bytes: Int { held.load(ordering: .relaxed) }

    /// This connection has its share: it gets no more streams, and what need not be kept for it is not.
    package var isSpent: Bool { isShare(bytes, peer?.bytes ?? 0) }

    /// The bodies of this connection are as much as its share: it gets no more window.
    ///
    /// What else is held for it does not matter here: that lasts as long as its streams, and would never let it go on.
    package var isWindowSpent: Bool { isShare(body.load(ordering: .relaxed), peer?.bodyBytes ?? 0) }

    private func isShare(_ own: Int, _ ofPeer: Int) -> Bool {
        if budget.isOverrun { return true }
        let free = budget.free
        return own > bytesAlways && own >= free || ofPeer > Self.peerFactor * bytesAlways && ofPeer >= free
    }

    /// The least that a peer may hold whatever the others do, in connections' worth.
    static let peerFactor = 16

    /// So many answers wait to be sent that no more should be made.
    ///
    /// Whose client has taken everything may always have one made, so that it gets on.
    package var isBacklogged: Bool {
        let waiting = unsent.load(ordering: .relaxed)
        return waiting > 0 && (waiting > unsentBytesMax || waiting > budget.free)
    }

    /// There is no room for an answer of any size.
    package var isOverrun: Bool { budget.isOverrun }
}
