/// GitHub Actions' workflow commands, which show findings beside the lines of a pull request.
///
/// ```
/// ::error file=policies/base.yaml,line=14,title=invalid-policy::PodSecurityPolicy restricted: …
/// ```
/// GitHub: "Workflow commands for GitHub Actions", setting an error, warning or notice message.
package enum GitHubAnnotations {
    /// The line of one finding, with its line feed.
    package static func line(_ finding: ReportFinding) -> String {
        var properties: [String] = []
        if let file = finding.file {
            properties.append("file=\(escaped(property: file))")
            if let line = finding.line { properties.append("line=\(line)") }
        }
        properties.append("title=\(escaped(property: finding.rule))")
        let command =
            switch finding.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        let message = finding.object.map { "\($0): \(finding.message)" } ?? finding.message
        return "::\(command) \(properties.joined(separator: ","))::\(escaped(message))\n"
    }

    /// GitHub: `@actions/core`, `escapeData`.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// GitHub: `@actions/core`, `escapeProperty`.
    private static func escaped(property text: String) -> String {
        var result = ""
        for scalar in escaped(text).unicodeScalars {
            switch scalar {
            case ":": result += "%3A"
            case ",": result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
