import Manifests

/// `volumes: [*]`: YAML takes a star without quotes for an alias, and the file ends there.
enum UnquotedStar: LintRule {
    static let description = LintRuleDescription(
        "unquoted-star",
        .error,
        summary: "A `*` stands without quotes",
        help: "In YAML a `*` without quotes begins an alias, so that the file cannot be read. Write `'*'`."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for document in set.survey.unreadable where document.cause == .unquotedStar {
            findings.add(
                description,
                file: document.origin.file,
                line: document.origin.line,
                "the file cannot be read from here on: \(document.text)"
            )
        }
    }
}
