import Glibc

/// State behind a pthread mutex, reached only through `withLock`.
///
/// Sendable: `state` is touched in `withLock` alone, between lock and unlock of the mutex.
///
/// Not `Synchronization.Mutex`: the thread sanitizer does not understand it and reports races that are none. Hold it for
/// a few instructions, never across a callback or a call of the system.
@safe package final class Locked<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var state: State

    package init(_ state: sending State) {
        self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
