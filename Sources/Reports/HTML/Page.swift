/// A page that people look at: a summary, charts, a table to filter.
///
/// It is whole in itself: it loads nothing, and its charts need no script.
struct Page {
    /// Bars of a chart, rows of a matrix.
    static let barsMax = 15

    /// The colour of something.
    enum Tone: String {
        case good, filled, bad, doubt, failed, quiet
    }

    struct Card {
        var tone: Tone?
        var count: Int
        var name: String
    }

    /// A bar of one or several parts.
    struct Bar {
        var name: String
        /// What a click on it filters the table by.
        var filter: Filter
        /// What is shown at its end.
        var count: Int
        var parts: [Part]

        struct Part {
            var tone: Tone
            var count: Int
            var name: String
        }

        var whole: Int { parts.reduce(0) { $0 + $1.count } }
    }

    enum Filter: String {
        case namespace, rule
    }

    struct Chart {
        var title: String
        var bars: [Bar]
        /// What bars are called if there are more than are shown.
        var others: String
    }

    /// Counts by namespace and rule.
    struct Matrix {
        var title: String
        var namespaces: [String]
        var rules: [String]
        var count: (_ namespace: String, _ rule: String) -> Int
    }

    /// A value of the table's first filter; the first value that an entry has is chosen when the page opens.
    struct Status {
        var value: String
        var name: String
    }

    /// What it comes to, in one sentence.
    struct Lead {
        var count: Int
        var tone: Tone
        var text: String

        init(_ count: Int, _ tone: Tone, _ text: String) {
            self.count = count
            self.tone = tone
            self.text = text
        }

        /// Something could not be judged; `others` says what became of the rest.
        static func failed(_ count: Int, _ others: String) -> Lead {
            Lead(count, .failed, "\(count == 1 ? "object" : "objects") could not be evaluated; \(others)")
        }

        static let nothing = Lead(0, .doubt, "pods: the files hold nothing that bears any.")
    }

    var title: String
    var subtitle: String
    var lead: Lead
    var cards: [Card]
    var charts: [Chart]
    /// nil: the page has none.
    var matrix: Matrix?
    var firstColumn: String
    var statuses: [Status]
    var footer: [String]

    /// Writes the page; `writeEntries` writes the table's entries, JSON objects with commas between them.
    func write(to output: ReportOutput, _ writeEntries: () -> Void) {
        output.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        output.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        output.append("<title>\(Self.escaped(title))</title>\n<style>\n\(PageStyle.css)\n</style>\n</head>\n<body>\n")
        writeHeader(to: output)
        output.append("<main>\n")
        writeCards(to: output)
        writeCharts(to: output)
        writeMatrix(to: output)
        writeTable(to: output)
        output.append("</main>\n<footer>\n")
        for line in footer { output.append("<p>\(Self.escaped(line))</p>\n") }
        output.append("</footer>\n<script type=\"application/json\" id=\"findings-data\">[")
        writeEntries()
        output.append("]</script>\n<script>\n\(PageScript.javaScript)\n</script>\n</body>\n</html>\n")
    }

    private static func escaped(_ text: String) -> String { MarkupText.escaped(text) }

    /// `1,234,567`.
    static func grouped(_ count: Int) -> String {
        let digits = Array(String(count))
        return digits.indices.reduce(into: "") { text, place in
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digits[place])
        }
    }

    private func writeHeader(to output: ReportOutput) {
        output.append("<header>\n<h1>\(Self.escaped(title))</h1>\n<p class=\"sub\">\(Self.escaped(subtitle))</p>\n")
        output.append("<p class=\"lead\"><b class=\"\(lead.tone.rawValue)\">\(Self.grouped(lead.count))</b> ")
        output.append("\(Self.escaped(lead.text))</p>\n</header>\n")
    }

    private func writeCards(to output: ReportOutput) {
        output.append("<div class=\"cards\">\n")
        for card in cards {
            let tone = card.count > 0 ? card.tone?.rawValue ?? "" : ""
            let count = Self.grouped(card.count)
            output.append("<div class=\"card \(tone)\"><b>\(count)</b><span>\(card.name)</span></div>\n")
        }
        output.append("</div>\n")
    }

    private func writeTable(to output: ReportOutput) {
        output.append("<section class=\"panel\" id=\"findings\">\n<h2>By owner</h2>\n<div class=\"filters\">\n")
        output.append("<input id=\"text\" type=\"search\" placeholder=\"Search names, messages, policies\" ")
        output.append("aria-label=\"Search\">\n<select id=\"status\" aria-label=\"\(firstColumn)\">")
        output.append("<option value=\"\">all</option>")
        for status in statuses { output.append("<option value=\"\(status.value)\">\(status.name)</option>") }
        output.append("</select>\n<select id=\"namespace\" aria-label=\"Namespace\">")
        output.append("<option value=\"\">every namespace</option></select>\n<select id=\"rule\" aria-label=\"Rule\">")
        output.append("<option value=\"\">every rule</option></select>\n")
        output.append("<button id=\"clear\" type=\"button\">Clear</button>\n<output id=\"count\"></output>\n</div>\n")
        output.append("<div class=\"scroll\"><table class=\"findings\">\n<thead><tr>")
        for (key, name) in [
            ("status", firstColumn), ("namespace", "Namespace"), ("owner", "Owner"), ("pods", "Pods"),
            ("policy", "Policy"), ("rules", "Violated rules"),
        ] {
            output.append("<th data-sort=\"\(key)\"><button type=\"button\">\(name)</button></th>")
        }
        output.append("</tr></thead>\n<tbody id=\"rows\"></tbody>\n</table></div>\n")
        output.append("<button id=\"more\" class=\"more\" type=\"button\" hidden>Show more</button>\n")
        output.append("<noscript><p class=\"empty\">The table needs JavaScript; the charts do not.</p></noscript>\n")
        output.append("</section>\n")
    }
}
