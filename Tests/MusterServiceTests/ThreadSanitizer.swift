import Foundation

/// Under the thread sanitizer, which looks for races, heavy tests take a part of their load; the run without it holds the
/// amounts.
enum ThreadSanitizer {
    /// `scripts/test-threads` says so.
    static let isOn = ProcessInfo.processInfo.environment["MUSTER_THREAD_TESTS"] != nil
}
