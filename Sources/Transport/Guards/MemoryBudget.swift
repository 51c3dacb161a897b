import Synchronization

/// Body bytes that all connections together have received and not yet consumed.
package final class MemoryBudget: Sendable {
    private let bytesMax: Int
    private let held = Atomic<Int>(0)

    package init(bytes: Int) { bytesMax = bytes }

    package func add(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }
    package func remove(_ bytes: Int) { held.wrappingSubtract(bytes, ordering: .relaxed) }

    package var bytes: Int { held.load(ordering: .relaxed) }

    /// Above the budget connections get no more window.
    package var isSpent: Bool { bytes > bytesMax }
    /// Above 80 % new streams are refused.
    package var refusesStreams: Bool { bytes > bytesMax / 5 * 4 }
    /// Above 90 % no connection is accepted.
    package var refusesConnections: Bool { bytes > bytesMax / 10 * 9 }
}
