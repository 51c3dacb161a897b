import Dispatch

/// The one lock of this room: a binary semaphore, which the thread sanitizer understands (it takes
/// `Synchronization.Mutex` for no lock at all).
///
/// Held for a few instructions, never across a callback.
struct Lock: Sendable {
    private let semaphore = DispatchSemaphore(value: 1)

    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        semaphore.wait()
        defer { semaphore.signal() }
        return try body()
    }
}
