import Admission

/// The rules that reports of findings name, each with an id that stays.
enum FleetRules {
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
    static let violated: [ReportRule] = ViolatedRules.names.indices.map { place in
        let rules = ViolatedRules(rawValue: 1 << UInt32(place))
        let name = ViolatedRules.names[place]
        switch rules {
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

    static let all = violated + [notEvaluated, refusedLater]

    /// What there is to report of an owner's finding: one for each violated rule, so that each can be followed by itself.
    static func findings(_ finding: OwnerFinding, _ setting: ReportSetting) -> [ReportFinding] {
        switch finding.answer.verdict {
        case .denied:
            return finding.answer.rules.places.map { place in
                report(finding, violated[place], denial(finding, place, setting))
            }
        case .failed: return [report(finding, notEvaluated, finding.messageText)]
        case .admitted, .ignored:
            let certain = finding.answer.laterRefusals.contains { $0.isCertain || $0.isByPolicy }
            guard certain else { return [] }
            return [report(finding, refusedLater, finding.laterRefusalLines.joined(separator: "\n"))]
        }
    }

    private static func denial(_ finding: OwnerFinding, _ place: Int, _ setting: ReportSetting) -> String {
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

    private static func report(_ finding: OwnerFinding, _ rule: ReportRule, _ message: String) -> ReportFinding {
        // The standard input is no file that anybody could open.
        let isFile = finding.place.file != "STDIN"
        return ReportFinding(
            rule: rule.id,
            severity: rule.severity,
            file: isFile ? finding.place.file : nil,
            line: isFile ? finding.place.line : nil,
            object: finding.title,
            message: message
        )
    }
}

/// A report as a SARIF 2.1.0 log: a result for each owner and violated rule.
package struct FleetSarifReport {
    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// Writes the log.
    package func write(to output: ReportOutput) {
        var log = SarifLog(rules: FleetRules.all, version: report.setting.musterVersion)
        report.ledger.forEachOwner { findings in
            for finding in findings {
                for one in FleetRules.findings(finding, report.setting) { log.add(one) }
            }
            output.append(log.bytes)
            log.bytes.removeAll(keepingCapacity: true)
        }
        log.finish()
        output.append(log.bytes)
    }
}

/// A report as GitHub annotations: a line for each owner and violated rule.
package struct FleetGitHubReport {
    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// Writes the lines.
    package func write(to output: ReportOutput) {
        report.ledger.forEachOwner { findings in
            for finding in findings {
                for one in FleetRules.findings(finding, report.setting) { output.append(GitHubAnnotations.line(one)) }
            }
        }
    }
}
