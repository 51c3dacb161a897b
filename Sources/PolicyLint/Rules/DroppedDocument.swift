import Manifests

/// Text of a file that kubectl passes over without a word.
enum DroppedDocument: LintRule {
    static let description = LintRuleDescription(
        "dropped-document",
        .warning,
        summary: "A part of a file is dropped by kubectl",
        help: "Separate documents by a line that holds `---` alone, and give a List the kind List."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for notice in set.survey.notices {
            findings.add(
                description,
                file: notice.file,
                line: notice.line,
                "\(notice.text); if it was meant to count, separate it by a line with `---` alone"
            )
        }
    }
}
