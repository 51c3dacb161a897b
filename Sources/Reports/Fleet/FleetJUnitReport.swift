import Admission

/// A report as JUnit XML: a test suite for each namespace, a test case for each owner.
package struct FleetJUnitReport {
    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// Writes the document.
    package func write(to output: ReportOutput) {
        var suites: [(namespace: String, counts: JUnitWriter.Counts)] = []
        report.ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if suites.last?.namespace != first.namespace { suites.append((first.namespace, JUnitWriter.Counts())) }
            suites[suites.count - 1].counts.count(Self.worst(findings))
        }
        let writer = JUnitWriter(
            "muster check",
            suites.reduce(JUnitWriter.Counts()) { $0 + $1.counts },
            to: output
        )
        var number = -1
        report.ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if number < 0 || suites[number].namespace != first.namespace {
                if number >= 0 { writer.endSuite() }
                number += 1
                writer.beginSuite(first.namespace, suites[number].counts)
            }
            writer.write(testCase(findings))
        }
        if number >= 0 { writer.endSuite() }
        writer.end()
    }

    /// A denial is worse than a failure to judge, which is worse than an admission.
    private static func worst(_ findings: [OwnerFinding]) -> PodAnswer.Verdict {
        let order: [PodAnswer.Verdict] = [.denied, .failed, .admitted, .ignored]
        return order.first { verdict in findings.contains { $0.answer.verdict == verdict } } ?? .ignored
    }

    private func testCase(_ findings: [OwnerFinding]) -> JUnitWriter.Case {
        let worst = Self.worst(findings)
        let shown = findings.filter { $0.answer.verdict == worst }
        let first = shown.first ?? findings[0]
        var testCase = JUnitWriter.Case(
            name: "\(first.owner.kind)/\(first.owner.name)",
            className: "\(first.namespace).\(first.owner.kind)",
            file: first.place.file,
            line: first.place.line
        )
        switch worst {
        case .denied: testCase.trouble = trouble(.failure, first.answer.rules.names.joined(separator: ", "), shown)
        case .failed: testCase.trouble = trouble(.error, "not evaluated", shown)
        case .ignored:
            testCase.trouble = JUnitWriter.Trouble(
                kind: .skipped,
                type: "",
                message: "PodSecurityPolicy does not look at the request",
                text: ""
            )
        case .admitted: break
        }
        testCase.note = findings.flatMap(\.laterRefusalLines).joined(separator: "\n")
        return testCase
    }

    private func trouble(
        _ kind: JUnitWriter.Trouble.Kind,
        _ type: String,
        _ findings: [OwnerFinding]
    ) -> JUnitWriter.Trouble {
        let lines = findings.flatMap { finding in
            ["\(finding.place.description): \(finding.podCount)"]
                + finding.explanation(report.setting).map { "  \($0)" }
        }
        return JUnitWriter.Trouble(
            kind: kind,
            type: type,
            message: findings.first?.messageText ?? "",
            text: lines.joined(separator: "\n")
        )
    }
}

extension JUnitWriter.Counts {
    fileprivate mutating func count(_ verdict: PodAnswer.Verdict) {
        tests += 1
        switch verdict {
        case .denied: failures += 1
        case .failed: errors += 1
        case .ignored: skipped += 1
        case .admitted: break
        }
    }
}
