import JSONScan

/// An entry of a page's table, as the page's script reads it.
struct PageEntry {
    /// What is shown of an entry that is opened.
    enum Detail {
        case text(String)
        case code(String)
        case list([String])
        case chips([String])
        case commands([String])

        var isEmpty: Bool {
            switch self {
            case .text(let text), .code(let text): text.isEmpty
            case .list(let texts), .chips(let texts), .commands(let texts): texts.isEmpty
            }
        }
    }

    /// Lines of one list.
    private static let linesMax = 100

    /// Values of the first filter; the table is sorted by the first of them.
    var tags: [String]
    var badges: [(tone: Page.Tone, text: String)]
    var policy: String
    var rules: [String]
    var details: [(term: String, detail: Detail)]

    /// The entry as JSON; no text in it can end the element that holds it.
    func json(_ finding: OwnerFinding) -> [UInt8] {
        // Go's escaping leaves no `<`.
        var writer = JSONWriter(escaping: .go)
        writer.beginObject()
        writer.key("tags")
        writer.strings(tags)
        writer.key("badges")
        writer.beginArray()
        for badge in badges { writer.strings([badge.tone.rawValue, badge.text]) }
        writer.endArray()
        for (key, text) in [
            ("namespace", finding.namespace), ("kind", finding.owner.kind), ("name", finding.owner.name),
            ("policy", policy),
        ] {
            writer.key(escaping: key)
            writer.string(text)
        }
        writer.key("pods")
        writer.integer(finding.count)
        writer.key("rules")
        writer.strings(rules)
        writer.key("details")
        writer.beginArray()
        for (term, detail) in details where !detail.isEmpty { write(term, detail, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func write(_ term: String, _ detail: Detail, _ writer: inout JSONWriter) {
        writer.beginArray()
        writer.string(term)
        switch detail {
        case .text(let text):
            writer.string("text")
            writer.string(text)
        case .code(let text):
            writer.string("code")
            writer.string(text)
        case .list(let texts):
            writer.string("list")
            let rest = texts.count - Self.linesMax
            writer.strings(texts.prefix(Self.linesMax) + (rest > 0 ? ["and \(rest) more"] : []))
        case .chips(let texts):
            writer.string("chips")
            writer.strings(texts)
        case .commands(let texts):
            writer.string("commands")
            writer.strings(texts)
        }
        writer.endArray()
    }
}

extension JSONWriter {
    fileprivate mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}

/// The entries of a page's table, at most so many as a browser takes.
struct PageEntries {
    private static let entriesMax = 20_000

    private let ledger: OwnerLedger

    init(_ ledger: OwnerLedger) { self.ledger = ledger }

    /// What is said if the table does not hold all.
    var remark: String? {
        guard ledger.entryCount > Self.entriesMax else { return nil }
        return
            "The table holds \(Self.entriesMax) of \(ledger.entryCount) entries, what matters most first; -o json has all."
    }

    /// Writes the entries; if there are too many, first those that matter.
    func write(
        to output: ReportOutput,
        first matters: (OwnerFinding) -> Bool,
        _ entry: (OwnerFinding) -> PageEntry
    ) {
        let isCut = ledger.entryCount > Self.entriesMax
        var left = Self.entriesMax
        for pass in isCut ? [true, false] : [true] {
            ledger.forEachOwner { findings in
                for finding in findings where left > 0 && (!isCut || matters(finding) == pass) {
                    if left < Self.entriesMax { output.append(",\n") }
                    left -= 1
                    output.append(entry(finding).json(finding))
                }
            }
        }
    }
}
