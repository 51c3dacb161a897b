import Admission

/// The report of a check as a page.
package struct FleetHTMLReport {
    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// Writes the page.
    package func write(to output: ReportOutput) {
        let entries = PageEntries(report.ledger)
        page(entries.remark).write(to: output) {
            entries.write(to: output) { finding in
                finding.answer.verdict == .denied || finding.answer.verdict == .failed
            } _: { finding in
                entry(finding)
            }
        }
    }

    private func page(_ remark: String?) -> Page {
        let total = report.total
        return Page(
            title: "What PodSecurityPolicies say to a fleet",
            subtitle: report.setting.subtitle,
            lead: lead,
            cards: [
                Page.Card(tone: nil, count: total.pods, name: "pods checked"),
                Page.Card(tone: nil, count: total.owners, name: "owners"),
                Page.Card(tone: .good, count: total.admitted, name: "admitted"),
                Page.Card(tone: nil, count: total.mutated, name: "of them with defaults filled in"),
                Page.Card(tone: .bad, count: total.denied, name: "denied"),
                Page.Card(tone: .failed, count: report.failedCount, name: "could not be evaluated"),
            ]
                + (report.setting.knowsWhatFollows
                    ? [Page.Card(tone: .doubt, count: total.refusedLater, name: "admitted, then refused")] : []),
            charts: [
                Page.Chart(title: "Pods by namespace", bars: order.map(Self.bar), others: "namespaces"),
                Page.Chart(title: "Denied pods by violated rule", bars: ruleBars, others: "rules"),
            ],
            matrix: Page.Matrix(
                title: "Denied pods by namespace and rule",
                namespaces: order.filter { $0.counts.denied > 0 }.map(\.name),
                rules: report.violatedRules.map(\.name),
                count: { report.denied(in: $0, by: $1) }
            ),
            firstColumn: "Verdict",
            statuses: [
                Page.Status(value: "denied", name: "denied"),
                Page.Status(value: "failed", name: "could not be evaluated"),
                Page.Status(value: "later", name: "admitted, then refused"),
                Page.Status(value: "admitted", name: "admitted"), Page.Status(value: "ignored", name: "ignored"),
            ],
            footer: [remark, report.assumption].compactMap(\.self) + report.remarks + report.omissions.pageLines
                + ["muster \(report.setting.musterVersion)"]
        )
    }

    /// Only a fleet that was judged and admitted as a whole is good news.
    private var lead: Page.Lead {
        let total = report.total
        if total.denied > 0 {
            let count = report.namespaces.filter { $0.counts.denied > 0 }.count
            let namespaces = count == 1 ? "one namespace" : "\(count) namespaces"
            return Page.Lead(total.denied, .bad, "of \(Page.grouped(total.pods)) pods are denied, in \(namespaces).")
        }
        if report.failedCount > 0 {
            return .failed(
                report.failedCount,
                "of the \(Page.grouped(total.admitted)) pods that were judged none is denied."
            )
        }
        if total.pods == 0 { return .nothing }
        let tone: Page.Tone = total.admitted == 0 ? .doubt : .good
        return Page.Lead(total.admitted, tone, "pods are admitted, and none is denied.")
    }

    private typealias Namespace = (name: String, counts: FleetCounts)

    /// Namespaces with the most denials first, then with the most pods.
    private var order: [Namespace] {
        report.namespaces.enumerated().sorted { left, right in
            (right.element.counts.denied, right.element.counts.pods, left.offset)
                < (left.element.counts.denied, left.element.counts.pods, right.offset)
        }.map(\.element)
    }

    private static func bar(_ namespace: Namespace) -> Page.Bar {
        let counts = namespace.counts
        return Page.Bar(
            name: namespace.name,
            filter: .namespace,
            count: counts.pods,
            parts: [
                Page.Bar.Part(tone: .bad, count: counts.denied, name: "denied"),
                Page.Bar.Part(tone: .failed, count: counts.failed, name: "not evaluated"),
                Page.Bar.Part(tone: .filled, count: counts.mutated, name: "admitted, defaults filled in"),
                Page.Bar.Part(tone: .good, count: counts.admitted - counts.mutated, name: "admitted as it is"),
            ]
        )
    }

    private var ruleBars: [Page.Bar] {
        report.violatedRules.map { rule in
            Page.Bar(
                name: rule.name,
                filter: .rule,
                count: rule.denied,
                parts: [Page.Bar.Part(tone: .bad, count: rule.denied, name: "denied")]
            )
        }
    }

    private func entry(_ finding: OwnerFinding) -> PageEntry {
        let answer = finding.answer
        var entry = PageEntry(
            tags: ["\(answer.verdict)"],
            badges: [(answer.verdict.tone, "\(answer.verdict)")],
            policy: finding.policyText,
            rules: answer.rules.names,
            details: []
        )
        switch answer.verdict {
        case .denied: entry.details = finding.denialDetails(report.setting)
        case .failed: entry.details = [("Reason", .code(finding.messageText))]
        case .admitted:
            let filling = answer.isMutated ? ", which fills in defaults" : ""
            entry.details = [("Admitted by", .text("\(answer.policy)\(filling)"))]
        case .ignored: entry.details = [("Ignored", .text("PodSecurityPolicy does not look at the request"))]
        }
        if !answer.laterRefusals.isEmpty {
            let isCertain = answer.laterRefusals.contains(where: \.isCertain)
            entry.tags.append("later")
            entry.badges.append((.doubt, isCertain ? "then refused" : "may not start"))
            entry.details.append(("After admission", .list(finding.laterRefusalLines)))
        }
        entry.details += finding.placeDetails
        return entry
    }
}

extension PodAnswer.Verdict {
    fileprivate var tone: Page.Tone {
        switch self {
        case .admitted: .good
        case .denied: .bad
        case .failed: .failed
        case .ignored: .quiet
        }
    }
}

extension ReportSetting {
    /// Kubernetes, policies, revision.
    var subtitle: String {
        var parts = kubernetesVersion.isEmpty ? [] : ["Kubernetes \(kubernetesVersion)"]
        if let policyCount { parts.append(policyCount == 1 ? "1 policy" : "\(policyCount) policies") }
        if !revision.isEmpty { parts.append("revision \(revision.prefix(12))") }
        if let server { parts.append("judged by \(server)") }
        return parts.joined(separator: " · ")
    }
}
