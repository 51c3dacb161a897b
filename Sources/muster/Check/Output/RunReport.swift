import Reports

/// A report that a run over a fleet fills and then writes, in any of its forms.
protocol RunReport: FindingsReport {
    associatedtype Found: FleetFindings

    /// What `deniedCount` counts.
    static var deniedWords: String { get }

    var omissions: ReportOmissions { get set }
    var podCount: Int { get }
    var deniedCount: Int { get }
    /// Pods that could not be judged.
    var failedPodCount: Int { get }
    /// Pods for which the command ends with status 1.
    var breakCount: Int { get }
    var remarks: [String] { get }

    mutating func add(_ found: Found)
    func writeText(_ style: TextStyle, isWide: Bool, to output: ReportOutput)
    func writeDocument(_ syntax: DocumentWriter.Syntax, to output: ReportOutput)
    func writePage(to output: ReportOutput)
}

extension RunReport {
    /// Writes the report in one of its forms; lines have been written before.
    func write(as format: ReportFormat, _ style: TextStyle, to output: ReportOutput) {
        switch format {
        case .ndjson: break
        case .text, .wide: writeText(style, isWide: format == .wide, to: output)
        case .json: writeDocument(.json, to: output)
        case .yaml: writeDocument(.yaml, to: output)
        case .junit: FleetJUnitReport(self).write(to: output)
        case .sarif: FleetSarifReport(self).write(to: output)
        case .github: FleetGitHubReport(self).write(to: output)
        case .policyreport: FleetPolicyReport(self).write(to: output)
        case .html: writePage(to: output)
        }
    }
}

extension FleetReport: RunReport {
    static var deniedWords: String { "denied" }

    var podCount: Int { total.pods }
    var deniedCount: Int { total.denied }
    var failedPodCount: Int { total.failed }
    var breakCount: Int { total.denied }

    mutating func add(_ found: CheckFindings) {
        for finding in found.findings { add(finding) }
    }

    func writeText(_ style: TextStyle, isWide: Bool, to output: ReportOutput) {
        FleetTextReport(self, style: style, isWide: isWide).write(to: output)
    }

    func writeDocument(_ syntax: DocumentWriter.Syntax, to output: ReportOutput) {
        FleetDocumentReport(self, syntax).write(to: output)
    }

    func writePage(to output: ReportOutput) { FleetHTMLReport(self).write(to: output) }
}

extension FleetDiff: RunReport {
    static var deniedWords: String { "newly denied" }

    var podCount: Int { total.pods }
    var deniedCount: Int { total[.newlyDenied] }
    var failedPodCount: Int { total.failed }

    mutating func add(_ found: DiffFindings) {
        for (finding, before) in found.findings { add(finding, from: before) }
    }

    func writeText(_ style: TextStyle, isWide: Bool, to output: ReportOutput) {
        DiffTextReport(self, style: style, isWide: isWide).write(to: output)
    }

    func writeDocument(_ syntax: DocumentWriter.Syntax, to output: ReportOutput) {
        DiffDocumentReport(self, syntax).write(to: output)
    }

    func writePage(to output: ReportOutput) { DiffHTMLReport(self).write(to: output) }
}
