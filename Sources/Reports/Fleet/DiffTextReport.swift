import Admission

/// A comparison for people: a summary, then what breaks, what is let in and what changes, by owner.
package struct DiffTextReport {
    private let diff: FleetDiff
    private let words: DiffWords
    private let style: TextStyle
    /// Owners of which nothing changes are listed too.
    private let isWide: Bool

    package init(_ diff: FleetDiff, style: TextStyle, isWide: Bool) {
        self.diff = diff
        words = DiffWords(diff.setting)
        self.style = style
        self.isWide = isWide
    }

    /// Writes the whole report.
    package func write(to output: ReportOutput) {
        writeSummary(to: output)
        if isWide { writeOwners(to: output) }
        for change in PolicyChange.allCases where change != .unchanged && diff.total[change] > 0 {
            writeSection(change, to: output)
        }
        writeFailures(to: output)
    }

    private static func plain(_ text: String) -> String { PrintableText.of(text) }

    private func writeSummary(to output: ReportOutput) {
        if let server = diff.setting.serverBefore {
            output.append("from the policies of \(Self.plain(server)) to those of --to\n")
        }
        for edit in diff.setting.edits { output.append("\(Self.plain(edit))\n") }
        let total = diff.total
        var parts: [String] = []
        for change in PolicyChange.allCases where change != .newlyRefusedLater || total[change] > 0 {
            let text = "\(total[change]) \(change.words)"
            parts.append(change.isBreak && total[change] > 0 ? style(.bad, text) : text)
        }
        output.append("\(total.pods) checked: \(parts.joined(separator: ", "))")
        if total.stillDenied > 0 { output.append(" (of them \(total.stillDenied) denied before and after)") }
        output.append("\n")
        if let assumption = diff.assumption { output.append("\(Self.plain(assumption))\n") }
        writeNamespaces(to: output)
        let rules = diff.violatedRules.map { [$0.name, "\($0.denied)"] }
        if !rules.isEmpty { writeTable(["VIOLATED RULE", "NEWLY DENIED"], rules, to: output) }
    }

    private func writeNamespaces(to output: ReportOutput) {
        guard diff.total.pods > 0 else { return }
        let shown = PolicyChange.allCases.filter { $0 != .newlyRefusedLater || diff.total[$0] > 0 }
        let rows = diff.namespaces.map { name, counts in
            [Self.plain(name), "\(counts.pods)"] + shown.map { "\(counts[$0])" }
        }
        writeTable(["NAMESPACE", "CHECKED"] + shown.map { $0.words.uppercased() }, rows, to: output)
    }

    private func writeTable(_ head: [String], _ rows: [[String]], to output: ReportOutput) {
        var table = TextTable(head)
        for row in rows { table.measure(row) }
        output.append("\n\(style(.title, table.headLine))\n")
        for row in rows { output.append(table.line(row) + "\n") }
    }

    private func writeOwners(to output: ReportOutput) {
        var table = TextTable(["NAMESPACE", "OWNER", "PODS", "CHANGE", "BEFORE", "AFTER"])
        diff.ledger.forEachOwner { findings in
            for finding in findings { table.measure(Self.row(finding)) }
        }
        guard table.rowCount > 0 else { return }
        output.append("\n\(style(.title, table.headLine))\n")
        diff.ledger.forEachOwner { findings in
            for finding in findings { output.append(table.line(Self.row(finding)) + "\n") }
        }
    }

    private static func row(_ finding: OwnerFinding) -> [String] {
        func words(_ answer: PodAnswer.Content?) -> String {
            guard let answer else { return "<none>" }
            guard answer.verdict == .admitted else { return "\(answer.verdict)" }
            return answer.policy + (answer.isMutated ? " (fills in)" : "")
        }
        return [
            plain(finding.namespace), plain("\(finding.owner.kind)/\(finding.owner.name)"), "\(finding.count)",
            finding.change.words, plain(words(finding.other)), plain(words(finding.answer)),
        ]
    }

    private func writeSection(_ change: PolicyChange, to output: ReportOutput) {
        let title = change.words.uppercased()
        output.append("\n\(style(.title, title))\n")
        diff.ledger.forEachOwner { findings in
            for finding in findings where finding.change == change {
                let pods = finding.count == 1 ? "" : " (\(finding.count) pods, the first of them here)"
                let place = Self.plain(finding.place.description)
                output.append("\(place): \(style(.title, Self.plain(finding.title)))\(pods)\n")
                // The first line says how many, which the heading has said.
                for line in words.lines(finding).dropFirst() { output.append("  \(Self.plain(line))\n") }
            }
        }
    }

    private func writeFailures(to output: ReportOutput) {
        guard diff.total.failed > 0 else { return }
        output.append("\n\(style(.title, "COULD NOT BE EVALUATED"))\n")
        diff.ledger.forEachOwner { answer in
            answer.verdict == .failed
        } _: { findings in
            for finding in findings {
                let place = Self.plain(finding.place.description)
                output.append("\(place): \(style(.title, Self.plain(finding.title)))\n")
                output.append("  \(Self.plain(finding.messageText))\n")
            }
        }
    }
}
