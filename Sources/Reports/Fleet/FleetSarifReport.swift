/// A report as a SARIF 2.1.0 log: a result for each owner and rule, and for each document that could not be read.
package struct FleetSarifReport<Report: FindingsReport> {
    private let report: Report

    package init(_ report: Report) { self.report = report }

    /// Writes the log.
    package func write(to output: ReportOutput) {
        let words = report.words
        var log = SarifLog(rules: words.rules + [UnreadableInput.rule], version: words.setting.musterVersion)
        report.ledger.forEachOwner { findings in
            for finding in findings {
                for one in words.findings(finding) { log.add(one) }
            }
            output.append(log.bytes)
            log.bytes.removeAll(keepingCapacity: true)
        }
        for one in report.omissions.findings { log.add(one) }
        log.finish()
        output.append(log.bytes)
    }
}

/// A report as GitHub annotations: a line for each owner and rule, and for each document that could not be read.
package struct FleetGitHubReport<Report: FindingsReport> {
    private let report: Report

    package init(_ report: Report) { self.report = report }

    /// Writes the lines.
    package func write(to output: ReportOutput) {
        let words = report.words
        report.ledger.forEachOwner { findings in
            for finding in findings {
                for one in words.findings(finding) { output.append(GitHubAnnotations.line(one)) }
            }
        }
        for one in report.omissions.findings { output.append(GitHubAnnotations.line(one)) }
    }
}
