import Manifests
import PolicyObjects

/// A field has a type that a server refuses, so that the whole object is refused.
enum UndecodableObject: LintRule {
    static let description = LintRuleDescription(
        "undecodable-object",
        .error,
        summary: "A field has a type that Kubernetes cannot decode",
        help: "The API server answers 400 to the object. Write the field with the type that it has."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() {
            for problem in object.problems where problem.code.isUndecodable {
                findings.add(
                    description,
                    to: index,
                    at: problem.path,
                    "\(problem): a server cannot decode the object, correct the value"
                )
            }
        }
    }
}
