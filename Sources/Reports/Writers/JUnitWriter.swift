/// Writes test results as JUnit XML, as Ant made it and Jenkins, GitLab and others read it.
///
/// Source: Jenkins xUnit plugin, `junit-10.xsd`.
struct JUnitWriter {
    struct Counts {
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0

        static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                tests: left.tests + right.tests,
                failures: left.failures + right.failures,
                errors: left.errors + right.errors,
                skipped: left.skipped + right.skipped
            )
        }
    }

    struct Case {
        var name: String
        var className: String
        var file: String
        var line: Int
        var outcome: TestOutcome
    }

    private let output: ReportOutput

    /// Begins the document.
    init(_ name: String, _ counts: Counts, to output: ReportOutput) {
        self.output = output
        output.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        output.append("<testsuites name=\"\(MarkupText.escaped(name))\" tests=\"\(counts.tests)\" ")
        output.append("failures=\"\(counts.failures)\" errors=\"\(counts.errors)\">\n")
    }

    func beginSuite(_ name: String, _ counts: Counts) {
        output.append("  <testsuite name=\"\(MarkupText.escaped(name))\" tests=\"\(counts.tests)\" ")
        output.append("failures=\"\(counts.failures)\" errors=\"\(counts.errors)\" skipped=\"\(counts.skipped)\">\n")
    }

    func write(_ one: Case) {
        output.append("    <testcase name=\"\(MarkupText.escaped(one.name))\" ")
        output.append("classname=\"\(MarkupText.escaped(one.className))\" ")
        output.append("file=\"\(MarkupText.escaped(one.file))\" line=\"\(one.line)\"")
        let outcome = one.outcome
        guard outcome.kind != .passed || !outcome.note.isEmpty else {
            output.append("/>\n")
            return
        }
        output.append(">\n")
        if outcome.kind != .passed { write(outcome) }
        if !outcome.note.isEmpty {
            let note = MarkupText.escaped(content: outcome.note.joined(separator: "\n"))
            output.append("      <system-out>\(note)</system-out>\n")
        }
        output.append("    </testcase>\n")
    }

    private func write(_ outcome: TestOutcome) {
        output.append("      <\(outcome.kind.rawValue)")
        if outcome.kind != .skipped { output.append(" type=\"\(MarkupText.escaped(outcome.type))\"") }
        output.append(" message=\"\(MarkupText.escaped(outcome.message))\"")
        if outcome.lines.isEmpty {
            output.append("/>\n")
        } else {
            let text = MarkupText.escaped(content: outcome.lines.joined(separator: "\n"))
            output.append(">\(text)</\(outcome.kind.rawValue)>\n")
        }
    }

    func endSuite() { output.append("  </testsuite>\n") }

    func end() { output.append("</testsuites>\n") }
}
