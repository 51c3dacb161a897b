/// A loop's connections by slot.
///
/// A slot's generation grows with each tenant, so that a token of an earlier one finds nobody.
struct ConnectionTable {
    private struct Slot {
        var connection: Connection?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []
    private(set) var count = 0

    subscript(token: ConnectionToken) -> Connection? {
        guard Int(token.slot) < slots.count, slots[Int(token.slot)].generation == token.generation else { return nil }
        return slots[Int(token.slot)].connection
    }

    /// The token that the next `insert` takes.
    mutating func reserve() -> ConnectionToken {
        let slot: UInt32
        if let last = free.popLast() {
            slot = last
        } else {
            slot = UInt32(truncatingIfNeeded: slots.count)
            slots.append(Slot())
        }
        return ConnectionToken(slot: slot, generation: slots[Int(slot)].generation)
    }

    mutating func insert(_ connection: Connection, at token: ConnectionToken) {
        slots[Int(token.slot)].connection = connection
        count += 1
    }

    mutating func remove(_ token: ConnectionToken) {
        guard self[token] != nil else { return }
        slots[Int(token.slot)].connection = nil
        slots[Int(token.slot)].generation &+= 1
        // The keys of epoll's own descriptors lie above every generation used here.
        if slots[Int(token.slot)].generation >= UInt32.max - 1 { slots[Int(token.slot)].generation = 0 }
        free.append(token.slot)
        count -= 1
    }

    /// Visits a snapshot: the body may close connections.
    func forEach(_ body: (Connection) -> Void) {
        for slot in slots {
            if let connection = slot.connection { body(connection) }
        }
    }
}
