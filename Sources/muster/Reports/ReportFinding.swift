/// One thing that a report says of a place in a file, whichever command found it.
struct ReportFinding: Sendable {
    enum Severity: String, Sendable, CaseIterable {
        case error, warning, note
    }

    /// The id of one of the report's rules.
    var rule: String
    var severity: Severity
    /// As the command line gave it; nil: it is about no file.
    var file: String?
    /// Counted from 1; nil: not known.
    var line: Int?
    /// What it is about, as `PodSecurityPolicy restricted`; nil: the file or the set as a whole.
    var object: String?
    var message: String
}

/// What findings of one id have in common.
struct ReportRule: Sendable {
    /// Stable: users filter by it.
    var id: String
    /// The severity that its findings have unless they say otherwise.
    var severity: ReportFinding.Severity
    /// One line.
    var summary: String
    /// Why it matters and what to do.
    var help: String
}
