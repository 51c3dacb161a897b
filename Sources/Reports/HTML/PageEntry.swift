import Admission
import JSONScan
import PolicyObjects

/// An entry of a page's table, as the page's script reads it.
struct PageEntry {
    /// Errors of one entry.
    private static let errorsMax = 100

    private(set) var json: [UInt8]

    init(_ finding: OwnerFinding, _ setting: ReportSetting) {
        // Go's escaping leaves no `<`, so that nothing can end the script element.
        var writer = JSONWriter(escaping: .go)
        let answer = finding.answer
        writer.beginObject()
        func text(_ key: StaticString, _ value: String) {
            writer.key(key)
            writer.string(value)
        }
        func list(_ key: StaticString, _ values: [String]) {
            writer.key(key)
            writer.beginArray()
            for value in values { writer.string(value) }
            writer.endArray()
        }
        text("verdict", "\(answer.verdict)")
        text("namespace", finding.namespace)
        text("kind", finding.owner.kind)
        text("name", finding.owner.name)
        writer.key("pods")
        writer.integer(finding.count)
        text("policy", answer.policy)
        writer.key("mutated")
        writer.bool(answer.isMutated)
        list("rules", answer.rules.names)
        text("message", answer.verdict == .denied || answer.verdict == .failed ? finding.messageText : "")
        text("why", finding.emptyListText(setting) ?? "")
        list("errors", Self.errors(finding))
        list("usable", (answer.standings?.granted ?? []).map { "\($0.policy): \($0.text)" })
        text("closest", answer.standings?.closest?.policy ?? "")
        text("closestText", Self.closest(finding))
        list("closestErrors", (answer.standings?.closestErrors ?? []).map { String(decoding: $0, as: UTF8.self) })
        list("admitting", answer.standings?.admitting ?? [])
        writer.key("admittingKnown")
        writer.bool(answer.standings?.isComplete ?? false)
        list("grant", finding.grantCommands(setting))
        list("later", finding.laterRefusalLines)
        writer.key("laterCertain")
        writer.bool(answer.laterRefusals.contains(where: \.isCertain))
        text("pod", finding.podName)
        text("file", finding.place.file)
        writer.key("line")
        writer.integer(finding.place.line)
        text("requester", Self.requester(finding))
        text("account", finding.serviceAccount.isEmpty ? "" : "\(finding.namespace)/\(finding.serviceAccount)")
        writer.endObject()
        json = writer.bytes
    }

    private static func errors(_ finding: OwnerFinding) -> [String] {
        let errors = finding.distinctErrors
        var lines = errors.prefix(errorsMax).map { error, policies in
            "\(policies.joined(separator: ", ")): \(String(decoding: error.text, as: UTF8.self))"
        }
        if errors.count > errorsMax { lines.append("and \(errors.count - errorsMax) more") }
        return lines
    }

    private static func closest(_ finding: OwnerFinding) -> String {
        guard let standings = finding.answer.standings, let closest = standings.closest, !closest.fits else {
            return ""
        }
        return "\(closest.policy)\(standings.isClosestGranted ? "" : ", which may not be used either"): \(closest.text)"
    }

    private static func requester(_ finding: OwnerFinding) -> String {
        let requester = finding.requester
        let name = requester.username.isEmpty ? "anybody" : requester.username
        let groups = requester.groups.isEmpty ? "" : " (\(requester.groups.joined(separator: ", ")))"
        return name + groups + (finding.isRequesterAssumed ? ", not told by the object" : "")
    }
}
