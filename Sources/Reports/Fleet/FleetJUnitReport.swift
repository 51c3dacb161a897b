/// A report as JUnit XML: a test suite for each namespace, a test case for each owner; a suite for what could not be read.
package struct FleetJUnitReport<Report: FindingsReport> {
    private let ledger: OwnerLedger
    private let words: Report.Words
    private let unreadable: [JUnitWriter.Case]

    package init(_ report: Report) {
        ledger = report.ledger
        words = report.words
        unreadable = report.omissions.testCases
    }

    /// Writes the document.
    package func write(to output: ReportOutput) {
        var suites: [(namespace: String, counts: JUnitWriter.Counts)] = []
        ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if suites.last?.namespace != first.namespace { suites.append((first.namespace, JUnitWriter.Counts())) }
            suites[suites.count - 1].counts.count(words.outcome(findings).kind)
        }
        var unreadableCounts = JUnitWriter.Counts()
        for one in unreadable { unreadableCounts.count(one.outcome.kind) }
        let total = suites.reduce(unreadableCounts) { $0 + $1.counts }
        let writer = JUnitWriter(words.name, total, to: output)
        var number = -1
        ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if number < 0 || suites[number].namespace != first.namespace {
                if number >= 0 { writer.endSuite() }
                number += 1
                writer.beginSuite(first.namespace, suites[number].counts)
            }
            writer.write(testCase(first, words.outcome(findings)))
        }
        if number >= 0 { writer.endSuite() }
        if !unreadable.isEmpty {
            writer.beginSuite(UnreadableInput.rule.id, unreadableCounts)
            for one in unreadable { writer.write(one) }
            writer.endSuite()
        }
        writer.end()
    }

    private func testCase(_ first: OwnerFinding, _ outcome: TestOutcome) -> JUnitWriter.Case {
        JUnitWriter.Case(
            name: "\(first.owner.kind)/\(first.owner.name)",
            className: "\(first.namespace).\(first.owner.kind)",
            file: first.place.file,
            line: first.place.line,
            outcome: outcome
        )
    }
}

extension JUnitWriter.Counts {
    fileprivate mutating func count(_ kind: TestOutcome.Kind) {
        tests += 1
        switch kind {
        case .failure: failures += 1
        case .error: errors += 1
        case .skipped: skipped += 1
        case .passed: break
        }
    }
}
