import Foundation

/// Under the thread sanitizer a test takes ten times as long, and a fifth of the load shows the same races: the run without
/// it holds the amounts.
enum ThreadSanitizer {
    /// `scripts/test-threads` says so.
    static let isOn = ProcessInfo.processInfo.environment["MUSTER_THREAD_TESTS"] != nil
}
