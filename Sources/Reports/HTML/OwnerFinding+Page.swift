import Admission
import PolicyObjects

/// What a page shows of an entry that is opened.
extension OwnerFinding {
    /// Of a denial why, what is closest, what would admit and how to grant it.
    func denialDetails(_ setting: ReportSetting) -> [(term: String, detail: PageEntry.Detail)] {
        let standings = answer.standings
        var details: [(String, PageEntry.Detail)] = [
            ("Message", .code(messageText)), ("Why the list is empty", .text(emptyListText(setting) ?? "")),
            ("Errors by policy", .list(errorLines)),
            ("Usable policies", .list((standings?.granted ?? []).map { "\($0.policy): \($0.text)" })),
        ]
        if let standings, let closest = standings.closest, !closest.fits {
            let whose = standings.isClosestGranted ? "" : ", which may not be used either"
            details.append(("Closest policy", .text("\(closest.policy)\(whose): \(closest.text)")))
            details.append(("Its errors", .list(standings.closestErrors.map { String(decoding: $0, as: UTF8.self) })))
        }
        if let standings, standings.isComplete {
            let isAny = !standings.admitting.isEmpty
            details.append(
                ("Would admit it", isAny ? .chips(standings.admitting) : .text("no other policy of the set"))
            )
            details.append(("To grant it", .commands(grantCommands(setting))))
        }
        return details
    }

    private var errorLines: [String] {
        distinctErrors.map { error, policies in
            "\(policies.joined(separator: ", ")): \(String(decoding: error.text, as: UTF8.self))"
        }
    }

    /// Where the first pod stands and for whom it was judged.
    var placeDetails: [(term: String, detail: PageEntry.Detail)] {
        let name = requester.username.isEmpty ? "anybody" : requester.username
        let groups = requester.groups.isEmpty ? "" : " (\(requester.groups.joined(separator: ", ")))"
        return [
            ("First pod", .text("\(podName) (\(place.description))")),
            ("Requester", .text(name + groups + (isRequesterAssumed ? ", not told by the object" : ""))),
            ("Service account", .text(serviceAccount.isEmpty ? "" : "\(namespace)/\(serviceAccount)")),
        ]
    }

    /// The policy that admits the pods, or the one that is closest.
    var policyText: String {
        if !answer.policy.isEmpty { return answer.policy }
        return answer.standings?.closest.map { "closest: \($0.policy)" } ?? "none"
    }
}
