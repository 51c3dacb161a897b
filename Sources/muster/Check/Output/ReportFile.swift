import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a report goes: a file that is there complete or not at all, or standard output.
final class ReportFile {
    private let name: String
    private var descriptor: Int32
    /// Where the file is written until it is complete; nil: it is written in its place.
    private var temporary: [CChar]?

    /// nil: standard output.
    init(_ file: String?) throws(CommandFailure) {
        guard let file else {
            name = "standard output"
            descriptor = STDOUT_FILENO
            return
        }
        name = file
        if Self.isSpecial(file) {
            descriptor = unsafe open(file, O_WRONLY | O_CLOEXEC)
        } else {
            var template = Array("\(file).\(String(repeating: "X", count: 6))".utf8CString)
            descriptor = TemporaryFiles.create(&template)
            temporary = template
        }
        guard descriptor >= 0 else {
            temporary = nil
            throw CommandFailure(.unusable, "\(file): cannot be written: \(systemError())")
        }
        if temporary != nil {
            let mask = umask(0)
            umask(mask)
            fchmod(descriptor, 0o666 & ~mask)
        }
    }

    var isStandardOutput: Bool { descriptor == STDOUT_FILENO }

    deinit {
        guard let temporary else { return }
        _ = unsafe unlink(temporary)
        TemporaryFiles.forget(temporary)
        close(descriptor)
    }

    /// A pipe or a device cannot be replaced by a file.
    private static func isSpecial(_ file: String) -> Bool {
        var status = stat()
        return unsafe stat(file, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard writeAll(bytes, to: descriptor) else {
            throw CommandFailure(.unusable, "\(name): cannot be written: \(systemError())")
        }
    }

    /// Writes a report.
    func write(_ body: (ReportOutput) -> Void) throws(CommandFailure) {
        let output = ReportOutput { (bytes) throws(ReportOutputError) in
            guard writeAll(bytes, to: self.descriptor) else { throw ReportOutputError(systemError()) }
        }
        body(output)
        do throws(ReportOutputError) {
            try output.finish()
        } catch {
            throw CommandFailure(.unusable, "\(name): cannot be written: \(error.description)")
        }
    }

    /// Puts the complete file in its place.
    func commit() throws(CommandFailure) {
        guard let temporary else { return }
        guard unsafe rename(temporary, name) == 0 else {
            throw CommandFailure(.unusable, "\(name): cannot be written: \(systemError())")
        }
        TemporaryFiles.forget(temporary)
        self.temporary = nil
        close(descriptor)
    }
}
