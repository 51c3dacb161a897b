/// A report as a SARIF 2.1.0 log: a result for each owner and rule.
package struct FleetSarifReport<Words: FindingWords> {
    private let ledger: OwnerLedger
    private let words: Words

    package init(_ ledger: OwnerLedger, _ words: Words) {
        self.ledger = ledger
        self.words = words
    }

    /// Writes the log.
    package func write(to output: ReportOutput) {
        var log = SarifLog(rules: words.rules, version: words.setting.musterVersion)
        ledger.forEachOwner { findings in
            for finding in findings {
                for one in words.findings(finding) { log.add(one) }
            }
            output.append(log.bytes)
            log.bytes.removeAll(keepingCapacity: true)
        }
        log.finish()
        output.append(log.bytes)
    }
}

/// A report as GitHub annotations: a line for each owner and rule.
package struct FleetGitHubReport<Words: FindingWords> {
    private let ledger: OwnerLedger
    private let words: Words

    package init(_ ledger: OwnerLedger, _ words: Words) {
        self.ledger = ledger
        self.words = words
    }

    /// Writes the lines.
    package func write(to output: ReportOutput) {
        ledger.forEachOwner { findings in
            for finding in findings {
                for one in words.findings(finding) { output.append(GitHubAnnotations.line(one)) }
            }
        }
    }
}
