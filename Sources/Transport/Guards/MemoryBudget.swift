import Synchronization

/// Body bytes that all connections together have received and not yet consumed.
final class MemoryBudget: Sendable {
    private let bytesMax: Int
    private let held = Atomic<Int>(0)

    init(bytes: Int) { bytesMax = bytes }

    func add(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }
    func remove(_ bytes: Int) { held.wrappingSubtract(bytes, ordering: .relaxed) }

    var bytes: Int { held.load(ordering: .relaxed) }

    /// Above the budget connections get no more window.
    var isSpent: Bool { bytes > bytesMax }
    /// Above 80 % new streams are refused.
    var refusesStreams: Bool { bytes > bytesMax / 5 * 4 }
    /// Above 90 % no connection is accepted.
    var refusesConnections: Bool { bytes > bytesMax / 10 * 9 }
}
