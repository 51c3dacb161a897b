/// Where a report is written: bytes are gathered and handed over a block at a time, so that a report of any length needs
/// little memory.
///
/// A failure is kept until `finish`; what is written after it goes nowhere.
package final class ReportOutput {
    private static let blockBytes = 64 << 10

    /// Writes a block; its failure says what is wrong.
    package typealias Write = ([UInt8]) throws(ReportOutputError) -> Void

    private var bytes: [UInt8] = []
    private let write: Write
    private var failure: ReportOutputError?

    package init(_ write: @escaping Write) { self.write = write }

    package func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        if bytes.count >= Self.blockBytes { flush() }
    }

    package func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more)
        if bytes.count >= Self.blockBytes { flush() }
    }

    /// Writes what is left.
    package func finish() throws(ReportOutputError) {
        flush()
        if let failure { throw failure }
    }

    private func flush() {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard failure == nil, !bytes.isEmpty else { return }
        do throws(ReportOutputError) {
            try write(bytes)
        } catch {
            failure = error
        }
    }
}

/// A report cannot be written.
package struct ReportOutputError: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
