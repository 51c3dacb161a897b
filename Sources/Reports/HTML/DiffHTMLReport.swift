import Admission

/// A comparison of two policy sets as a page.
package struct DiffHTMLReport {
    private let diff: FleetDiff
    private let words: DiffWords

    package init(_ diff: FleetDiff) {
        self.diff = diff
        words = DiffWords(diff.setting)
    }

    /// Writes the page.
    package func write(to output: ReportOutput) {
        let entries = PageEntries(diff.ledger)
        page(entries.remark).write(to: output) {
            entries.write(to: output) { finding in
                finding.change != .unchanged
            } _: { finding in
                entry(finding)
            }
        }
    }

    private func page(_ remark: String?) -> Page {
        let total = diff.total
        let setting = diff.setting
        return Page(
            title: "What would change for a fleet",
            subtitle: subtitle,
            lead: lead,
            cards: [Page.Card(tone: nil, count: total.pods, name: "pods checked")]
                + PolicyChange.allCases.filter { $0 != .newlyRefusedLater || total[$0] > 0 }.map { change in
                    Page.Card(tone: change == .unchanged ? nil : change.tone, count: total[change], name: change.words)
                } + [Page.Card(tone: .failed, count: total.failed, name: "could not be evaluated")],
            charts: [
                Page.Chart(title: "Pods by namespace", bars: order.map(Self.bar), others: "namespaces"),
                Page.Chart(title: "Newly denied pods by violated rule", bars: ruleBars, others: "rules"),
            ],
            matrix: nil,
            firstColumn: "Change",
            statuses: PolicyChange.allCases.map { Page.Status(value: $0.rawValue, name: $0.words) },
            footer: [remark, diff.assumption].compactMap(\.self) + diff.remarks + diff.omissions.pageLines
                + ["muster \(setting.after.musterVersion)"]
        )
    }

    private var lead: Page.Lead {
        let total = diff.total
        if total.breaks > 0 {
            return Page.Lead(total.breaks, .bad, "of \(Page.grouped(total.pods)) pods would no longer be admitted.")
        }
        let failed = total.failed + diff.omissions.unreadableDocuments + diff.omissions.unreadableFiles
        if failed > 0 {
            return .failed(
                failed,
                "of the \(Page.grouped(total.pods - total.failed)) pods that were judged none is newly denied."
            )
        }
        if total.pods == 0 { return .nothing }
        return Page.Lead(total.pods, .good, "pods, and none of them is newly denied.")
    }

    /// What is done to which set.
    private var subtitle: String {
        let setting = diff.setting
        let today: String
        if let server = setting.serverBefore {
            today = ", today's are those of \(server)"
        } else if setting.edits.isEmpty, let count = setting.policyCountBefore {
            let policies = count == 1 ? "1 policy" : "\(count) policies"
            today = ", today \(policies) of revision \(setting.revisionBefore.prefix(12))"
        } else {
            today = ""
        }
        return (setting.edits + [setting.after.subtitle + today]).joined(separator: " · ")
    }

    private typealias Namespace = (name: String, counts: DiffCounts)

    /// Namespaces where most breaks first, then those where most changes.
    private var order: [Namespace] {
        func rank(_ counts: DiffCounts) -> (Int, Int) {
            (counts.breaks, counts.pods - counts[.unchanged])
        }
        return diff.namespaces.enumerated().sorted { left, right in
            let (a, b) = (rank(left.element.counts), rank(right.element.counts))
            return (b.0, b.1, left.offset) < (a.0, a.1, right.offset)
        }.map(\.element)
    }

    private static func bar(_ namespace: Namespace) -> Page.Bar {
        Page.Bar(
            name: namespace.name,
            filter: .namespace,
            count: namespace.counts.pods,
            parts: PolicyChange.allCases.map { change in
                Page.Bar.Part(tone: change.tone, count: namespace.counts[change], name: change.words)
            }
        )
    }

    private var ruleBars: [Page.Bar] {
        diff.violatedRules.map { rule in
            Page.Bar(
                name: rule.name,
                filter: .rule,
                count: rule.denied,
                parts: [Page.Bar.Part(tone: .bad, count: rule.denied, name: "newly denied")]
            )
        }
    }

    private func entry(_ finding: OwnerFinding) -> PageEntry {
        let change = finding.change
        var entry = PageEntry(
            tags: [change.rawValue],
            badges: [(change.tone, change.words)],
            policy: finding.policyChange,
            rules: finding.answer.rules.names,
            details: [
                ("Before", .text(Self.text(finding.other))), ("After", .text(Self.text(finding.answer))),
                ("Fields", .list(finding.fieldDifferences.map(\.text))),
            ]
        )
        if let before = finding.messageBefore { entry.details.append(("Message before", .code(before))) }
        switch finding.answer.verdict {
        case .denied: entry.details += finding.denialDetails(diff.setting.after)
        case .failed: entry.details = [("Reason", .code(finding.messageText))]
        case .admitted, .ignored: break
        }
        entry.details.append(("After admission", .list(finding.laterRefusalLines)))
        entry.details += finding.placeDetails
        return entry
    }

    private static func text(_ answer: PodAnswer.Content?) -> String {
        guard let answer else { return "" }
        guard answer.verdict == .admitted else { return "\(answer.verdict)" }
        return "admitted by \(answer.policy)\(answer.isMutated ? ", which fills in defaults" : "")"
    }
}

extension PolicyChange {
    fileprivate var tone: Page.Tone {
        switch self {
        case .newlyDenied, .newlyRefusedLater: .bad
        case .newlyAdmitted: .failed
        case .anotherMutation: .doubt
        case .anotherPolicy: .good
        case .unchanged: .quiet
        }
    }
}

extension OwnerFinding {
    /// `a -> b`; `b` alone if it stays.
    fileprivate var policyChange: String {
        let before = other?.policy ?? ""
        let after = answer.policy
        if before.utf8.elementsEqual(after.utf8) { return after.isEmpty ? "none" : after }
        return "\(before.isEmpty ? "none" : before) -> \(after.isEmpty ? "none" : after)"
    }
}
