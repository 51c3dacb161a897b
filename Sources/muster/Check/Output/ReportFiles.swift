import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reports that a command writes, each open.
struct ReportFiles {
    private var files: [(format: ReportFormat, file: ReportFile)] = []

    /// Opens all files, so that one that cannot be written is told before the work is done.
    init(_ requests: [ReportRequest]) throws(CommandFailure) {
        for request in requests { files.append((request.format, try ReportFile(request.file))) }
    }

    var wantsLines: Bool { files.contains { $0.format == .ndjson } }

    /// Writes answer lines, which come while the command runs.
    func write(lines: [UInt8]) throws(CommandFailure) {
        for (format, file) in files where format == .ndjson { try file.write(lines) }
    }

    /// Writes all other reports and completes every file.
    func finish(_ write: (ReportFormat, TextStyle, ReportOutput) -> Void) throws(CommandFailure) {
        for (format, file) in files {
            let style = TextStyle(isColoured: file.isStandardOutput && Terminal.showsColour(STDOUT_FILENO))
            if format != .ndjson { try file.write { write(format, style, $0) } }
            try file.commit()
        }
    }
}

extension FleetReport {
    /// Writes the report in one of its forms; lines have been written before.
    func write(as format: ReportFormat, _ style: TextStyle, to output: ReportOutput) {
        switch format {
        case .ndjson: break
        case .text, .wide: FleetTextReport(self, style: style, isWide: format == .wide).write(to: output)
        case .json: FleetDocumentReport(self, .json).write(to: output)
        case .yaml: FleetDocumentReport(self, .yaml).write(to: output)
        case .junit: FleetJUnitReport(self).write(to: output)
        case .sarif: FleetSarifReport(self).write(to: output)
        case .github: FleetGitHubReport(self).write(to: output)
        case .policyreport: FleetPolicyReport(self).write(to: output)
        case .html: FleetHTMLReport(self).write(to: output)
        }
    }
}

extension FleetDiff {
    /// Writes the comparison in one of its forms; lines have been written before.
    func write(as format: ReportFormat, _ style: TextStyle, to output: ReportOutput) {
        switch format {
        case .ndjson: break
        case .text, .wide: DiffTextReport(self, style: style, isWide: format == .wide).write(to: output)
        case .json: DiffDocumentReport(self, .json).write(to: output)
        case .yaml: DiffDocumentReport(self, .yaml).write(to: output)
        case .junit: FleetJUnitReport(self).write(to: output)
        case .sarif: FleetSarifReport(self).write(to: output)
        case .github: FleetGitHubReport(self).write(to: output)
        case .policyreport: FleetPolicyReport(self).write(to: output)
        case .html: DiffHTMLReport(self).write(to: output)
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
