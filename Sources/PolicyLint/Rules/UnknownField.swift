import Manifests
import PolicyObjects

/// A field that the type does not have: kubectl refuses it, a server drops it silently.
enum UnknownField: LintRule {
    static let description = LintRuleDescription(
        "unknown-field",
        .error,
        summary: "An object has a field that its type does not know",
        help: """
            kubectl refuses the object; with --validate=false, and from every other client, the API server drops the field \
            without a word, so that a restriction is not there. Correct the name or remove the field.
            """
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() {
            for problem in object.problems where problem.code == .unknownField {
                findings.add(
                    description,
                    to: index,
                    at: problem.path,
                    "\(problem); a server drops it without a word: correct or remove it",
                    severity: set.allowsUnknownFields ? .warning : nil
                )
            }
        }
    }
}
