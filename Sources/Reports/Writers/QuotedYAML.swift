/// How a text stands in YAML so that every reader, old or new, takes it for this text.
///
/// Stricter than `Manifests.YAMLText`, which writes what kubectl writes: a report goes to readers of any kind, as it comes.
enum QuotedYAML {
    /// Bytes, as they are written, up to which a key may stand before its colon: YAML readers look no further for one than
    /// 1,024 characters.
    static let simpleKeyBytesMax = 1_000

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
        return text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
    }

    /// The text in double quotes, with everything escaped that a reader refuses, or takes for the end of a line.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            // JSON knows this escape too; what takes more digits is printable.
            default: result += "\\u\(String(scalar.value + 0x10000, radix: 16).dropFirst())"
            }
        }
        return result + "\""
    }

    /// YAML 1.2: `c-printable`, but for line separators of any version and the byte order mark.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0xFEFF: false
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...: true
        default: false
        }
    }

    /// What YAML 1.1 takes for a truth value or for nothing.
    private static let keywords: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
