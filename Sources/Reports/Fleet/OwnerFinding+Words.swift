import Admission

/// A finding in words, for reports that have room for a text and no more.
extension OwnerFinding {
    /// `Deployment shop/web`.
    package var title: String { "\(owner.kind) \(namespace)/\(owner.name)" }

    var podCount: String { count == 1 ? "1 pod" : "\(count) pods" }

    /// The message, the errors by policy, what is closest, what would admit: a line each.
    package func explanation(_ setting: ReportSetting, errorsMax: Int = 20) -> [String] {
        guard answer.verdict == .denied, !answer.isByServiceAccountPlugin else { return [messageText] }
        var lines = [messageText]
        let errors = distinctErrors
        for (error, policies) in errors.prefix(errorsMax) {
            lines.append("\(policies.joined(separator: ", ")): \(String(decoding: error.text, as: UTF8.self))")
        }
        if errors.count > errorsMax { lines.append("and \(errors.count - errorsMax) more errors") }
        if let empty = emptyListText(setting) { lines.append(empty) }
        if let closest = closestText { lines.append(closest) }
        lines += admittingLines(setting)
        return lines
    }

    /// `closest: restricted (1 error: hostNetwork)`; nil if there is none, or if one fits.
    var closestText: String? {
        guard let standings = answer.standings, let closest = standings.closest, !closest.fits else { return nil }
        let whose = standings.isClosestGranted ? "" : ", which may not be used either"
        return "closest: \(closest.policy)\(whose) (\(closest.text))"
    }

    /// Why the list of errors is empty; nil if it is not.
    func emptyListText(_ setting: ReportSetting) -> String? {
        guard let reason = emptyListReason else { return nil }
        let standings = answer.standings
        switch reason {
        case .noUsablePolicies: return "the set has no policy that can be used: no pod is admitted, whoever asks"
        case .nothingGranted:
            let policies =
                setting.policyCount.map { $0 == 1 ? "the one policy" : "any of the \($0) policies" } ?? "any policy"
            return "the list is empty because nothing is granted: \(subjects) may not use \(policies)"
        case .grantedUnusable:
            let reasons = (standings?.unusable ?? []).map { "\($0.policy) (\($0.reason))" }.joined(separator: ", ")
            return "the list is empty because what is granted to \(subjects) cannot be used: \(reasons)"
        case .onlyChanging:
            let fitting = (standings?.granted ?? []).filter(\.fits).map(\.policy).joined(separator: ", ")
            return
                "the list is empty because what fits would have to change the pod, which an update does not allow: \(fitting)"
        case .unknown:
            return
                "the list is empty: nothing is granted to \(subjects), or what is granted cannot be used or would have to "
                + "change the pod; -p POLICIES tells which"
        }
    }

    /// Which policy would admit the pods if it were granted, and the commands that grant it.
    func admittingLines(_ setting: ReportSetting, othersMax: Int = 4) -> [String] {
        guard let standings = answer.standings, standings.isComplete else { return [] }
        guard let first = standings.admitting.first else {
            return emptyListReason == .noUsablePolicies ? [] : ["no other policy of the set would admit it"]
        }
        var line = "\(first) would admit it, but may not be used"
        let others = standings.admitting.dropFirst()
        if !others.isEmpty {
            line += "; so would \(others.prefix(othersMax).joined(separator: ", "))"
            if others.count > othersMax { line += " and \(others.count - othersMax) more" }
        }
        let commands = grantCommands(setting)
        guard !commands.isEmpty else { return [line] }
        return ["\(line). To grant it:"] + commands.map { "  \($0)" }
    }

    /// What comes after admission, a line each.
    var laterRefusalLines: [String] {
        answer.laterRefusals.map { refusal in
            let cause = refusal.isByPolicy ? "with what \(answer.policy) fills in, " : ""
            let verb = refusal.isCertain ? "will" : "may"
            return "\(cause)the \(refusal.refuser.rawValue) \(verb) refuse it: \(refusal.field): \(refusal.text)"
        }
    }
}

extension PolicyStandings.Standing {
    /// `2 errors: privileged, volumes`.
    var text: String {
        guard !fits else { return "fits, would change the pod" }
        return "\(errorCount == 1 ? "1 error" : "\(errorCount) errors"): \(rules.names.joined(separator: ", "))"
    }
}
