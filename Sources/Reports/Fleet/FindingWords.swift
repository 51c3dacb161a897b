/// What the formats that know rules, test cases and results say of an owner: one vocabulary for a check, one for a diff.
package protocol FindingWords {
    /// The command.
    var name: String { get }
    /// All rules that `findings` names.
    var rules: [ReportRule] { get }
    var setting: ReportSetting { get }
    /// What there is to report of an owner's pods that were told the same: one for each rule, so that each can be followed by
    /// itself.
    func findings(_ finding: OwnerFinding) -> [ReportFinding]
    /// How the test case of an owner ends.
    func outcome(_ findings: [OwnerFinding]) -> TestOutcome
    /// The results of a policy report.
    func results(_ finding: OwnerFinding) -> [PolicyResult]
}

/// A report of findings by owner, whichever command made it: what the formats of other tools are written from.
package protocol FindingsReport {
    associatedtype Words: FindingWords

    var ledger: OwnerLedger { get }
    var omissions: ReportOmissions { get }
    var words: Words { get }
}

extension FleetReport: FindingsReport {
    package var words: CheckWords { CheckWords(setting) }
}

extension FleetDiff: FindingsReport {
    package var words: DiffWords { DiffWords(setting) }
}

/// How a test case ends.
package struct TestOutcome: Sendable {
    package enum Kind: String, Sendable {
        case passed, failure, error, skipped
    }

    package var kind: Kind
    /// What kind of failure it is.
    package var type = ""
    /// One line.
    package var message = ""
    package var lines: [String] = []
    /// What is to be said however the case ends.
    package var note: [String] = []

    package init(_ kind: Kind) { self.kind = kind }
}

/// One result of a policy report.
package struct PolicyResult: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case pass, fail, warn, error, skip
    }

    package var kind: Kind
    package var rule: String
    package var message: String

    package init(_ kind: Kind, rule: String, message: String) {
        self.kind = kind
        self.rule = rule
        self.message = message
    }
}
