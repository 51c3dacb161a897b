import JSONScan
import PolicyLint
import Reports

/// A lint report in each of its formats.
struct LintWriter {
    private let report: LintReport

    init(_ report: LintReport) { self.report = report }

    /// Every rule with its id, a line each.
    static var rules: [UInt8] {
        var table = GrantTable(["ID", "SEVERITY", "SUMMARY"])
        for rule in LintRules.descriptions { table.add([rule.id, rule.severity.rawValue, rule.summary]) }
        return table.text
    }

    func bytes(as output: LintFormat) -> [UInt8] {
        switch output {
        case .text: Array(report.findings.map(Self.line).joined().utf8)
        case .json: json
        case .sarif: sarif
        case .github:
            Array(report.findings.map { GitHubAnnotations.line(ReportFinding($0)) }.joined().utf8)
        }
    }

    /// `FILE:LINE: SEVERITY: OBJECT: MESSAGE [ID]`.
    private static func line(_ finding: LintFinding) -> String {
        var place = finding.file.map { "\($0):" } ?? ""
        if let line = finding.line { place += "\(line):" }
        if !place.isEmpty { place += " " }
        let object = finding.object.isEmpty ? "" : "\(finding.object): "
        let line = "\(place)\(finding.severity.rawValue): \(object)\(finding.message) [\(finding.rule)]"
        return "\(PrintableText.of(line))\n"
    }

    private var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("policies")
        writer.beginArray()
        for policy in report.policies {
            writer.beginObject()
            writer.key("name")
            writer.string(policy.name)
            writer.key("usable")
            writer.bool(policy.isUsable)
            writer.key("errors")
            writer.beginArray()
            for error in policy.errors { writer.string(error) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.key("findings")
        writer.beginArray()
        for finding in report.findings { Self.write(finding, to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }

    /// Every member is there in every finding; an object, a file or a line that there is none of is empty or null.
    private static func write(_ finding: LintFinding, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.string(finding.rule)
        writer.key("severity")
        writer.string(finding.severity.rawValue)
        writer.key("object")
        writer.string(finding.object)
        writer.key("file")
        writer.string(finding.file ?? "")
        writer.key("line")
        if let line = finding.line { writer.integer(line) } else { writer.null() }
        writer.key("message")
        writer.string(finding.message)
        writer.endObject()
    }

    private var sarif: [UInt8] {
        var log = SarifLog(rules: LintRules.descriptions.map(ReportRule.init), version: musterVersion)
        for finding in report.findings { log.add(ReportFinding(finding)) }
        log.finish()
        return log.bytes
    }
}

extension ReportFinding {
    init(_ finding: LintFinding) {
        self.init(
            rule: finding.rule,
            severity: Severity(finding.severity),
            file: finding.file,
            line: finding.line,
            object: finding.object.isEmpty ? nil : finding.object,
            message: finding.message
        )
    }
}

extension ReportFinding.Severity {
    fileprivate init(_ severity: LintSeverity) {
        self =
            switch severity {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
    }
}

extension ReportRule {
    fileprivate init(_ rule: LintRuleDescription) {
        self.init(
            id: rule.id,
            severity: ReportFinding.Severity(rule.severity),
            summary: rule.summary,
            help: rule.help
        )
    }
}
