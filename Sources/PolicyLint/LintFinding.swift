/// How bad a finding is.
package enum LintSeverity: String, Sendable, CaseIterable {
    /// Something does not work, or a server refuses it.
    case error
    /// It works otherwise than its writer can have meant, or better not at all.
    case warning
    /// Good to know.
    case note
}

/// What a rule of the linter is called and what it is about.
package struct LintRuleDescription: Sendable {
    /// Stable: users filter by it.
    package var id: String
    package var severity: LintSeverity
    /// One line.
    package var summary: String
    /// Why it matters and what to do.
    package var help: String

    init(_ id: String, _ severity: LintSeverity, summary: String, help: String) {
        self.id = id
        self.severity = severity
        self.summary = summary
        self.help = help
    }
}

/// One thing that is wrong with a policy set.
package struct LintFinding: Sendable, Equatable {
    /// The id of its rule.
    package var rule: String
    package var severity: LintSeverity
    /// As `PodSecurityPolicy restricted`; empty: a file or the set as a whole.
    package var object: String
    /// nil: it is about no file.
    package var file: String?
    /// Counted from 1.
    package var line: Int?
    /// What is wrong and what to do about it.
    package var message: String
}
