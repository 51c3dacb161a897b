import Foundation

/// Runs `body` for every element on all processors, and gives its results in the elements' order.
///
/// Test cases that each start a process wait for it most of the time.
func concurrently<Element: Sendable, Outcome: Sendable>(
    _ elements: [Element],
    _ body: @Sendable (Element) throws -> Outcome
) throws -> [Outcome] {
    let outcomes = Outcomes<Outcome>(count: elements.count)
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
        outcomes.set(Result { try body(elements[index]) }, at: index)
    }
    return try outcomes.all()
}

/// Of questions that are each a process, a debug build is asked every so-manieth only: it takes several times as long.
let processStride: Int = {
    #if DEBUG
        20
    #else
        1
    #endif
}()

/// Every access is under the lock.
private final class Outcomes<Outcome: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var results: [Result<Outcome, any Error>?]

    init(count: Int) { results = Array(repeating: nil, count: count) }

    func set(_ result: Result<Outcome, any Error>, at index: Int) {
        lock.withLock { results[index] = result }
    }

    func all() throws -> [Outcome] {
        try lock.withLock { try results.compactMap { try $0?.get() } }
    }
}
