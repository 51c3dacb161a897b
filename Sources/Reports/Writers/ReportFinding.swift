/// One thing that a report says of a place in a file, whichever command found it.
package struct ReportFinding: Sendable {
    package enum Severity: String, Sendable, CaseIterable {
        case error, warning, note
    }

    /// The id of one of the report's rules.
    package var rule: String
    package var severity: Severity
    /// As the command line gave it; nil: it is about no file.
    package var file: String?
    /// Counted from 1; nil: not known.
    package var line: Int?
    /// What it is about, as `PodSecurityPolicy restricted`; nil: the file or the set as a whole.
    package var object: String?
    package var message: String

    package init(
        rule: String,
        severity: Severity,
        file: String?,
        line: Int?,
        object: String?,
        message: String
    ) {
        self.rule = rule
        self.severity = severity
        self.file = file
        self.line = line
        self.object = object
        self.message = message
    }
}

/// What findings of one id have in common.
package struct ReportRule: Sendable {
    /// Stable: users filter by it.
    package var id: String
    /// The severity that its findings have unless they say otherwise.
    package var severity: ReportFinding.Severity
    /// One line.
    package var summary: String
    /// Why it matters and what to do.
    package var help: String

    package init(id: String, severity: ReportFinding.Severity, summary: String, help: String) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.help = help
    }
}
