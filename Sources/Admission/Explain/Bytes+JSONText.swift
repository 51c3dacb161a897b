import JSONScan

/// Texts as JSON strings hold them.
extension [UInt8] {
    /// The content of a JSON string: quotes, backslashes and controls escaped, each byte that is no UTF-8 as U+FFFD.
    mutating func append(jsonEscaped text: Span<UInt8>) {
        JSONWriter.appendEscaped(unsafe text.bytes, escaping: .standard, to: &self)
    }

    /// A token of a JSON pointer (RFC 6901) inside a JSON string.
    mutating func append(pointerToken text: Span<UInt8>) {
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "/") || text[index] == UInt8(ascii: "~") {
            append(jsonEscaped: text.extracting(start..<index))
            append(text[index] == UInt8(ascii: "/") ? "~1" : "~0")
            start = index + 1
        }
        append(jsonEscaped: text.extracting(start..<text.count))
    }
}
