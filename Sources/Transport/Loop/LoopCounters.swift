import Locking
import Synchronization

/// What a loop has done.
///
/// Its thread counts in plain numbers and publishes them once a turn; other threads read those.
/// Sendable: the plain numbers are the loop thread's; others read the atomics and what the lock guards.
final class LoopCounters: @unchecked Sendable {
    var streamsOpened = 0
    var streamsOpen = 0
    var streamsRefused = 0

    private let publishedOpened = Atomic<Int>(0)
    private let publishedOpen = Atomic<Int>(0)
    private let publishedRefused = Atomic<Int>(0)
    private let connections = Locked(TransportCounters())

    init() {}

    func publish() {
        publishedOpened.store(streamsOpened, ordering: .relaxed)
        publishedOpen.store(streamsOpen, ordering: .relaxed)
        publishedRefused.store(streamsRefused, ordering: .relaxed)
    }

    func connectionAccepted() {
        connections.withLock {
            $0.connectionsAccepted += 1
            $0.connectionsOpen += 1
        }
    }

    func connectionRefused() { connections.withLock { $0.connectionsRefused += 1 } }

    func connectionClosed(_ reason: ConnectionCloseReason) {
        connections.withLock {
            $0.connectionsOpen -= 1
            $0.closed[reason, default: 0] += 1
        }
    }

    var snapshot: TransportCounters {
        var counters = connections.withLock { $0 }
        counters.streamsOpened = publishedOpened.load(ordering: .relaxed)
        counters.streamsOpen = publishedOpen.load(ordering: .relaxed)
        counters.streamsRefused = publishedRefused.load(ordering: .relaxed)
        return counters
    }
}
