import Admission

/// A report for people: a summary, then what is denied by owner, then what is admitted and will not run all the same.
package struct FleetTextReport {
    /// Lines that are shown of a list of policies or of errors, unless everything is wanted.
    private static let linesMax = 12
    /// Names that are shown in one line.
    private static let namesMax = 4

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
        writeSection("COULD NOT BE EVALUATED", to: output) { answer in
            answer.verdict == .failed
        } _: { finding in
            output.append("  \(Self.plain(finding.message))\n")
        }
        writeSection("DENIED", to: output) { answer in
            answer.verdict == .denied
        } _: { finding in
            writeDenial(finding, to: output)
        }
        writeSection("ADMITTED, BUT", to: output) { answer in
            answer.laterRefusals.contains { isWide || $0.isCertain || $0.isByPolicy }
        } _: { finding in
            for line in finding.laterRefusalLines { output.append("  \(Self.plain(line))\n") }
        }
    }

    private static func plain(_ text: String) -> String { PrintableText.of(text) }
    private static func plain(_ bytes: [UInt8]) -> String { PrintableText.of(bytes) }

    // MARK: Summary

    private func writeSummary(to output: ReportOutput) {
        let total = report.total
        output.append("\(total.pods) checked: ")
        output.append(style(total.denied + report.failedCount == 0 ? .good : .title, "\(total.admitted) admitted"))
        output.append(" (\(total.mutated) with defaults filled in), ")
        output.append(total.denied > 0 ? style(.bad, "\(total.denied) denied") : "0 denied")
        let failed = "\(report.failedCount) could not"
        output.append(", \(report.failedCount > 0 ? style(.bad, failed) : failed) be evaluated\n")
        if let assumption = report.assumption { output.append("\(Self.plain(assumption))\n") }
        guard total.pods > 0 else { return }
        let namespaces = report.namespaces.map { name, counts in
            [
                Self.plain(name), "\(counts.pods)", "\(counts.owners)", "\(counts.admitted)", "\(counts.denied)",
                "\(counts.failed)",
            ]
        }
        writeTable(["NAMESPACE", "CHECKED", "OWNERS", "ADMITTED", "DENIED", "FAILED"], namespaces, to: output)
        let rules = report.violatedRules.map { [$0.name, "\($0.denied)"] }
        if !rules.isEmpty { writeTable(["VIOLATED RULE", "DENIED"], rules, to: output) }
    }

    private func writeTable(_ head: [String], _ rows: [[String]], to output: ReportOutput) {
        var table = TextTable(head)
        for row in rows { table.measure(row) }
        output.append("\n\(style(.title, table.headLine))\n")
        for row in rows { output.append(table.line(row) + "\n") }
    }

    /// The table of all owners, as `kubectl get` would have it.
    private func writeOwners(to output: ReportOutput) {
        var table = TextTable(["NAMESPACE", "OWNER", "PODS", "VERDICT", "POLICY", "FILLED IN", "CLOSEST", "RULES"])
        report.ledger.forEachOwner { findings in
            for finding in findings { table.measure(Self.row(finding)) }
        }
        guard table.rowCount > 0 else { return }
        output.append("\n\(style(.title, table.headLine))\n")
        report.ledger.forEachOwner { findings in
            for finding in findings { output.append(table.line(Self.row(finding)) + "\n") }
        }
    }

    private static func row(_ finding: OwnerFinding) -> [String] {
        let answer = finding.answer
        return [
            plain(finding.namespace), plain("\(finding.owner.kind)/\(finding.owner.name)"), "\(finding.count)",
            "\(answer.verdict)", answer.policy.isEmpty ? "<none>" : plain(answer.policy),
            answer.isMutated ? "yes" : "no",
            plain(answer.standings?.closest?.policy ?? "<none>"),
            answer.rules.isEmpty ? "<none>" : answer.rules.names.joined(separator: ","),
        ]
    }

    // MARK: Owners

    private func writeSection(
        _ title: String,
        to output: ReportOutput,
        where isMember: (PodAnswer.Content) -> Bool,
        _ write: (OwnerFinding) -> Void
    ) {
        var isBegun = false
        report.ledger.forEachOwner(where: isMember) { findings in
            for finding in findings {
                if !isBegun { output.append("\n\(style(.title, title))\n") }
                isBegun = true
                let pods = finding.count == 1 ? "" : " (\(finding.count) pods, the first of them here)"
                let place = Self.plain(finding.place.description)
                output.append("\(place): \(style(.title, Self.plain(finding.title)))\(pods)\n")
                write(finding)
            }
        }
    }

    private func writeDenial(_ finding: OwnerFinding, to output: ReportOutput) {
        output.append("  \(Self.plain(finding.message))\n")
        guard !finding.answer.isByServiceAccountPlugin else { return }
        if let empty = finding.emptyListText(report.setting) { output.append("  \(Self.plain(empty))\n") }
        let errors = finding.distinctErrors.map { (text: $0.error.text, policies: $0.policies) }
        write(errors: errors, to: output)
        writeStandings(finding, to: output)
        let othersMax = isWide ? Int.max : Self.namesMax
        for line in finding.admittingLines(report.setting, othersMax: othersMax) {
            output.append("  \(Self.plain(line))\n")
        }
    }

    private func write(errors: [(text: [UInt8], policies: [String])], to output: ReportOutput) {
        let shown = isWide ? errors.count : Self.linesMax
        for (text, policies) in errors.prefix(shown) {
            output.append("    \(style(.doubtful, Self.plain(list(policies, Self.namesMax)))): \(Self.plain(text))\n")
        }
        if errors.count > shown { output.append("    and \(errors.count - shown) more errors (-o wide)\n") }
    }

    /// `a, b and 3 more`.
    private func list(_ texts: [String], _ shownMax: Int) -> String {
        let shown = isWide ? texts.count : shownMax
        let rest = texts.count > shown ? " and \(texts.count - shown) more" : ""
        return texts.prefix(shown).joined(separator: ", ") + rest
    }

    private func writeStandings(_ finding: OwnerFinding, to output: ReportOutput) {
        guard let standings = finding.answer.standings else { return }
        if standings.granted.count > 1 || (isWide && !standings.granted.isEmpty) {
            let texts = standings.granted.map { "\($0.policy) (\($0.text))" }
            output.append("  usable policies: \(Self.plain(list(texts, Self.linesMax)))\n")
        }
        guard let closest = standings.closest, let text = finding.closestText else { return }
        output.append("  \(Self.plain(text))\n")
        guard !standings.isClosestGranted else { return }
        write(errors: standings.closestErrors.map { (text: $0, policies: [closest.policy]) }, to: output)
    }
}
