import Admission

/// What is said of the changes between two policy sets.
package struct DiffWords: FindingWords {
    package let setting: ReportSetting

    package init(_ setting: DiffSetting) { self.setting = setting.after }

    package var name: String { "muster diff" }

    package var rules: [ReportRule] { PolicyChange.allCases.compactMap { Self.rule($0) } + [CheckWords.notEvaluated] }

    private static func rule(_ change: PolicyChange) -> ReportRule? {
        switch change {
        case .newlyDenied:
            ReportRule(
                id: "newly-denied",
                severity: .error,
                summary: "The pod is admitted today and would be denied.",
                help:
                    "Keep the policy that admits it, grant another one that does (the message says which), or change the pod so "
                    + "that the closest policy admits it."
            )
        case .newlyRefusedLater:
            ReportRule(
                id: "newly-refused-after-admission",
                severity: .error,
                summary: "Another policy would admit the pod and fill in what makes the API server refuse it.",
                help: "Set the field in the pod, or change what the policy fills in."
            )
        case .newlyAdmitted:
            ReportRule(
                id: "newly-admitted",
                severity: .warning,
                summary: "The pod is denied today and would be admitted.",
                help: "Make sure that this is meant."
            )
        case .anotherMutation:
            ReportRule(
                id: "another-mutation",
                severity: .warning,
                summary: "Other fields would be filled in.",
                help: "The message has the fields, with the values that they have today and would have."
            )
        case .anotherPolicy:
            ReportRule(
                id: "another-policy",
                severity: .note,
                summary: "Another policy would admit the pod.",
                help: "The pod itself stays as it is; the annotation kubernetes.io/psp would name the other policy."
            )
        case .unchanged: nil
        }
    }

    package func findings(_ finding: OwnerFinding) -> [ReportFinding] {
        if finding.answer.verdict == .failed {
            return [ReportFinding(finding, CheckWords.notEvaluated, finding.messageText)]
        }
        guard let rule = Self.rule(finding.change) else { return [] }
        return [ReportFinding(finding, rule, lines(finding).joined(separator: "\n"))]
    }

    /// What changes, a line each.
    func lines(_ finding: OwnerFinding) -> [String] {
        let change = finding.change
        var lines = ["\(finding.podCount) \(change.words)"]
        if let text = finding.policyChangeText { lines.append(text) }
        switch change {
        case .newlyDenied: lines += finding.explanation(setting)
        case .newlyAdmitted:
            if let before = finding.messageBefore { lines.append("was: \(before)") }
        case .newlyRefusedLater: lines += finding.laterRefusalLines
        case .anotherMutation, .anotherPolicy, .unchanged: break
        }
        return lines + finding.fieldDifferences.map(\.text)
    }

    package func outcome(_ findings: [OwnerFinding]) -> TestOutcome {
        let broken = findings.filter(\.change.isBreak)
        var outcome: TestOutcome
        if let first = broken.first {
            outcome = TestOutcome(.failure)
            outcome.type = first.change.words
            outcome.message = first.change == .newlyDenied ? first.messageText : first.laterRefusalLines.first ?? ""
        } else if let failed = findings.first(where: { $0.answer.verdict == .failed }) {
            outcome = TestOutcome(.error)
            outcome.type = CheckWords.notEvaluated.id
            outcome.message = failed.messageText
        } else {
            outcome = TestOutcome(.passed)
        }
        outcome.lines = broken.flatMap { finding in
            ["\(finding.place.description):"] + lines(finding).map { "  \($0)" }
        }
        outcome.note = findings.filter { !$0.change.isBreak && $0.change != .unchanged }.flatMap(lines)
        return outcome
    }

    package func results(_ finding: OwnerFinding) -> [PolicyResult] {
        let message = lines(finding).joined(separator: "\n")
        if finding.answer.verdict == .failed {
            return [PolicyResult(.error, rule: CheckWords.notEvaluated.id, message: finding.messageText)]
        }
        let kind: PolicyResult.Kind =
            switch finding.change {
            case .newlyDenied, .newlyRefusedLater: .fail
            case .newlyAdmitted, .anotherPolicy: .pass
            case .anotherMutation: .warn
            case .unchanged: finding.answer.verdict == .admitted ? .pass : .skip
            }
        guard let rule = Self.rule(finding.change) else {
            return [PolicyResult(kind, rule: "unchanged", message: "\(message): \(finding.answer.verdict)")]
        }
        return [PolicyResult(kind, rule: rule.id, message: message)]
    }
}

extension OwnerFinding {
    /// `admitted by a, was admitted by b`; nil if the policy stays.
    var policyChangeText: String? {
        guard let other else { return nil }
        switch change {
        case .newlyDenied:
            guard !other.policy.isEmpty else { return nil }
            return "was admitted by \(other.policy)\(other.isMutated ? " with defaults filled in" : "")"
        case .newlyAdmitted:
            guard !answer.policy.isEmpty else { return nil }
            return "admitted by \(answer.policy)\(answer.isMutated ? " with defaults filled in" : "")"
        case .anotherMutation, .anotherPolicy, .newlyRefusedLater:
            let isSame = other.policy.utf8.elementsEqual(answer.policy.utf8)
            return isSame ? "policy: \(answer.policy)" : "policy: \(other.policy) -> \(answer.policy)"
        case .unchanged: return nil
        }
    }

    /// Of a denial under the policy set that is, its message.
    var messageBefore: String? {
        guard let other, other.verdict == .denied else { return nil }
        return "pods \"\(podName)\" is forbidden: \(String(decoding: other.cause, as: UTF8.self))"
    }
}
