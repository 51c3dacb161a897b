import ArgumentParser

/// The forms in which a command's report can be had.
protocol OutputFormat: RawRepresentable<String>, CaseIterable, Equatable, Sendable {
    /// What goes to standard output if nothing else does.
    static var standard: Self { get }
}

/// A report that the command line asks for: `FORMAT` on standard output, or `FORMAT=FILE`.
struct OutputRequest<Format: OutputFormat>: ExpressibleByArgument, Equatable, Sendable {
    var format: Format
    /// nil: standard output.
    var file: String?

    init(format: Format, file: String? = nil) {
        self.format = format
        self.file = file
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ Format(rawValue: String($0)) }) else { return nil }
        if parts.count == 2 {
            guard !parts[1].isEmpty else { return nil }
            self.init(format: format, file: parts[1] == "-" ? nil : String(parts[1]))
        } else {
            self.init(format: format)
        }
    }

    static var allValueStrings: [String] { Format.allCases.map(\.rawValue) }
}

/// Which reports a command writes, and what it says beside them.
struct OutputOptions<Format: OutputFormat>: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "\(Format.allCases.map(\.rawValue).joined(separator: "|")); with =FILE into a file.",
            discussion: """
                May be given several times, once without a file. Without one that goes to standard output, text does.
                """,
            valueName: "format[=file]"
        )
    )
    var requests: [OutputRequest<Format>] = []

    @Flag(name: .shortAndLong, help: "Say nothing but errors and what -o asks for.")
    var quiet = false

    @Flag(name: .customLong("exit-zero"), help: "Exit with 0 where it would be 1.")
    var exitsWithZero = false

    func validate() throws {
        if requests.filter({ $0.file == nil }).count > 1 {
            throw ValidationError("only one report can go to standard output; give the others a file: -o FORMAT=FILE")
        }
        var files: Set<String> = []
        for case let file? in requests.map(\.file) where !files.insert(file).inserted {
            throw ValidationError("two reports go to `\(file)`")
        }
    }

    /// What is to be written, the default among it.
    var all: [OutputRequest<Format>] {
        if quiet || requests.contains(where: { $0.file == nil }) { return requests }
        return [OutputRequest(format: .standard)] + requests
    }

    /// The status with which the command ends.
    func exitStatus(_ status: ExitStatus) -> ExitStatus {
        exitsWithZero && status == .denied ? .success : status
    }
}
