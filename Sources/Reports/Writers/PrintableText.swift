/// Text that goes to a terminal: names and values of a fleet may hold what a terminal would obey.
package enum PrintableText {
    /// The text with control characters shown, not sent: `\u001b`.
    package static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same for a text of several lines.
    package static func lines(of text: String) -> String {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { of(String($0)) }.joined(separator: "\n")
    }

    static func of(_ bytes: [UInt8]) -> String { of(String(decoding: bytes, as: UTF8.self)) }

    /// C0, DEL and C1.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
