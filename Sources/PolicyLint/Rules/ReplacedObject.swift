import Manifests

/// Two objects of one kind, namespace and name: the later takes the place of the earlier.
enum ReplacedObject: LintRule {
    static let description = LintRuleDescription(
        "replaced-object",
        .warning,
        summary: "A later object of the same name replaces this one",
        help: "Applied in order, the last object of a kind and name stands. Remove one, or rename it."
    )

    static func check(_ set: LintedSet, _ findings: inout LintFindings) {
        for (index, object) in set.survey.objects.enumerated() {
            guard let replacement = object.replacement else { continue }
            let later = set.survey.objects[replacement].origin
            findings.add(
                description,
                to: index,
                at: "metadata.name",
                "the object of the same name at \(later) takes its place: remove or rename one of the two"
            )
        }
    }
}
