import Admission

/// What is said of the findings of a check.
package struct CheckWords: FindingWords {
    package let setting: ReportSetting

    package init(_ setting: ReportSetting) { self.setting = setting }

    package var name: String { "muster check" }

    package var rules: [ReportRule] { Self.violated + [Self.notEvaluated, Self.refusedLater] }

    static let notEvaluated = ReportRule(
        id: "not-evaluated",
        severity: .error,
        summary: "The object could not be judged.",
        help:
            "Kubernetes would not decode the object, or it is larger than Muster reads. The message says what is wrong."
    )

    static let refusedLater = ReportRule(
        id: "refused-after-admission",
        severity: .warning,
        summary: "A policy admits the pod, and it does not run all the same.",
        help:
            "What the policy fills in makes the pod invalid for the API server, or the kubelet refuses to start it. Set the "
            + "field in the pod, or change what the policy fills in."
    )

    /// A policy's rules, in the order of `ViolatedRules`.
    private static let violated: [ReportRule] = ViolatedRules.names.indices.map { place in
        let name = ViolatedRules.names[place]
        switch ViolatedRules(rawValue: 1 << UInt32(place)) {
        case .none:
            return ReportRule(
                id: "psp-nothing-usable",
                severity: .error,
                summary: "No policy may be used that admits the pod as it is.",
                help:
                    "Grant a policy to the pod's service account, with a Role that has the verb `use` and a RoleBinding; the "
                    + "message says which policy would admit the pod."
            )
        case .serviceAccount:
            return ReportRule(
                id: "service-account",
                severity: .error,
                summary: "The ServiceAccount plugin refuses the pod before PodSecurityPolicy is asked.",
                help: "The message is the plugin's."
            )
        default:
            return ReportRule(
                id: "psp-\(name)",
                severity: .error,
                summary: "Every usable policy refuses the pod, at least one of them because of \(name).",
                help:
                    "Change the pod so that the closest policy admits it, or grant a policy that does; the message names both."
            )
        }
    }

    package func findings(_ finding: OwnerFinding) -> [ReportFinding] {
        switch finding.answer.verdict {
        case .denied: denials(finding)
        case .failed: [ReportFinding(finding, Self.notEvaluated, finding.messageText)]
        case .admitted, .ignored:
            finding.isDoubtful
                ? [ReportFinding(finding, Self.refusedLater, finding.laterRefusalLines.joined(separator: "\n"))] : []
        }
    }

    /// One for each rule that refuses the pods.
    private func denials(_ finding: OwnerFinding) -> [ReportFinding] {
        finding.answer.rules.places.map { place in
            ReportFinding(finding, Self.violated[place], denial(finding, place))
        }
    }

    private func denial(_ finding: OwnerFinding, _ place: Int) -> String {
        let rule = ViolatedRules(rawValue: 1 << UInt32(place))
        guard !finding.answer.errors.isEmpty else { return finding.explanation(setting).joined(separator: "\n") }
        var lines = [finding.count == 1 ? "1 pod is denied" : "\(finding.count) pods are denied"]
        for (error, policies) in finding.distinctErrors where ViolatedRules(path: error.field) == rule {
            lines.append("\(policies.joined(separator: ", ")): \(String(decoding: error.text, as: UTF8.self))")
        }
        if let closest = finding.closestText { lines.append(closest) }
        lines += finding.admittingLines(setting)
        return lines.joined(separator: "\n")
    }

    package func outcome(_ findings: [OwnerFinding]) -> TestOutcome {
        // A denial is worse than a failure to judge, which is worse than an admission.
        let order: [PodAnswer.Verdict] = [.denied, .failed, .admitted, .ignored]
        let worst = order.first { verdict in findings.contains { $0.answer.verdict == verdict } } ?? .ignored
        let shown = findings.filter { $0.answer.verdict == worst }
        var outcome: TestOutcome
        switch worst {
        case .denied:
            outcome = TestOutcome(.failure)
            outcome.type = shown.first?.answer.rules.names.joined(separator: ", ") ?? ""
        case .failed:
            outcome = TestOutcome(.error)
            outcome.type = Self.notEvaluated.id
        case .ignored:
            outcome = TestOutcome(.skipped)
            outcome.message = "PodSecurityPolicy does not look at the request"
        case .admitted: outcome = TestOutcome(.passed)
        }
        if worst == .denied || worst == .failed {
            outcome.message = shown.first?.messageText ?? ""
            outcome.lines = shown.flatMap { finding in
                ["\(finding.place.description): \(finding.podCount)"]
                    + finding.explanation(setting).map { "  \($0)" }
            }
        }
        outcome.note = findings.flatMap(\.laterRefusalLines)
        return outcome
    }

    package func results(_ finding: OwnerFinding) -> [PolicyResult] {
        switch finding.answer.verdict {
        case .admitted:
            let verb = finding.answer.isMutated ? "admitted with defaults filled in" : "admitted"
            let message = "\(finding.podCount) \(verb) by \(finding.answer.policy)"
            return [PolicyResult(.pass, rule: "admission", message: message)]
                + findings(finding).map { PolicyResult(.warn, rule: $0.rule, message: $0.message) }
        case .ignored:
            return [PolicyResult(.skip, rule: "admission", message: "PodSecurityPolicy does not look at the request")]
        case .failed:
            return [PolicyResult(.error, rule: Self.notEvaluated.id, message: finding.messageText)]
        case .denied: return findings(finding).map { PolicyResult(.fail, rule: $0.rule, message: $0.message) }
        }
    }
}

extension ReportFinding {
    /// A finding about an owner's pods, at the first of them.
    init(_ finding: OwnerFinding, _ rule: ReportRule, _ message: String) {
        // The standard input is no file that anybody could open.
        let isFile = finding.place.file != "STDIN"
        self.init(
            rule: rule.id,
            severity: rule.severity,
            file: isFile ? finding.place.file : nil,
            line: isFile ? finding.place.line : nil,
            object: finding.title,
            message: message
        )
    }
}

extension OwnerFinding {
    /// The pods are admitted and will or may not run, not by their own doing alone.
    var isDoubtful: Bool { answer.laterRefusals.contains { $0.isCertain || $0.isByPolicy } }
}
