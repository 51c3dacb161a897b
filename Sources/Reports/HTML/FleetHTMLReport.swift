import Admission
import JSONScan

/// A report as a page for people: a summary, charts by namespace and rule, a table to filter.
///
/// The page is whole in itself: it loads nothing, and its charts need no script.
package struct FleetHTMLReport {
    /// Entries of the table; a browser grows slow beyond.
    private static let entriesMax = 20_000
    /// Bars of a chart.
    private static let barsMax = 15

    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// Writes the page.
    package func write(to output: ReportOutput) {
        output.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        output.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        output.append("<title>\(Self.title)</title>\n<style>\n\(PageStyle.css)\n</style>\n</head>\n<body>\n")
        writeHeader(to: output)
        output.append("<main>\n")
        writeCards(to: output)
        writeCharts(to: output)
        writeTable(to: output)
        output.append("</main>\n")
        writeFooter(to: output)
        writeData(to: output)
        output.append("<script>\n\(PageScript.javaScript)\n</script>\n</body>\n</html>\n")
    }

    private static let title = "What PodSecurityPolicies say to a fleet"

    // MARK: Summary

    private func writeHeader(to output: ReportOutput) {
        let setting = report.setting
        var parts = ["Kubernetes \(setting.kubernetesVersion)"]
        if let count = setting.policyCount { parts.append(count == 1 ? "1 policy" : "\(count) policies") }
        if !setting.revision.isEmpty { parts.append("revision \(setting.revision.prefix(12))") }
        if let server = setting.server { parts.append("judged by \(server)") }
        output.append(
            "<header>\n<h1>\(Self.title)</h1>\n<p class=\"sub\">\(Self.escaped(parts.joined(separator: " · ")))</p>\n"
        )
        let total = report.total
        if total.denied == 0 {
            output.append(
                "<p class=\"lead\">All <b class=\"good\">\(total.admitted)</b> pods that could be judged are admitted.</p>\n"
            )
        } else {
            let namespaces = report.namespaces.filter { $0.counts.denied > 0 }.count
            output.append(
                "<p class=\"lead\"><b class=\"bad\">\(total.denied)</b> of \(total.pods) pods are denied, in "
            )
            output.append(namespaces == 1 ? "one namespace.</p>\n" : "\(namespaces) namespaces.</p>\n")
        }
        output.append("</header>\n")
    }

    private func writeCards(to output: ReportOutput) {
        let total = report.total
        let cards: [(tone: String, count: Int, name: String)] = [
            ("", total.pods, "pods checked"), ("", total.owners, "owners"), ("good", total.admitted, "admitted"),
            ("", total.mutated, "of them with defaults filled in"),
            (total.denied > 0 ? "bad" : "", total.denied, "denied"),
            (total.failed > 0 ? "failed" : "", total.failed, "could not be evaluated"),
            (total.refusedLater > 0 ? "doubt" : "", total.refusedLater, "admitted, then refused"),
        ]
        output.append("<div class=\"cards\">\n")
        for card in cards {
            output.append("<div class=\"card \(card.tone)\"><b>\(card.count)</b><span>\(card.name)</span></div>\n")
        }
        output.append("</div>\n")
    }

    private func writeFooter(to output: ReportOutput) {
        var lines = report.remarks
        if let assumption = report.assumption { lines.insert(assumption, at: 0) }
        output.append("<footer>\n")
        for line in lines { output.append("<p>\(Self.escaped(line))</p>\n") }
        output.append("<p>muster \(Self.escaped(report.setting.musterVersion))</p>\n</footer>\n")
    }

    // MARK: Charts

    private func writeCharts(to output: ReportOutput) {
        let namespaces = report.namespaces
        guard !namespaces.isEmpty else { return }
        output.append("<div class=\"charts\">\n<section class=\"panel\">\n<h2>Pods by namespace</h2>\n")
        let order = namespaces.enumerated().sorted { left, right in
            (right.element.counts.denied, right.element.counts.pods, left.offset)
                < (left.element.counts.denied, left.element.counts.pods, right.offset)
        }.map(\.element)
        let widest = order.prefix(Self.barsMax).map(\.counts.pods).max() ?? 1
        for (name, counts) in order.prefix(Self.barsMax) { writeBar(name, counts, of: widest, to: output) }
        writeRest(order.count - Self.barsMax, "namespaces", to: output)
        output.append("<div class=\"legend\">")
        for (tone, name) in [
            ("denied", "denied"), ("failed", "not evaluated"), ("filled", "admitted, defaults filled in"),
            ("admitted", "admitted as it is"),
        ] {
            output.append("<span><i class=\"is-\(tone)\"></i>\(name)</span>")
        }
        output.append("</div>\n</section>\n")
        writeRules(to: output)
        output.append("</div>\n")
        writeMatrix(order.filter { $0.counts.denied > 0 }.map(\.name), to: output)
    }

    private func writeBar(_ name: String, _ counts: FleetCounts, of widest: Int, to output: ReportOutput) {
        let parts = [
            ("denied", counts.denied, "denied"), ("failed", counts.failed, "not evaluated"),
            ("filled", counts.mutated, "admitted with defaults filled in"),
            ("admitted", counts.admitted - counts.mutated, "admitted as they are"),
        ].filter { $0.1 > 0 }
        let words = parts.map { "\($0.1) \($0.2)" }.joined(separator: ", ")
        output.append(
            "<button type=\"button\" class=\"bar\" data-namespace=\"\(Self.escaped(name))\" title=\"\(Self.escaped("\(name): \(words)"))\">"
        )
        output.append("<span class=\"name\">\(Self.escaped(name))</span><span class=\"track\">")
        for (tone, count, _) in parts {
            output.append("<i class=\"is-\(tone)\" style=\"width:\(Self.percent(count, of: widest))\"></i>")
        }
        output.append("</span><span class=\"count\">\(counts.pods)</span></button>\n")
    }

    private func writeRules(to output: ReportOutput) {
        let rules = report.violatedRules
        guard let most = rules.first?.denied else { return }
        output.append("<section class=\"panel\">\n<h2>Denied pods by violated rule</h2>\n")
        for (name, denied) in rules {
            output.append(
                "<button type=\"button\" class=\"bar\" data-rule=\"\(Self.escaped(name))\" title=\"\(Self.escaped("\(name): \(denied) denied"))\">"
            )
            output.append("<span class=\"name\">\(Self.escaped(name))</span><span class=\"track\">")
            output.append("<i class=\"is-denied\" style=\"width:\(Self.percent(denied, of: most))\"></i>")
            output.append("</span><span class=\"count\">\(denied)</span></button>\n")
        }
        output.append("</section>\n")
    }

    /// Denied pods by namespace and rule, where there are several of both.
    private func writeMatrix(_ namespaces: [String], to output: ReportOutput) {
        let rules = report.violatedRules.map(\.name)
        guard namespaces.count > 1, rules.count > 1 else { return }
        let shown = namespaces.prefix(Self.barsMax)
        let most = shown.flatMap { name in rules.map { report.denied(in: name, by: $0) } }.max() ?? 1
        output.append(
            "<section class=\"panel\">\n<h2>Denied pods by namespace and rule</h2>\n<div class=\"scroll\"><table class=\"heat\">\n<tr><th></th>"
        )
        for rule in rules { output.append("<th>\(Self.escaped(rule))</th>") }
        output.append("</tr>\n")
        for name in shown {
            output.append("<tr><th>\(Self.escaped(name))</th>")
            for rule in rules {
                let denied = report.denied(in: name, by: rule)
                guard denied > 0 else {
                    output.append("<td></td>")
                    continue
                }
                let strength = 15 + denied * 60 / max(1, most)
                output.append("<td style=\"background:rgba(var(--bad-rgb),0.\(strength))\"><button type=\"button\" ")
                output.append(
                    "data-namespace=\"\(Self.escaped(name))\" data-rule=\"\(Self.escaped(rule))\">\(denied)</button></td>"
                )
            }
            output.append("</tr>\n")
        }
        output.append("</table></div>\n")
        writeRest(namespaces.count - Self.barsMax, "namespaces", to: output)
        output.append("</section>\n")
    }

    private func writeRest(_ count: Int, _ name: String, to output: ReportOutput) {
        if count > 0 { output.append("<p class=\"sub\">and \(count) more \(name)</p>\n") }
    }

    private static func percent(_ count: Int, of whole: Int) -> String {
        let thousandths = count * 100_000 / max(1, whole)
        let fraction = String(thousandths % 1_000 + 1_000).dropFirst()
        return "\(thousandths / 1_000).\(fraction)%"
    }

    // MARK: Table

    private func writeTable(to output: ReportOutput) {
        output.append(
            "<section class=\"panel\" id=\"findings\">\n<h2>Findings by owner</h2>\n<div class=\"filters\">\n"
        )
        output.append(
            "<input id=\"text\" type=\"search\" placeholder=\"Search names, messages, policies\" aria-label=\"Search\">\n"
        )
        output.append("<select id=\"verdict\" aria-label=\"Verdict\"><option value=\"\">every verdict</option>")
        for (value, name) in [
            ("denied", "denied"), ("failed", "could not be evaluated"), ("admitted", "admitted"),
            ("later", "admitted, then refused"), ("ignored", "ignored"),
        ] {
            output.append("<option value=\"\(value)\">\(name)</option>")
        }
        output.append(
            "</select>\n<select id=\"namespace\" aria-label=\"Namespace\"><option value=\"\">every namespace</option></select>\n"
        )
        output.append("<select id=\"rule\" aria-label=\"Rule\"><option value=\"\">every rule</option></select>\n")
        output.append("<button id=\"clear\" type=\"button\">Clear</button>\n<output id=\"count\"></output>\n</div>\n")
        output.append("<div class=\"scroll\"><table class=\"findings\">\n<thead><tr>")
        for (key, name) in [
            ("verdict", "Verdict"), ("namespace", "Namespace"), ("owner", "Owner"), ("pods", "Pods"),
            ("policy", "Policy"), ("rules", "Violated rules"),
        ] {
            output.append("<th data-sort=\"\(key)\"><button type=\"button\">\(name)</button></th>")
        }
        output.append("</tr></thead>\n<tbody id=\"rows\"></tbody>\n</table></div>\n")
        output.append("<button id=\"more\" class=\"more\" type=\"button\" hidden>Show more</button>\n")
        output.append("<noscript><p class=\"empty\">The table needs JavaScript; the charts do not.</p></noscript>\n")
        if report.ledger.entryCount > Self.entriesMax {
            output.append(
                "<p class=\"sub\">The table holds the first \(Self.entriesMax) of \(report.ledger.entryCount) entries, denials "
                    + "first; -o ndjson and -o json have all.</p>\n"
            )
        }
        output.append("</section>\n")
    }

    /// The findings as JSON; no text in it can end the element that holds it.
    private func writeData(to output: ReportOutput) {
        output.append("<script type=\"application/json\" id=\"findings-data\">[")
        var isFirst = true
        var left = Self.entriesMax
        let order: [Set<PodAnswer.Verdict>] =
            report.ledger.entryCount > Self.entriesMax
            ? [[.denied, .failed], [.admitted, .ignored]] : [Set(PodAnswer.Verdict.allCases)]
        for verdicts in order {
            report.ledger.forEachOwner { findings in
                for finding in findings where left > 0 && verdicts.contains(finding.answer.verdict) {
                    left -= 1
                    if !isFirst { output.append(",\n") }
                    isFirst = false
                    output.append(PageEntry(finding, report.setting).json)
                }
            }
        }
        output.append("]</script>\n")
    }

    private static func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}
