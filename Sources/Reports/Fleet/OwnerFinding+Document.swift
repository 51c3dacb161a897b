import Admission
import PolicyObjects

extension DocumentWriter {
    /// An owner's finding, all that is known of it.
    mutating func write(_ finding: OwnerFinding, _ setting: ReportSetting) {
        beginMap()
        write(names: finding)
        write(answer: finding, setting)
        endMap()
    }

    /// Whose the pods are, how many there are, where the first of them stands and who asks.
    mutating func write(names finding: OwnerFinding) {
        member("namespace", finding.namespace)
        member("kind", finding.owner.kind)
        member("name", finding.owner.name)
        member("pods", finding.count)
        write(first: finding)
        writeSubjects(finding)
    }

    private mutating func write(first finding: OwnerFinding) {
        key("first")
        beginMap()
        member("kind", finding.kind)
        member("name", finding.podName)
        member("file", finding.place.file)
        member("line", finding.place.line)
        member("document", finding.place.document)
        if let item = finding.place.item { member("item", item) }
        endMap()
    }

    private mutating func writeSubjects(_ finding: OwnerFinding) {
        key("requester")
        write(finding.requester)
        member("isRequesterAssumed", finding.isRequesterAssumed)
        member("serviceAccount", finding.serviceAccount)
    }

    mutating func write(_ subject: Subject) {
        beginMap()
        member("username", subject.username)
        member("groups", subject.groups)
        endMap()
    }

    /// What the pods are told.
    mutating func write(answer finding: OwnerFinding, _ setting: ReportSetting) {
        let answer = finding.answer
        member("verdict", "\(answer.verdict)")
        switch answer.verdict {
        case .admitted:
            member("policy", answer.policy)
            member("mutated", answer.isMutated)
        case .failed: member("reason", String(decoding: answer.cause, as: UTF8.self))
        case .denied: writeDenial(finding, setting)
        case .ignored: break
        }
        if !answer.laterRefusals.isEmpty { write(answer.laterRefusals) }
    }

    private mutating func writeDenial(_ finding: OwnerFinding, _ setting: ReportSetting) {
        member("message", finding.messageText)
        if finding.answer.isByServiceAccountPlugin { member("refusedBy", "ServiceAccount") }
        member("rules", finding.answer.rules.names)
        key("errors")
        beginList()
        for (error, policies) in finding.distinctErrors { write(error, policies) }
        endList()
        if let reason = finding.emptyListReason { member("emptyListReason", reason.rawValue) }
        if finding.answer.isBootstrapRBACMatter { member("bootstrapRBACMatters", true) }
        guard let standings = finding.answer.standings else { return }
        write(standings)
        guard standings.isComplete else { return }
        member("admittingPolicies", standings.admitting)
        member("grant", finding.grantCommands(setting))
    }

    private mutating func write(_ error: AnswerError, _ policies: [String]) {
        beginMap()
        member("policies", policies)
        member("rule", ViolatedRules(path: error.field).names.joined(separator: ","))
        member("type", error.type)
        member("field", String(decoding: error.field, as: UTF8.self))
        key("badValue")
        value(json: error.badValue)
        member("detail", String(decoding: error.detail, as: UTF8.self))
        endMap()
    }

    private mutating func write(_ standings: PolicyStandings) {
        key("usablePolicies")
        beginList()
        for standing in standings.granted { write(standing) }
        endList()
        if !standings.unusable.isEmpty {
            key("unusablePolicies")
            beginList()
            for (policy, reason) in standings.unusable {
                beginMap()
                member("name", policy)
                member("reason", reason)
                endMap()
            }
            endList()
        }
        key("closestPolicy")
        guard let closest = standings.closest else {
            null()
            return
        }
        write(closest, isUsable: standings.isClosestGranted, errors: standings.closestErrors)
    }

    private mutating func write(
        _ standing: PolicyStandings.Standing,
        isUsable: Bool? = nil,
        errors: [[UInt8]] = []
    ) {
        beginMap()
        member("name", standing.policy)
        if let isUsable { member("usable", isUsable) }
        member("rules", standing.rules.names)
        member("errors", standing.errorCount)
        if !errors.isEmpty { member("errorTexts", errors.map { String(decoding: $0, as: UTF8.self) }) }
        endMap()
    }

    private mutating func write(_ refusals: [LaterRefusal]) {
        key("laterRefusals")
        beginList()
        for refusal in refusals {
            beginMap()
            member("by", refusal.refuser.rawValue)
            member("certain", refusal.isCertain)
            member("causedByPolicy", refusal.isByPolicy)
            member("field", refusal.field)
            member("text", refusal.text)
            endMap()
        }
        endList()
    }
}
