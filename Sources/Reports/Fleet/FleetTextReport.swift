import Admission

/// A report for people: a summary, then what is denied by owner, then what is admitted and will not run all the same.
package struct FleetTextReport {
    /// Lines that are shown of a list of policies or of errors, unless everything is wanted.
    private static let linesMax = 12

    private let report: FleetReport
    private let style: TextStyle
    /// Every owner and every error is shown.
    private let isWide: Bool

    package init(_ report: FleetReport, style: TextStyle, isWide: Bool) {
        self.report = report
        self.style = style
        self.isWide = isWide
    }

    /// Writes the whole report.
    package func write(to output: ReportOutput) {
        writeSummary(to: output)
        if isWide { writeOwners(to: output) }
        writeSection("COULD NOT BE EVALUATED", to: output) {
            $0.answer.verdict == .failed
        } _: { finding, output in
            writeHeading(finding, to: output)
            output.append("  \(finding.messageText)\n")
        }
        writeSection("DENIED", to: output) {
            $0.answer.verdict == .denied
        } _: { finding, output in
            writeDenial(finding, to: output)
        }
        writeLaterRefusals(to: output)
    }

    // MARK: Summary

    private func writeSummary(to output: ReportOutput) {
        let total = report.total
        output.append("\(total.pods) checked: ")
        output.append(style(total.denied + total.failed == 0 ? .good : .title, "\(total.admitted) admitted"))
        output.append(" (\(total.mutated) with defaults filled in), ")
        output.append(total.denied > 0 ? style(.bad, "\(total.denied) denied") : "0 denied")
        output.append(
            ", \(total.failed > 0 ? style(.bad, "\(total.failed) could not") : "0 could not") be evaluated\n"
        )
        if let assumption = report.assumption { output.append("\(assumption)\n") }
        guard total.pods > 0 else { return }
        var table = TextTable(["NAMESPACE", "CHECKED", "OWNERS", "ADMITTED", "DENIED", "FAILED"])
        for (name, counts) in report.namespaces {
            table.add([
                name, "\(counts.pods)", "\(counts.owners)", "\(counts.admitted)", "\(counts.denied)",
                "\(counts.failed)",
            ])
        }
        write(table, to: output)
        let rules = report.violatedRules
        guard !rules.isEmpty else { return }
        var violated = TextTable(["VIOLATED RULE", "DENIED"])
        for rule in rules { violated.add([rule.name, "\(rule.denied)"]) }
        write(violated, to: output)
    }

    private func write(_ table: TextTable, to output: ReportOutput) {
        output.append("\n")
        for (number, line) in table.lines.enumerated() {
            output.append((number == 0 ? style(.title, line) : line) + "\n")
        }
    }

    /// The table of all owners, as `kubectl get` would have it.
    private func writeOwners(to output: ReportOutput) {
        var table = TextTable(["NAMESPACE", "OWNER", "PODS", "VERDICT", "POLICY", "FILLED IN", "CLOSEST", "RULES"])
        report.ledger.forEachOwner { findings in
            for finding in findings {
                let answer = finding.answer
                table.add([
                    finding.namespace, "\(finding.owner.kind)/\(finding.owner.name)", "\(finding.count)",
                    "\(answer.verdict)", answer.policy.isEmpty ? "<none>" : answer.policy,
                    answer.isMutated ? "yes" : "no", answer.standings?.closest?.policy ?? "<none>",
                    answer.rules.isEmpty ? "<none>" : answer.rules.names.joined(separator: ","),
                ])
            }
        }
        if !table.isEmpty { write(table, to: output) }
    }

    // MARK: Owners

    private func writeSection(
        _ title: String,
        to output: ReportOutput,
        where isMember: (OwnerFinding) -> Bool,
        _ write: (OwnerFinding, ReportOutput) -> Void
    ) {
        var isBegun = false
        report.ledger.forEachOwner { findings in
            for finding in findings where isMember(finding) {
                if !isBegun { output.append("\n\(style(.title, title))\n") }
                isBegun = true
                write(finding, output)
            }
        }
    }

    private func writeHeading(_ finding: OwnerFinding, to output: ReportOutput) {
        let pods = finding.count == 1 ? "" : " (\(finding.count) pods, the first of them here)"
        output.append(
            "\(finding.place.description): \(style(.title, "\(finding.owner.kind) \(finding.namespace)/\(finding.owner.name)"))"
                + "\(pods)\n"
        )
    }

    private func writeDenial(_ finding: OwnerFinding, to output: ReportOutput) {
        writeHeading(finding, to: output)
        output.append("  ")
        output.append(finding.message)
        output.append("\n")
        guard !finding.answer.isByServiceAccountPlugin else { return }
        if let reason = finding.emptyListReason { writeEmptyList(finding, reason, to: output) }
        writeErrors(finding, to: output)
        writeStandings(finding, to: output)
        writeGrants(finding, to: output)
    }

    private func writeErrors(_ finding: OwnerFinding, to output: ReportOutput) {
        let errors = finding.distinctErrors
        let shown = isWide ? errors.count : Self.linesMax
        for (error, policies) in errors.prefix(shown) {
            output.append("    \(style(.doubtful, policies.joined(separator: ", "))): ")
            output.append(error.text)
            output.append("\n")
        }
        if errors.count > shown { output.append("    and \(errors.count - shown) more errors (-o wide)\n") }
    }

    private func writeEmptyList(_ finding: OwnerFinding, _ reason: EmptyListReason, to output: ReportOutput) {
        let standings = finding.answer.standings
        switch reason {
        case .nothingGranted:
            let policies = report.setting.policyCount.map { "any of the \($0) policies" } ?? "any policy"
            output.append("  the list is empty because nothing is granted: neither \(finding.subjects)")
            output.append(" may use \(policies)\n")
        case .grantedUnusable:
            output.append("  the list is empty because what is granted to \(finding.subjects) cannot be used:\n")
            for (policy, reason) in standings?.unusable ?? [] { output.append("    \(policy): \(reason)\n") }
        case .onlyChanging:
            let fitting = (standings?.granted ?? []).filter(\.fits).map(\.policy).joined(separator: ", ")
            output.append(
                "  the list is empty because what fits would have to change the pod, which an update does not allow: "
            )
            output.append("\(fitting)\n")
        case .unknown:
            output.append(
                "  the list is empty: nothing is granted to \(finding.subjects), or what is granted would have to change the pod "
                    + "or cannot be used; with -p POLICIES the reason is told\n"
            )
        }
    }

    private func writeStandings(_ finding: OwnerFinding, to output: ReportOutput) {
        guard let standings = finding.answer.standings else { return }
        if standings.granted.count > 1 || (isWide && !standings.granted.isEmpty) {
            output.append("  usable policies: ")
            let shown = isWide ? standings.granted.count : Self.linesMax
            let texts = standings.granted.prefix(shown).map { "\($0.policy) (\(Self.text($0)))" }
            output.append(texts.joined(separator: ", "))
            if standings.granted.count > shown { output.append(" and \(standings.granted.count - shown) more") }
            output.append("\n")
        }
        guard let closest = standings.closest, !closest.fits else { return }
        let whose = standings.isClosestGranted ? "" : ", which may not be used either"
        output.append("  closest: \(style(.title, closest.policy))\(whose) (\(Self.text(closest)))\n")
        guard !standings.isClosestGranted else { return }
        let shown = isWide ? standings.closestErrors.count : Self.linesMax
        for error in standings.closestErrors.prefix(shown) {
            output.append("    \(style(.doubtful, closest.policy)): ")
            output.append(error)
            output.append("\n")
        }
    }

    private static func text(_ standing: PolicyStandings.Standing) -> String {
        guard !standing.fits else { return "fits, would change the pod" }
        let errors = standing.errorCount == 1 ? "1 error" : "\(standing.errorCount) errors"
        return "\(errors): \(standing.rules.names.joined(separator: ", "))"
    }

    private func writeGrants(_ finding: OwnerFinding, to output: ReportOutput) {
        guard let standings = finding.answer.standings, standings.isComplete else { return }
        guard let first = standings.admitting.first else {
            output.append("  no other policy of the set would admit it\n")
            return
        }
        let others = standings.admitting.dropFirst()
        output.append("  \(style(.good, first)) would admit it, but may not be used")
        if !others.isEmpty {
            let shown = others.prefix(isWide ? others.count : 4).joined(separator: ", ")
            output.append("; so would \(shown)\(others.count > 4 && !isWide ? " and \(others.count - 4) more" : "")")
        }
        let commands = finding.grantCommands(report.setting)
        output.append(commands.isEmpty ? "\n" : ". To grant it:\n")
        for command in commands { output.append("    \(command)\n") }
    }

    // MARK: What comes after admission

    private func writeLaterRefusals(to output: ReportOutput) {
        writeSection("ADMITTED, BUT", to: output) { finding in
            finding.answer.laterRefusals.contains { isWide || $0.isCertain || $0.isByPolicy }
        } _: { finding, output in
            writeHeading(finding, to: output)
            for refusal in finding.answer.laterRefusals {
                let cause = refusal.isByPolicy ? "with what \(finding.answer.policy) fills in, " : ""
                let verb = refusal.isCertain ? "will refuse it" : "may refuse it"
                output.append(
                    "  \(cause)the \(refusal.refuser.rawValue) \(style(.bad, verb)): \(refusal.field): \(refusal.text)\n"
                )
            }
        }
    }
}
