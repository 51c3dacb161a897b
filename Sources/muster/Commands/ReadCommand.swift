import ArgumentParser
import Glibc
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
        do throws(ManifestError) {
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
                if output.count > 1 << 16 { flush(&output) }
            }
            warn(entries.takeNotices())
        } catch {
            failed = true
            append(error, to: &output)
            output.append(0x0A)
        }
        flush(&output)
        if failed { throw ExitCode(2) }
    }

    private func append(_ error: ManifestError, to output: inout [UInt8]) {
        output.append(contentsOf: "{\"error\":".utf8)
        output.appendJSONString(error.description.utf8)
        output.append(contentsOf: "}".utf8)
    }

    private func warn(_ notices: [ManifestNotice]) {
        for notice in notices {
            var line = Array("muster: warning: \(notice)\n".utf8)
            write(&line, to: STDERR_FILENO)
        }
    }

    private func flush(_ output: inout [UInt8]) {
        write(&output, to: STDOUT_FILENO)
    }

    private func write(_ output: inout [UInt8], to descriptor: Int32) {
        var written = 0
        while written < output.count {
            let count = unsafe output.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        output.removeAll(keepingCapacity: true)
    }
}
