import JSONScan

/// A page of the manual in roff, made of what `--experimental-dump-help` says of a command.
///
/// What a command's discussion has under a heading of capitals is literal text; its last paragraph tells the exit status.
struct ManualPage {
    /// As `muster can-i`.
    private let invocation: String
    private let command: JSONValue
    private let version: String
    private let related: [String]

    /// `related` are the names of the pages that this one refers to.
    init(_ command: JSONValue, of parent: String?, version: String, related: [String]) {
        let own = command["commandName"]?.string ?? ""
        invocation = parent.map { "\($0) \(own)" } ?? own
        self.command = command
        self.version = version
        self.related = related
    }

    /// As `muster-can-i`.
    var name: String { invocation.replacing(" ", with: "-") }

    var text: String {
        let discussion = Discussion(command["discussion"]?.string ?? "")
        var lines = [".TH \(name.uppercased()) 1 \"\" \"Muster \(version)\" \"Muster manual\"", ".SH NAME"]
        lines.append("\(Roff.text(name)) \\- \(Roff.text(summary))")
        lines += [".SH SYNOPSIS", synopsis]
        lines += [".SH DESCRIPTION", Roff.line(command["abstract"]?.string ?? "")]
        lines += discussion.paragraphs.flatMap { [".PP"] + $0 }
        lines += commands
        lines += options
        lines += discussion.sections
        if !discussion.exitStatus.isEmpty { lines += [".SH EXIT STATUS"] + discussion.exitStatus }
        if !related.isEmpty {
            lines += [".SH SEE ALSO", related.map { ".BR \(Roff.text($0)) (1)" }.joined(separator: " ,\n")]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The abstract in the form that `apropos` lists.
    private var summary: String {
        var abstract = Substring(command["abstract"]?.string ?? "")
        if abstract.last == "." { abstract.removeLast() }
        return abstract.prefix(1).lowercased() + abstract.dropFirst()
    }

    private var shownArguments: [JSONValue] {
        (command["arguments"]?.array ?? []).filter { $0["shouldDisplay"]?.bool ?? true }
    }

    private var synopsis: String {
        var text = ".B \(Roff.text(invocation))\n"
        text += subcommands.isEmpty ? "[\\fIoptions\\fR]" : "\\fIcommand\\fR [\\fIoptions\\fR]"
        for argument in shownArguments where argument["kind"]?.string == "positional" {
            let value = "\\fI\(Roff.text(argument["valueName"]?.string ?? ""))\\fR"
            text += argument["isOptional"]?.bool == true ? " [\(value)]" : " \(value)"
        }
        return text
    }

    private var subcommands: [JSONValue] {
        (command["subcommands"]?.array ?? []).filter { $0["commandName"]?.string != "help" }
    }

    private var commands: [String] {
        guard !subcommands.isEmpty else { return [] }
        return [".SH COMMANDS"]
            + subcommands.flatMap { one in
                [
                    ".TP", ".BR \(Roff.text("\(name)-\(one["commandName"]?.string ?? "")")) (1)",
                    Roff.line(one["abstract"]?.string ?? ""),
                ]
            }
    }

    private var options: [String] {
        let lines = shownArguments.flatMap { argument in
            [".TP", Self.tag(of: argument)] + Self.explanation(of: argument)
        }
        return lines.isEmpty ? [] : [".SH OPTIONS"] + lines
    }

    private static func tag(of argument: JSONValue) -> String {
        let value = "\\fI\(Roff.text(argument["valueName"]?.string ?? ""))\\fR"
        let names = (argument["names"]?.array ?? []).map { name in
            let dashes = name["kind"]?.string == "short" ? "-" : "--"
            return "\\fB\(Roff.text(dashes + (name["name"]?.string ?? "")))\\fR"
        }
        switch argument["kind"]?.string {
        case "positional": return value
        case "flag": return names.joined(separator: ", ")
        default: return "\(names.joined(separator: ", ")) \(value)"
        }
    }

    private static func explanation(of argument: JSONValue) -> [String] {
        var sentences = [argument["abstract"]?.string, argument["discussion"]?.string].compactMap { $0 }
        let values = (argument["allValues"]?.array ?? []).compactMap(\.string)
        if !values.isEmpty { sentences.append("Values: \(values.joined(separator: ", ")).") }
        if let standard = argument["defaultValue"]?.string { sentences.append("Default: \(standard).") }
        return sentences.flatMap { Roff.lines(of: $0) }
    }
}

/// A command's discussion, taken apart.
private struct Discussion {
    private(set) var paragraphs: [[String]] = []
    private(set) var sections: [String] = []
    private(set) var exitStatus: [String] = []

    init(_ text: String) {
        for block in text.split(separator: "\n\n") {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: true)
            guard let first = lines.first else { continue }
            if first.allSatisfy({ $0.isUppercase || $0 == " " }) {
                sections +=
                    [".SH \(first)", ".EX"] + lines.dropFirst().map { Roff.line($0.drop { $0 == " " }) } + [".EE"]
            } else if let colon = first.firstIndex(of: ":"), first[..<colon].hasPrefix("Exit status") {
                let rest = [first[first.index(after: colon)...].drop { $0 == " " }] + lines.dropFirst()
                exitStatus = rest.map { Roff.line($0) }
            } else if lines.contains(where: { $0.hasPrefix(" ") }) {
                paragraphs.append([".EX"] + lines.map { Roff.line($0) } + [".EE"])
            } else {
                paragraphs.append(lines.map { Roff.line($0) })
            }
        }
    }
}

/// Text in roff's notation.
enum Roff {
    /// Hyphens are those of options and names, which are copied into a shell.
    static func text(_ text: some StringProtocol) -> String {
        String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }

    /// A line of text, which must not begin as a request does.
    static func line(_ text: some StringProtocol) -> String {
        let isRequest = text.hasPrefix(".") || text.hasPrefix("'")
        return (isRequest ? "\\&" : "") + Self.text(text)
    }

    static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { line($0.drop { $0 == " " }) }
    }
}
