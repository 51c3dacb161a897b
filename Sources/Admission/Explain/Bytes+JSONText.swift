import PolicyObjects

/// Texts as JSON strings hold them.
extension [UInt8] {
    /// The content of a JSON string: quotes, backslashes and controls escaped, each byte that is no UTF-8 as U+FFFD.
    mutating func append(jsonEscaped text: Span<UInt8>) {
        var plainStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 0 : text.scalarLength(at: index)
            if length > 0 {
                index += length
                continue
            }
            append(text.extracting(plainStart..<index))
            appendJSONEscape(byte)
            index += 1
            plainStart = index
        }
        append(text.extracting(plainStart..<text.count))
    }

    private mutating func appendJSONEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0..<0x20:
            append("\\u")
            append(hexadecimal: UInt32(byte), digits: 4)
        default: append("\u{FFFD}")
        }
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
