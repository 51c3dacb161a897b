import ArgumentParser
import KubectlText
import Reports

/// Standard output and standard error of a command that answers as kubectl does: answers first, then what was not found.
struct KubectlOutput {
    var isQuiet = false
    private(set) var failures: [KubectlError] = []

    init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

    /// Writes an answer.
    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard writeAll(bytes, to: 1) else {
            throw CommandFailure(.unusable, "standard output cannot be written: \(systemError())")
        }
    }

    /// A line on standard error that changes no answer.
    func note(_ line: String) {
        if !isQuiet { writeError("\(PrintableText.of(line))\n") }
    }

    mutating func fail(_ failure: KubectlError) { failures.append(failure) }

    /// Says what failed; with that, the command ends with status 1.
    func finish() throws {
        guard !failures.isEmpty else { return }
        for failure in failures { writeError("\(PrintableText.lines(of: "\(failure)"))\n") }
        throw ExitCode(ExitStatus.denied.rawValue)
    }
}
