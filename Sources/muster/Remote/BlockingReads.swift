import Dispatch
import Locking
import MusterClient
import Transport

/// Reads items where that may block, on a queue of its own: a slow input holds up nothing else, and a batch that is over does
/// not wait for it.
final class BlockingReads: Sendable {
    private typealias Waiter = CheckedContinuation<[ClientItem]?, any Error>

    private let queue = DispatchQueue(label: "muster.input")
    private let waiter = Locked<Waiter?>(nil)

    /// What `body` gives; nil as soon as the task is cancelled.
    func read(_ body: @escaping @Sendable () throws -> [ClientItem]?) async throws -> [ClientItem]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.withLock { $0 = continuation }
                // Cancellation that came before there was anybody to tell.
                guard !Task.isCancelled else { return resume(with: .success(nil)) }
                queue.async { self.resume(with: Result { try body() }) }
            }
        } onCancel: {
            resume(with: .success(nil))
        }
    }

    private func resume(with result: Result<[ClientItem]?, any Error>) {
        waiter.withLock { $0.take() }?.resume(with: result)
    }
}
