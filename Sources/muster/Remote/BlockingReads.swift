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
    ///
    /// One call at a time, and none after a cancelled one, whose body may still be at work.
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

extension BlockingReads {
    /// One item after the other of those that are read together.
    struct Iterator: AsyncIteratorProtocol {
        private let read: () async throws -> [ClientItem]?
        /// Last first.
        private var waiting: [ClientItem] = []

        /// `read` gives the next items; nil at the end.
        init(_ read: @escaping () async throws -> [ClientItem]?) { self.read = read }

        mutating func next() async throws -> ClientItem? {
            while waiting.isEmpty {
                guard let items = try await read() else { return nil }
                waiting = items.reversed()
            }
            return waiting.popLast()
        }
    }
}
