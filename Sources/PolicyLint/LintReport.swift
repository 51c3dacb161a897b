package import Manifests
package import PolicyObjects

/// What the linter says of a policy set.
package struct LintReport: Sendable {
    /// A policy that could be read.
    package struct Policy: Sendable {
        package var name: String
        /// Admission can make its strategies; otherwise it skips the policy without a word.
        package var isUsable: Bool
        /// What a server answers to a write of it, in Kubernetes' words and order.
        package var errors: [String]
    }

    /// In the order in which they were read.
    package let policies: [Policy]
    /// By file, line and rule.
    package let findings: [LintFinding]
    /// A file, a document or an object could not be read.
    package let isUnreadable: Bool

    package init(_ survey: PolicySetSurvey, options: AdmissionOptions, allowsUnknownFields: Bool = false) {
        let set = LintedSet(survey, options: options, allowsUnknownFields: allowsUnknownFields)
        policies = set.policies.map { policy in
            Policy(
                name: policy.written.name,
                isUsable: policy.isUsable,
                errors: policy.errors.map(\.description)
            )
        }
        var found = LintFindings(set)
        for rule in LintRules.all { rule.check(set, &found) }
        findings = found.list.enumerated().sorted { Self.precedes($0, $1) }.map(\.element)
        isUnreadable = !survey.unreadable.isEmpty || survey.objects.contains(where: \.isUndecodable)
    }

    package var hasErrors: Bool { findings.contains { $0.severity == .error } }

    /// By file as it was given, line and rule; findings of one rule and line as the rule reports them.
    private static func precedes(
        _ left: EnumeratedSequence<[LintFinding]>.Element,
        _ right: EnumeratedSequence<[LintFinding]>.Element
    ) -> Bool {
        let files = (left.element.file ?? "", right.element.file ?? "")
        if !files.0.utf8.elementsEqual(files.1.utf8) { return files.0.utf8.lexicographicallyPrecedes(files.1.utf8) }
        let lines = (left.element.line ?? 0, right.element.line ?? 0)
        if lines.0 != lines.1 { return lines.0 < lines.1 }
        if left.element.rule != right.element.rule { return left.element.rule < right.element.rule }
        return left.offset < right.offset
    }
}
