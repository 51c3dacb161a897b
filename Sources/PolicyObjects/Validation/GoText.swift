/// Values as Go's `fmt` prints them in validation errors.
enum GoText {
    /// `%q`: double quotes, what is not printable escaped.
    ///
    /// Source: Go, `strconv.Quote`.
    static func quoted(_ text: String) -> String {
        var quoted: [UInt8] = []
        quoted.append(goQuoted: Array(text.utf8).span)
        return String(decoding: quoted, as: UTF8.self)
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
}
