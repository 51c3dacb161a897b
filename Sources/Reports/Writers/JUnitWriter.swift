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

    /// How a test case ended, other than well.
    struct Trouble {
        enum Kind: String {
            case failure, error, skipped
        }

        var kind: Kind
        /// What kind of failure it is.
        var type: String
        /// One line.
        var message: String
        var text: String
    }

    struct Case {
        var name: String
        var className: String
        var file: String
        var line: Int
        var trouble: Trouble?
        /// What is to be said although the case is well.
        var note = ""
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
        guard one.trouble != nil || !one.note.isEmpty else {
            output.append("/>\n")
            return
        }
        output.append(">\n")
        if let trouble = one.trouble { write(trouble) }
        if !one.note.isEmpty {
            output.append("      <system-out>\(MarkupText.escaped(content: one.note))</system-out>\n")
        }
        output.append("    </testcase>\n")
    }

    private func write(_ trouble: Trouble) {
        output.append("      <\(trouble.kind.rawValue)")
        if trouble.kind != .skipped { output.append(" type=\"\(MarkupText.escaped(trouble.type))\"") }
        output.append(" message=\"\(MarkupText.escaped(trouble.message))\"")
        if trouble.text.isEmpty {
            output.append("/>\n")
        } else {
            output.append(">\(MarkupText.escaped(content: trouble.text))</\(trouble.kind.rawValue)>\n")
        }
    }

    func endSuite() { output.append("  </testsuite>\n") }

    func end() { output.append("</testsuites>\n") }
}
