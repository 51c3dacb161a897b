import FleetEvaluation
import Manifests
import Reports

/// One run over a fleet: objects in, reports out.
struct FleetRun<Report: RunReport> {
    private let reports: ReportFiles<ReportFormat>
    private let isQuiet: Bool
    private var report: Report
    private var omissions = FleetOmissions()
    private var progress: CheckProgress
    private var remarks: [String] = []

    init(_ reports: ReportFiles<ReportFormat>, _ report: Report, isQuiet: Bool) {
        self.reports = reports
        self.isQuiet = isQuiet
        self.report = report
        progress = CheckProgress(isQuiet: isQuiet)
    }

    /// Judges the objects here.
    mutating func judge<Plan: FleetPlan>(
        _ reader: consuming FleetReader,
        _ plan: Plan
    ) throws(CommandFailure) where Plan.Found == Report.Found {
        var check = LocalFleetCheck(plan)
        var number = 0
        while let entry = reader.next() {
            warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                number += 1
                omissions.take(item, plan.requests)
                try check.add(item, number: number) { (found) throws(CommandFailure) in try receive(found) }
            case .skipped(let omission, _): omissions.skip(omission)
            case .error(let error):
                omissions.report(error)
                try check.add(error) { (found) throws(CommandFailure) in try receive(found) }
            }
        }
        warn(reader.takeNotices())
        try check.finish { (found) throws(CommandFailure) in try receive(found) }
    }

    /// Has a server judge them.
    mutating func judge<Remote: RemoteFleet>(with remote: Remote) async throws where Remote.Report == Report {
        omissions = try await remote.run { try receive($0) }
        remote.describe(in: &report)
        remarks = remote.remark.map { [$0] } ?? []
    }

    /// Says what was found.
    mutating func finish() throws(CommandFailure) -> ExitStatus {
        progress.clear()
        // Most likely the command that should have written it has failed, and an empty fleet is no good news.
        if report.podCount == 0, omissions.isEmpty {
            throw CommandFailure(.unusable, "the files of -f are empty: there is no object to check")
        }
        report.omissions = ReportOmissions(omissions)
        let report = report
        try reports.finish { report.write(as: $0, $1, to: $2) }
        if !isQuiet {
            for line in report.remarks + remarks { CheckProgress.writeErrorLine(line) }
        }
        if report.omissions.unreadableFiles > 0 { return .unusable }
        if report.failedPodCount > 0 || report.omissions.unreadableDocuments > 0 { return .itemsFailed }
        return report.breakCount > 0 ? .denied : .success
    }

    private func warn(_ notices: [ManifestNotice]) {
        if !isQuiet { FleetOmissions.warn(notices) }
    }

    private mutating func receive(_ found: Report.Found) throws(CommandFailure) {
        report.add(found)
        if reports.wantsLines { try reports.write(lines: found.lines) }
        progress.update(checked: report.podCount, denied: report.deniedCount, Report.deniedWords)
    }
}

/// A fleet that a server judges.
protocol RemoteFleet {
    associatedtype Report: RunReport

    /// Runs to the end of the fleet; tells what of it was not judged.
    func run(_ receive: (Report.Found) throws -> Void) async throws -> FleetOmissions
    /// Says under what the fleet was judged, once it was.
    func describe(in report: inout Report)
    /// What people should know of it.
    var remark: String? { get }
}
