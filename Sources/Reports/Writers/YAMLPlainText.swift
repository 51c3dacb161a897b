/// Which texts may stand in YAML without quotes.
enum YAMLPlainText {
    /// Whether every YAML reader, old or new, takes these bytes for this text.
    static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, isLetter(first) || first == UInt8(ascii: "/") else {
            return false
        }
        guard last != UInt8(ascii: ":"), last != UInt8(ascii: " ") else { return false }
        guard !keywords.contains(text.lowercased()) else { return false }
        for (place, byte) in bytes.enumerated() {
            if isLetter(byte) || isDigit(byte) { continue }
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"):
                continue
            // `: ` ends a key, ` #` begins a comment.
            case UInt8(ascii: ":"):
                if bytes[place + 1] == UInt8(ascii: " ") { return false }
            case UInt8(ascii: " "):
                if bytes[place + 1] == UInt8(ascii: " ") { return false }
            default: return false
            }
        }
        return true
    }

    /// Whether the text can stand as lines below its key: every reader gives back these bytes, without a line feed at the end.
    static func isBlock(_ text: String) -> Bool {
        guard text.utf8.contains(0x0A), let first = text.utf8.first, first != 0x20, first != 0x0A,
            text.utf8.last != 0x0A, text.utf8.last != 0x20
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || (0x20...0x7E).contains(scalar.value) || (0xA0...0xD7FF).contains(scalar.value)
        }
    }

    /// What YAML 1.1 takes for a truth value or for nothing.
    private static let keywords: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
