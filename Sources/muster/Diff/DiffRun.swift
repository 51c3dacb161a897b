import Manifests
import Reports

/// One run of `muster diff`: objects in, changes out.
struct DiffRun {
    private let reports: ReportFiles
    private let isQuiet: Bool
    private var diff: FleetDiff
    private var omissions = FleetOmissions()
    private var progress: CheckProgress

    init(_ reports: ReportFiles, _ setting: DiffSetting, isQuiet: Bool) {
        self.reports = reports
        self.isQuiet = isQuiet
        diff = FleetDiff(setting)
        progress = CheckProgress(isQuiet: isQuiet)
    }

    /// Judges the objects by both sets.
    mutating func compare(_ reader: consuming FleetReader, _ plan: DiffPlan) throws(CommandFailure) {
        var check = LocalFleetCheck<DiffSlice>(plan)
        var number = 0
        while let entry = reader.next() {
            warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                number += 1
                omissions.take(item, plan.requests)
                try check.add(item, number: number) { (found) throws(CommandFailure) in try receive(found) }
            case .skipped(let omission, _): omissions.skip(omission)
            case .error(let error): omissions.report(error)
            }
        }
        warn(reader.takeNotices())
        try check.finish { (found) throws(CommandFailure) in try receive(found) }
    }

    /// Has a server judge them by the set that is.
    mutating func compare(with remote: RemoteFleetDiff) async throws {
        omissions = try await remote.run { try receive($0) }
        diff.setting.revisionBefore = remote.revision
    }

    private func warn(_ notices: [ManifestNotice]) {
        if !isQuiet { FleetOmissions.warn(notices) }
    }

    private mutating func receive(_ found: DiffFindings) throws(CommandFailure) {
        for (finding, before) in found.findings { diff.add(finding, from: before) }
        if reports.wantsLines { try reports.write(lines: found.lines) }
        progress.update(checked: diff.total.pods, denied: diff.total[.newlyDenied], "newly denied")
    }

    /// Says what changes.
    mutating func finish() throws(CommandFailure) -> ExitStatus {
        progress.clear()
        if diff.total.pods == 0, omissions.isEmpty {
            throw CommandFailure(.unusable, "the files of -f are empty: there is no object to check")
        }
        diff.omissions = ReportOmissions(omissions)
        let diff = diff
        try reports.finish { diff.write(as: $0, $1, to: $2) }
        if !isQuiet {
            for line in diff.remarks { CheckProgress.writeErrorLine(line) }
        }
        if diff.omissions.unreadableFiles > 0 { return .unusable }
        if diff.total.failed > 0 || diff.omissions.unreadableDocuments > 0 { return .itemsFailed }
        return diff.hasBreak ? .denied : .success
    }
}
