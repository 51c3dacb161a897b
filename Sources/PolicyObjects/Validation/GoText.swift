/// Values as Go's `fmt` prints them in validation errors.
enum GoText {
    /// `%q`: double quotes, what is not printable escaped.
    ///
    /// Source: Go, `strconv.Quote`.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{07}": quoted += "\\a"
            case "\u{08}": quoted += "\\b"
            case "\u{0C}": quoted += "\\f"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0B}": quoted += "\\v"
            default: append(scalar, to: &quoted)
            }
        }
        return quoted + "\""
    }

    /// `%#v` of a list of texts of the Go type `type`.
    static func list(_ texts: [String], of type: String) -> String {
        "[]\(type){\(texts.map(quoted).joined(separator: ", "))}"
    }

    /// `%#v` of `[]policy.IDRange`.
    static func ranges(_ ranges: [PodSecurityPolicy.IDRange]?) -> String {
        guard let ranges else { return "[]policy.IDRange(nil)" }
        let texts = ranges.map { "policy.IDRange{Min:\($0.min), Max:\($0.max)}" }
        return "[]policy.IDRange{\(texts.joined(separator: ", "))}"
    }

    private static func append(_ scalar: Unicode.Scalar, to quoted: inout String) {
        if scalar == " " || (0x21...0x7E).contains(scalar.value) || scalar.isPrintableInGo {
            quoted.unicodeScalars.append(scalar)
        } else if scalar.value < 0x80 {
            quoted += "\\x" + hexadecimal(scalar.value, digits: 2)
        } else if scalar.value < 0x10000 {
            quoted += "\\u" + hexadecimal(scalar.value, digits: 4)
        } else {
            quoted += "\\U" + hexadecimal(scalar.value, digits: 8)
        }
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Unicode.Scalar {
    /// Go's `unicode.IsPrint` beyond ASCII: letters, marks, numbers, punctuation and symbols of Unicode 13.
    fileprivate var isPrintableInGo: Bool {
        guard value >= 0x80, let age = properties.age, age.major <= 13 else { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            return false
        default: return true
        }
    }
}
