import FleetEvaluation
import Manifests

/// One run of `muster check`: objects in, findings counted, denials and answer lines out.
struct CheckRun {
    private let output: CheckCommand.CheckOutput
    private var report = CheckReport()
    private var denials = Spool()
    private var failures = Spool()
    private var progress = CheckProgress()
    private var number = 0

    init(output: CheckCommand.CheckOutput) {
        self.output = output
    }

    /// Checks the objects here.
    mutating func check(_ reader: consuming FleetReader, _ plan: CheckPlan) throws(CommandFailure) {
        var check = LocalFleetCheck(plan)
        while let entry = reader.next() {
            FleetOmissions.warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                number += 1
                report.omissions.take(item, plan.requests)
                try check.add(item, number: number) { (found) throws(CommandFailure) in try receive(found) }
            case .skipped(let identity, _): report.omissions.skip(identity)
            case .error(let error): report.omissions.report(error)
            }
        }
        FleetOmissions.warn(reader.takeNotices())
        try check.finish { (found) throws(CommandFailure) in try receive(found) }
    }

    /// Has a server check them.
    mutating func check(with remote: RemoteFleetCheck) async throws {
        report.omissions = try await remote.run { try receive($0) }
    }

    /// Says what was found.
    mutating func finish() throws(CommandFailure) -> ExitStatus {
        CheckProgress.clear()
        if output == .text {
            try write(Array(report.summary.utf8))
            try copy(failures, under: "COULD NOT BE EVALUATED")
            try copy(denials, under: "DENIED")
        }
        for line in report.remarks { writeError("muster: \(line)\n") }
        if report.omissions.unreadableFiles > 0 { return .unusable }
        if report.total.failed > 0 || report.omissions.unreadable > 0 { return .itemsFailed }
        return report.total.denied > 0 ? .denied : .success
    }

    private mutating func receive(_ found: CheckFindings) throws(CommandFailure) {
        for finding in found.findings {
            report.add(finding)
            guard output == .text else { continue }
            let isFailure = finding.outcome == .invalid || finding.outcome == .overloaded
            guard finding.outcome == .denied || isFailure else { continue }
            var line = Array(
                "\(Self.place(finding.place)) \(finding.kind) \(finding.namespace)/\(finding.name)\n  ".utf8
            )
            line += found.texts[finding.text]
            line.append(0x0A)
            if isFailure { try failures.append(line) } else { try denials.append(line) }
        }
        if output == .ndjson { try write(found.lines) }
        progress.update(report.total)
    }

    private static func place(_ place: FleetPlace) -> String {
        guard let item = place.item else { return "\(place.file):\(place.line):" }
        return "\(place.file):\(place.line): item \(item):"
    }

    private func copy(_ spool: Spool, under title: String) throws(CommandFailure) {
        guard !spool.isEmpty else { return }
        try write(Array("\n\(title)\n".utf8))
        guard spool.copy(to: 1) else { throw Self.cannotWrite }
    }

    private func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard writeAll(bytes, to: 1) else { throw Self.cannotWrite }
    }

    private static var cannotWrite: CommandFailure {
        CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
    }
}
