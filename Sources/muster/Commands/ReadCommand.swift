import ArgumentParser
import Glibc
import JSONScan
import Manifests

/// `muster read`: shows what Muster, and kubectl, make of manifest files.
struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Prints what kubectl reads from manifest files, one JSON object a line.",
        discussion: """
            Files are read exactly as kubectl 1.20 reads them: what it drops, merges or takes for a number shows here. Lists \
            are expanded. A document or a file that cannot be read becomes a line {"error":...}.

            EXAMPLES
              muster read -f policies.yaml
              kubectl get psp -o yaml | muster read -f -

            Exit status: 0 if everything was read, 2 if something could not be.
            """
    )

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A file or directory to read; `-` is the standard input.",
        completion: .file()
    )
    var files: [String]

    @Flag(name: [.customShort("R"), .long], help: "Read the directories below a directory too.")
    var recursive = false

    func run() throws {
        var output: [UInt8] = []
        var failed = false
        do {
            var entries = try ManifestFiles(files, isRecursive: recursive).entries()
            while let entry = entries.next() {
                warn(entries.takeNotices())
                switch entry {
                case .document(let document):
                    output.append(contentsOf: document.json)
                case .error(let error):
                    failed = true
                    append(error, to: &output)
                }
                output.append(0x0A)
                if output.count > 1 << 16 { try flush(&output) }
            }
            warn(entries.takeNotices())
        } catch let error as ManifestError {
            failed = true
            append(error, to: &output)
            output.append(0x0A)
        }
        try flush(&output)
        if failed { throw ExitCode(2) }
    }

    private func append(_ error: ManifestError, to output: inout [UInt8]) {
        var writer = JSONWriter(into: output)
        writer.beginObject()
        writer.key("error")
        writer.string(error.description)
        writer.endObject()
        output = writer.bytes
    }

    private func warn(_ notices: [ManifestNotice]) {
        for notice in notices {
            CheckProgress.writeErrorLine("warning: \(notice)")
        }
    }

    private func flush(_ output: inout [UInt8]) throws(CommandFailure) {
        guard writeAll(output, to: STDOUT_FILENO) else {
            throw CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
        }
        output.removeAll(keepingCapacity: true)
    }
}
