import Glibc

/// Processor time, which other work on the machine does not lengthen as it does the time on the wall.
package enum ProcessorTime {
    /// The nanoseconds for which the calling thread has run.
    package static var ofThread: Int {
        var time = timespec()
        guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// What `work` takes.
    package static func of<E: Error>(_ work: () throws(E) -> Void) throws(E) -> Int {
        let start = ofThread
        try work()
        return ofThread - start
    }
}
