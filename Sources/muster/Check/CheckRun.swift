import FleetEvaluation
import Manifests

/// One run of `muster check`: objects in, findings counted, denials and answer lines out.
struct CheckRun {
    private let output: CheckCommand.CheckOutput
    private var check: LocalFleetCheck
    private var report = CheckReport()
    private var denials = Spool()
    private var failures = Spool()
    private var progress = CheckProgress()
    private var number = 0

    init(_ plan: CheckPlan, output: CheckCommand.CheckOutput) {
        self.output = output
        check = LocalFleetCheck(plan)
    }

    mutating func check(_ reader: consuming FleetReader) throws(CommandFailure) {
        while let entry = reader.next() {
            warn(reader.takeNotices())
            switch entry {
            case .item(let item):
                number += 1
                var finished: [CheckSlice] = []
                try check.add(item, number: number) { (slice) throws(CommandFailure) in finished.append(slice) }
                for slice in finished { try receive(slice) }
            case .skipped(let identity, _): report.skip(identity)
            case .error(let error):
                report.addUnreadable(error)
                progress.clear()
                writeError("muster: \(error)\n")
            }
        }
        warn(reader.takeNotices())
    }

    /// Tells what kubectl drops without a word.
    private func warn(_ notices: [ManifestNotice]) {
        guard !notices.isEmpty else { return }
        progress.clear()
        for notice in notices { writeError("muster: warning: \(notice)\n") }
    }

    /// Says what was found.
    mutating func finish() throws(CommandFailure) -> ExitStatus {
        var finished: [CheckSlice] = []
        try check.finish { (slice) throws(CommandFailure) in finished.append(slice) }
        for slice in finished { try receive(slice) }
        progress.clear()
        if output == .text {
            try write(Array(report.summary.utf8))
            try copy(failures, under: "COULD NOT BE EVALUATED")
            try copy(denials, under: "DENIED")
        }
        for line in report.omissions { writeError("muster: \(line)\n") }
        if report.unreadableFiles > 0 { return .unusable }
        if report.total.failed > 0 || report.unreadable > 0 { return .itemsFailed }
        return report.total.denied > 0 ? .denied : .success
    }

    private mutating func receive(_ slice: CheckSlice) throws(CommandFailure) {
        for (item, finding) in zip(slice.items, slice.findings) {
            report.add(finding)
            guard output == .text else { continue }
            let isFailure = finding.outcome == .invalid || finding.outcome == .overloaded
            guard finding.outcome == .denied || isFailure else { continue }
            var line = Array(
                "\(Self.place(item.place)) \(item.identity.kind) \(finding.namespace)/\(item.identity.name)\n  ".utf8
            )
            line += slice.texts[finding.text]
            line.append(0x0A)
            if isFailure { try failures.append(line) } else { try denials.append(line) }
        }
        if output == .ndjson { try write(slice.lines) }
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
