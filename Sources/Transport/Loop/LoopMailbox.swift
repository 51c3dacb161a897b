import CLinux
import Glibc
import Locking

/// The way into a loop from any other thread: an array under a mutex, and one write to an eventfd each time that the
/// array was empty before.
package final class LoopMailbox: Sendable {
    enum Letter: Sendable {
        case message(StreamToken, any Sendable)
        case work(@Sendable () -> Void)
    }

    /// The eventfd that the loop's epoll watches.
    let descriptor: Int32
    private let box = Locked(Box())

    private struct Box {
        var letters: [Letter] = []
        var isOpen = true
    }

    init() throws(TransportError) {
        descriptor = clinux_eventfd()
        guard descriptor >= 0 else {
            throw TransportError(.systemFailure, "cannot create an eventfd: \(systemErrorText(errno))")
        }
    }

    deinit { _ = close(descriptor) }

    /// Hands a message to the stream's handler, on its loop; dropped if the stream is gone.
    package func post(to token: StreamToken, _ message: any Sendable) { _ = post(.message(token, message)) }

    /// Runs a piece of work on the loop's thread; false, and nothing runs, if the loop has ended.
    @discardableResult
    package func execute(_ work: @escaping @Sendable () -> Void) -> Bool { post(.work(work)) }

    private func post(_ letter: Letter) -> Bool {
        let (isAccepted, wasEmpty) = box.withLock { box in
            guard box.isOpen else { return (false, false) }
            box.letters.append(letter)
            return (true, box.letters.count == 1)
        }
        if wasEmpty { wake() }
        return isAccepted
    }

    private func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Swaps the letters with an empty array whose capacity comes back with the next call.
    func collect(into batch: inout [Letter]) {
        var counter: UInt64 = 0
        // Read before the swap: a letter that comes in between wakes the loop once too often, never too seldom.
        _ = unsafe read(descriptor, &counter, 8)
        box.withLock { swap(&$0.letters, &batch) }
    }

    /// The loop has ended: takes what is left; nothing comes after.
    func shut() -> [Letter] {
        box.withLock { box in
            box.isOpen = false
            defer { box.letters = [] }
            return box.letters
        }
    }
}
