import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reports that a command writes, each open.
struct ReportFiles<Format: OutputFormat> {
    private var files: [(format: Format, file: ReportFile)] = []

    /// Opens all files, so that one that cannot be written is told before the work is done.
    init(_ requests: [OutputRequest<Format>]) throws(CommandFailure) {
        for request in requests { files.append((request.format, try ReportFile(request.file))) }
    }

    /// Writes what there is to say at the end, and completes every file.
    func finish(_ write: (Format, TextStyle, ReportOutput) -> Void) throws(CommandFailure) {
        for (format, file) in files {
            let style = TextStyle(isColoured: file.isStandardOutput && Terminal.showsColour(STDOUT_FILENO))
            try file.write { write(format, style, $0) }
            try file.commit()
        }
    }
}

extension ReportFiles<ReportFormat> {
    var wantsLines: Bool { files.contains { $0.format == .ndjson } }

    /// Writes answer lines, which come while the command runs.
    func write(lines: [UInt8]) throws(CommandFailure) {
        for (format, file) in files where format == .ndjson { try file.write(lines) }
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
