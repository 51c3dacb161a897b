import JSONScan
import PodFacts
package import WireProtocol

/// Reads request lines: the one place that says which are questions, whether they are evaluated here, by the service or, sent
/// on in the binary protocol, by a server.
package struct LineReader {
    package enum Content {
        /// Nothing but blanks: such a line has no answer.
        case blank
        /// `request` says what is asked.
        case question
        /// What the line's answer says is wrong with it.
        case problem(String)
    }

    package private(set) var request = RequestLine()

    package init() {}

    /// Reads a line of the bytes of its slice.
    ///
    /// Places in `request` are in `bytes` from the line's beginning on.
    package mutating func read(_ line: LineSlice.Line, of bytes: Span<UInt8>) -> Content {
        request.removeAll()
        if line.isTooLong { return .problem("the line is longer than \(LineFeed.lineBytesMax) bytes") }
        let text = bytes.extracting(line.range)
        if text.isBlank { return .blank }
        do throws(RequestLineError) {
            try unsafe request.read(text.bytes)
        } catch {
            return .problem(error.reason)
        }
        if let refusal = envelopeRefusal(text) { return .problem(refusal.description) }
        return .question
    }

    /// A pod in protobuf comes as the API server takes it; the binary protocol would take a bare one.
    private func envelopeRefusal(_ line: Span<UInt8>) -> PodReadError? {
        guard request.media == .kubernetesProtobuf, request.subresource.isEmpty else { return nil }
        switch request.object {
        case .absent: return nil
        case .line(let range): return unsafe PodReadError.missingEnvelope(of: line.extracting(range).bytes)
        case .texts(let range):
            return unsafe PodReadError.missingEnvelope(of: request.texts.span.extracting(range).bytes)
        }
    }
}

extension Span where Element == UInt8 {
    /// Nothing but what JSON takes for blanks.
    fileprivate var isBlank: Bool {
        for index in indices where ![0x20, 0x09, 0x0D].contains(self[index]) { return false }
        return true
    }
}
