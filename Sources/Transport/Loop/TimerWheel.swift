/// A hierarchical timer wheel: timers by the thousand at a constant cost each.
///
/// Four wheels of 64 slots. A slot of wheel 0 is one tick of 8 ms, a slot of wheel *n* is a whole turn of wheel *n - 1*:
///
///     wheel 0   64 slots of   8 ms  =  0.5 s
///     wheel 1   64 slots of 512 ms  =   33 s
///     wheel 2   64 slots of  33 s   =   35 min
///     wheel 3   64 slots of  35 min =   37 h      (later timers wait in its last slot and are put back)
///
/// A timer lies in the lowest wheel whose turn contains it; when the hand of wheel 0 has gone round, the next slot of
/// wheel 1 is dealt out into wheel 0, and so on. A bit set for each wheel says which slots hold something. Timers never
/// fire early, and at most a tick late. Slots are doubly linked lists through `nodes`, so that cancelling is O(1).
package struct TimerWheel<Payload: Sendable>: Sendable {
    /// Names a timer until it has fired or was cancelled.
    package struct ID: Sendable, Hashable {
        fileprivate let index: Int32
        fileprivate let generation: UInt32
    }

    package static var tickMilliseconds: UInt64 { 8 }
    private static var wheels: Int { 4 }
    private static var slotBits: UInt64 { 6 }
    private static var slotMask: UInt64 { 63 }

    private struct Node {
        var tick: UInt64 = 0
        var payload: Payload?
        var next: Int32 = -1
        var previous: Int32 = -1
        var list: Int32 = -1
        var generation: UInt32 = 0
    }

    private var nodes: [Node] = []
    private var freeHead: Int32 = -1
    private var heads: [Int32]
    private var occupied: [UInt64]
    /// All timers of earlier ticks have fired.
    private var currentTick: UInt64
    package private(set) var count = 0

    package init(now milliseconds: UInt64) {
        heads = Array(repeating: -1, count: Self.wheels * 64)
        occupied = Array(repeating: 0, count: Self.wheels)
        currentTick = milliseconds / Self.tickMilliseconds
    }

    /// Sets a timer for the time given; one in the past fires at the next `advance`.
    package mutating func schedule(at milliseconds: UInt64, _ payload: Payload) -> ID {
        let index: Int32
        if freeHead >= 0 {
            index = freeHead
            freeHead = nodes[Int(index)].next
        } else {
            index = Int32(truncatingIfNeeded: nodes.count)
            nodes.append(Node())
        }
        // Rounded up: never early.
        let tick = (milliseconds + (Self.tickMilliseconds - 1)) / Self.tickMilliseconds
        nodes[Int(index)].tick = max(tick, currentTick + 1)
        nodes[Int(index)].payload = payload
        link(index)
        count += 1
        return ID(index: index, generation: nodes[Int(index)].generation)
    }

    /// Takes a timer back.
    ///
    /// One that has fired already is ignored.
    package mutating func cancel(_ id: ID) {
        guard nodes[Int(id.index)].generation == id.generation, nodes[Int(id.index)].payload != nil else { return }
        unlink(id.index)
        free(id.index)
    }

    /// Appends the payloads of all timers due by now, in the order of their ticks.
    package mutating func advance(to milliseconds: UInt64, into due: inout [Payload]) {
        let target = milliseconds / Self.tickMilliseconds
        while currentTick < target {
            // Nothing lies in the slots between: no turn for each of them after a long sleep.
            guard let next = nextDeadline, next / Self.tickMilliseconds <= target else {
                currentTick = target
                return
            }
            currentTick = max(currentTick, next / Self.tickMilliseconds - 1) + 1
            if currentTick & Self.slotMask == 0 { cascade(1) }
            fire(Int(currentTick & Self.slotMask), into: &due)
        }
    }

    /// When `advance` is next worth calling, or nil without timers: exact for timers of wheel 0, else the time at which a
    /// slot of a higher wheel is dealt out.
    package var nextDeadline: UInt64? {
        guard count > 0 else { return nil }
        var best: UInt64?
        for wheel in 0..<Self.wheels where occupied[wheel] != 0 {
            let shift = Self.slotBits * UInt64(wheel)
            let position = currentTick >> shift
            let hand = position & Self.slotMask
            // Distance, in slots of this wheel, to the first occupied slot after the hand.
            let rotated = Self.rotateRight(occupied[wheel], by: hand + 1)
            let slot = position + 1 + UInt64(rotated.trailingZeroBitCount)
            let time = (slot << shift) * Self.tickMilliseconds
            best = min(best ?? time, time)
        }
        return best
    }

    private static func rotateRight(_ bits: UInt64, by amount: UInt64) -> UInt64 {
        let shift = amount & 63
        return shift == 0 ? bits : (bits >> shift) | (bits << (64 - shift))
    }

    private mutating func cascade(_ wheel: Int) {
        guard wheel < Self.wheels else { return }
        let hand = (currentTick >> (Self.slotBits * UInt64(wheel))) & Self.slotMask
        if hand == 0 { cascade(wheel + 1) }
        let list = wheel * 64 + Int(hand)
        var index = heads[list]
        heads[list] = -1
        occupied[wheel] &= ~(1 << hand)
        while index >= 0 {
            let next = nodes[Int(index)].next
            link(index)
            index = next
        }
    }

    private mutating func fire(_ slot: Int, into due: inout [Payload]) {
        var index = heads[slot]
        heads[slot] = -1
        occupied[0] &= ~(1 << UInt64(slot))
        while index >= 0 {
            let next = nodes[Int(index)].next
            if let payload = nodes[Int(index)].payload { due.append(payload) }
            free(index)
            index = next
        }
    }

    /// Puts a node into the slot that its tick belongs to; one due at this very tick (a cascade brings those) into the
    /// slot that fires next.
    private mutating func link(_ index: Int32) {
        let tick = nodes[Int(index)].tick
        let distance = tick - min(tick, currentTick)
        var wheel = 0
        while wheel < Self.wheels - 1, distance >= 1 << (Self.slotBits * UInt64(wheel + 1)) { wheel += 1 }
        let shift = Self.slotBits * UInt64(wheel)
        var position = tick >> shift
        // Beyond the last wheel's turn: wait in its farthest slot.
        let farthest = (currentTick >> shift) + Self.slotMask
        if wheel == Self.wheels - 1, position > farthest { position = farthest }
        let slot = position & Self.slotMask
        let list = Int32(wheel * 64) + Int32(slot)
        nodes[Int(index)].list = list
        nodes[Int(index)].previous = -1
        nodes[Int(index)].next = heads[Int(list)]
        if heads[Int(list)] >= 0 { nodes[Int(heads[Int(list)])].previous = index }
        heads[Int(list)] = index
        occupied[wheel] |= 1 << slot
    }

    private mutating func unlink(_ index: Int32) {
        let node = nodes[Int(index)]
        if node.previous >= 0 { nodes[Int(node.previous)].next = node.next } else { heads[Int(node.list)] = node.next }
        if node.next >= 0 { nodes[Int(node.next)].previous = node.previous }
        if heads[Int(node.list)] < 0 { occupied[Int(node.list) / 64] &= ~(1 << UInt64(node.list & 63)) }
    }

    private mutating func free(_ index: Int32) {
        nodes[Int(index)].payload = nil
        nodes[Int(index)].generation &+= 1
        nodes[Int(index)].next = freeHead
        freeHead = index
        count -= 1
    }
}
