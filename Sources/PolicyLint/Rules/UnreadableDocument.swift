import Manifests

/// A file or a document that kubectl would not read, or that is no Kubernetes object.
enum UnreadableDocument: LintRule {
    static let description = LintRuleDescription(
        "unreadable-document",
        .error,
        summary: "A file or a document cannot be read",
        help: "kubectl refuses the document, and nothing in it counts. Correct the YAML or JSON at the line."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for document in set.survey.unreadable where document.cause == .other {
            findings.add(
                description,
                file: document.origin.file,
                line: document.origin.line,
                "kubectl refuses this, and nothing in it counts: \(document.text)"
            )
        }
    }
}
