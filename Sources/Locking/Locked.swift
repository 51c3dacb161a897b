import Glibc

/// State behind a pthread mutex, reached only through `withLock`.
///
/// Sendable: `state` is touched in `withLock` alone, between lock and unlock of the mutex. What is in it came as `sending`, so
/// that nobody else has it.
///
/// Not `Synchronization.Mutex`: the thread sanitizer does not understand it and reports races that are none. Hold it for
/// a few instructions, never across a callback or a call of the system.
@safe package final class Locked<State>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    nonisolated(unsafe) private var state: State

    package init(_ state: sending State) {
        unsafe self.state = state
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Nothing that belongs to the state may stay outside, nor may what is put into it be used there any more: `sending`, as
    /// `Mutex` has it, lets the compiler hold that.
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return unsafe try body(&state)
    }
}
