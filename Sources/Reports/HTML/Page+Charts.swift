extension Page {
    func writeCharts(to output: ReportOutput) {
        let shown = charts.filter { !$0.bars.isEmpty }
        guard !shown.isEmpty else { return }
        output.append("<div class=\"charts\">\n")
        for chart in shown {
            output.append("<section class=\"panel\">\n<h2>\(MarkupText.escaped(chart.title))</h2>\n")
            let bars = chart.bars.prefix(Self.barsMax)
            let widest = bars.map(\.whole).max() ?? 1
            for bar in bars { write(bar, of: widest, to: output) }
            writeRest(chart.bars.count - Self.barsMax, chart.others, to: output)
            writeLegend(bars.flatMap(\.parts), to: output)
            output.append("</section>\n")
        }
        output.append("</div>\n")
    }

    private func write(_ bar: Bar, of widest: Int, to output: ReportOutput) {
        let parts = bar.parts.filter { $0.count > 0 }
        let words = parts.map { "\(Self.grouped($0.count)) \($0.name)" }.joined(separator: ", ")
        let name = MarkupText.escaped(bar.name)
        output.append("<button type=\"button\" class=\"bar\" data-\(bar.filter.rawValue)=\"\(name)\" ")
        output.append("title=\"\(name): \(MarkupText.escaped(words))\">")
        output.append("<span class=\"name\">\(name)</span><span class=\"track\">")
        for part in parts {
            output.append(
                "<i class=\"is-\(part.tone.rawValue)\" style=\"width:\(Self.percent(part.count, of: widest))\"></i>"
            )
        }
        output.append("</span><span class=\"count\">\(Self.grouped(bar.count))</span></button>\n")
    }

    /// What the colours mean, where there are several.
    private func writeLegend(_ parts: [Bar.Part], to output: ReportOutput) {
        var names: [(tone: Tone, name: String)] = []
        for part in parts where part.count > 0 && !names.contains(where: { $0.tone == part.tone }) {
            names.append((part.tone, part.name))
        }
        guard names.count > 1 else { return }
        output.append("<div class=\"legend\">")
        for (tone, name) in names {
            output.append("<span><i class=\"is-\(tone.rawValue)\"></i>\(MarkupText.escaped(name))</span>")
        }
        output.append("</div>\n")
    }

    /// A matrix, where there are several of both.
    func writeMatrix(to output: ReportOutput) {
        guard let matrix, matrix.namespaces.count > 1, matrix.rules.count > 1 else { return }
        let shown = matrix.namespaces.prefix(Self.barsMax)
        let most = shown.flatMap { name in matrix.rules.map { matrix.count(name, $0) } }.max() ?? 1
        output.append("<section class=\"panel\">\n<h2>\(MarkupText.escaped(matrix.title))</h2>\n")
        output.append("<div class=\"scroll\"><table class=\"heat\">\n<tr><th></th>")
        for rule in matrix.rules { output.append("<th>\(MarkupText.escaped(rule))</th>") }
        output.append("</tr>\n")
        for name in shown {
            output.append("<tr><th>\(MarkupText.escaped(name))</th>")
            for rule in matrix.rules { writeCell(name, rule, matrix.count(name, rule), most, to: output) }
            output.append("</tr>\n")
        }
        output.append("</table></div>\n")
        writeRest(matrix.namespaces.count - Self.barsMax, "namespaces", to: output)
        output.append("</section>\n")
    }

    private func writeCell(_ namespace: String, _ rule: String, _ count: Int, _ most: Int, to output: ReportOutput) {
        guard count > 0 else { return output.append("<td></td>") }
        let strength = 15 + count * 60 / max(1, most)
        output.append("<td style=\"background:rgba(var(--bad-rgb),0.\(strength))\"><button type=\"button\" ")
        output.append("data-namespace=\"\(MarkupText.escaped(namespace))\" data-rule=\"\(MarkupText.escaped(rule))\">")
        output.append("\(Self.grouped(count))</button></td>")
    }

    private func writeRest(_ count: Int, _ name: String, to output: ReportOutput) {
        if count > 0 { output.append("<p class=\"sub\">and \(count) more \(name)</p>\n") }
    }

    private static func percent(_ count: Int, of whole: Int) -> String {
        let thousandths = count * 100_000 / max(1, whole)
        return "\(thousandths / 1_000).\(String(thousandths % 1_000 + 1_000).dropFirst())%"
    }
}
