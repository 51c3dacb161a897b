import FleetEvaluation
import Manifests
import Reports

/// One run of `muster check`: objects in, reports out.
struct CheckRun {
    private let reports: ReportFiles
    private let isQuiet: Bool
    private var report: FleetReport
    private var omissions = FleetOmissions()
    private var progress: CheckProgress
    private var number = 0
    private var remarks: [String] = []

    init(_ reports: ReportFiles, _ setting: ReportSetting, isQuiet: Bool) {
        self.reports = reports
        self.isQuiet = isQuiet
        report = FleetReport(setting)
        progress = CheckProgress(isQuiet: isQuiet)
    }

    /// Checks the objects here.
    mutating func check(_ reader: consuming FleetReader, _ plan: CheckPlan) throws(CommandFailure) {
        var check = LocalFleetCheck<CheckSlice>(plan)
        while let entry = reader.next() {
            warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                number += 1
                omissions.take(item, plan.requests)
                try check.add(item, number: number) { (found) throws(CommandFailure) in try receive(found) }
            case .skipped(let identity, _): omissions.skip(identity)
            case .error(let error):
                omissions.report(error)
                try check.add(error) { (found) throws(CommandFailure) in try receive(found) }
            }
        }
        warn(reader.takeNotices())
        try check.finish { (found) throws(CommandFailure) in try receive(found) }
    }

    /// Has a server check them.
    mutating func check(with remote: RemoteFleetCheck) async throws {
        omissions = try await remote.run { try receive($0) }
        remote.describe(in: &report.setting)
        remarks = remote.remark.map { [$0] } ?? []
    }

    /// Says what was found.
    mutating func finish() throws(CommandFailure) -> ExitStatus {
        progress.clear()
        // Most likely the command that should have written it has failed, and an empty fleet is no good news.
        if report.total.pods == 0, omissions.isEmpty {
            throw CommandFailure(.unusable, "the files of -f are empty: there is no object to check")
        }
        report.omissions = ReportOmissions(omissions)
        let report = report
        try reports.finish { report.write(as: $0, $1, to: $2) }
        if !isQuiet {
            for line in report.remarks + remarks { CheckProgress.writeErrorLine(line) }
        }
        if report.omissions.unreadableFiles > 0 { return .unusable }
        if report.total.failed > 0 || report.omissions.unreadableDocuments > 0 { return .itemsFailed }
        return report.total.denied > 0 ? .denied : .success
    }

    private func warn(_ notices: [ManifestNotice]) {
        if !isQuiet { FleetOmissions.warn(notices) }
    }

    private mutating func receive(_ found: CheckFindings) throws(CommandFailure) {
        for finding in found.findings { report.add(finding) }
        if reports.wantsLines { try reports.write(lines: found.lines) }
        progress.update(checked: report.total.pods, denied: report.total.denied, "denied")
    }
}
