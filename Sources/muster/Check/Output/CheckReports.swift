import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reports of a check that are being written.
struct CheckReports {
    private var files: [(format: ReportFormat, file: ReportFile)] = []

    /// Opens all files, so that one that cannot be written is told before the work is done.
    init(_ requests: [ReportRequest]) throws(CommandFailure) {
        for request in requests { files.append((request.format, try ReportFile(request.file))) }
    }

    var wantsLines: Bool { files.contains { $0.format == .ndjson } }

    /// Writes answer lines, which come while the check runs.
    func write(lines: [UInt8]) throws(CommandFailure) {
        for (format, file) in files where format == .ndjson { try file.write(lines) }
    }

    /// Writes all other reports and completes every file.
    func finish(_ report: FleetReport) throws(CommandFailure) {
        for (format, file) in files {
            try file.write { output in Self.write(report, as: format, to: output) }
            try file.commit()
        }
    }

    private static func write(_ report: FleetReport, as format: ReportFormat, to output: ReportOutput) {
        switch format {
        case .ndjson: break
        case .text, .wide:
            let style = TextStyle(isColoured: Terminal.showsColour(STDOUT_FILENO))
            FleetTextReport(report, style: style, isWide: format == .wide).write(to: output)
        case .json: FleetDocumentReport(report, .json).write(to: output)
        case .yaml: FleetDocumentReport(report, .yaml).write(to: output)
        case .junit: FleetJUnitReport(report).write(to: output)
        case .sarif: FleetSarifReport(report).write(to: output)
        case .github: FleetGitHubReport(report).write(to: output)
        case .policyreport: FleetPolicyReport(report).write(to: output)
        case .html: FleetHTMLReport(report).write(to: output)
        }
    }
}

/// What the terminal on the other side wants.
enum Terminal {
    /// A person sees what is written there, and has not asked for no colour.
    ///
    /// https://no-color.org
    static func showsColour(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && environment("NO_COLOR").isEmpty && environment("TERM") != "dumb"
    }

    private static func environment(_ name: String) -> String {
        unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
    }
}
