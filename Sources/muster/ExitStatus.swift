import ArgumentParser

/// What the exit status of every command means.
enum ExitStatus: Int32 {
    /// All done; for `check`: every pod is admitted.
    case success = 0
    /// `check`: a pod is denied.
    case denied = 1
    /// Wrong usage, or input that cannot be read.
    case unusable = 2
    /// Some items could not be evaluated.
    case itemsFailed = 3
    /// The server or the connection to it failed.
    case serverFailed = 4
}

/// Ends a command with a text on standard error.
struct CommandFailure: Error, CustomStringConvertible {
    var status: ExitStatus
    var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
