import Admission
import FleetEvaluation
import Manifests
import PolicyObjects
import Reports

/// An explanation for people.
struct ExplanationText {
    private let explanation: PodExplanation

    init(_ explanation: PodExplanation) { self.explanation = explanation }

    var bytes: [UInt8] {
        var text = Self.text(heading)
        guard !explanation.policies.isEmpty else { return Array(text.utf8) }
        var table = GrantTable(["POLICY", "MAY USE", "ADMITS", "CHANGES"])
        for policy in explanation.policies {
            table.add([policy.name, policy.isAuthorized ? "yes" : "no", Self.admits(policy), Self.changes(policy)])
        }
        text += "\n" + String(decoding: table.text, as: UTF8.self)
        for policy in explanation.policies { text += details(of: policy) }
        return Array(text.utf8)
    }

    /// What the pod is, what becomes of it, and why.
    private var heading: [String] {
        let item = explanation.place.item.map { ", item \($0)" } ?? ""
        var lines = [
            "\(explanation.kind) \(explanation.namespace)/\(explanation.name) "
                + "(\(explanation.place.file):\(explanation.place.line)\(item))"
        ]
        var subjects =
            "  \(explanation.phase == .validate ? "updated" : "posted") by \(Self.name(of: explanation.requester))"
        if !explanation.serviceAccount.isEmpty {
            subjects += ", for the service account \(explanation.namespace)/\(explanation.serviceAccount)"
        }
        lines.append(subjects)
        switch explanation.outcome {
        case .allowed:
            let count =
                explanation.policies.first { $0.name.utf8.elementsEqual(explanation.winner.utf8) }?.fields.count ?? 0
            let changes = count == 0 ? "as it is" : "with \(Self.count(count, "field")) filled in"
            lines.append("  admitted by \(explanation.winner), \(changes)")
        case .denied: lines.append("  denied: \(explanation.message)")
        case .invalid, .overloaded: lines.append("  could not be judged: \(explanation.message)")
        case .ignored: lines.append("  not looked at")
        }
        return lines + ["  why: \(explanation.reason)"]
    }

    private static func name(of requester: Subject) -> String {
        if requester.username.isEmpty { return "anybody who is authenticated" }
        let groups = requester.groups.joined(separator: ", ")
        return groups.isEmpty ? requester.username : "\(requester.username) (\(groups))"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func admits(_ policy: PodExplanation.Policy) -> String {
        switch policy.opinion.answer {
        case .unusable: "never: unusable"
        case .refuses: "no: \(count(policy.opinion.errors.count, "error"))"
        case .admitsUnchanged, .admitsFilledIn: "yes"
        }
    }

    private static func changes(_ policy: PodExplanation.Policy) -> String {
        switch policy.opinion.answer {
        case .unusable, .refuses: "-"
        case .admitsUnchanged: "nothing"
        case .admitsFilledIn: count(policy.fields.count, "field")
        }
    }

    /// Through what it may be used, what it fills in, what it has against the pod.
    private func details(of policy: PodExplanation.Policy) -> String {
        var lines: [String] = []
        for grant in policy.accountGrants {
            lines.append("may be used by the service account through \(Self.text(grant))")
        }
        for grant in policy.requesterGrants { lines.append("may be used by the requester through \(Self.text(grant))") }
        if let reason = policy.unusableReason { lines.append("is skipped by admission: \(reason)") }
        lines += policy.fields.map { "fills in \($0.text)" }
        lines += policy.opinion.errors.map { "refuses \($0)" }
        guard !lines.isEmpty else { return "" }
        return "\n" + Self.text([policy.name] + lines.map { "  \($0)" })
    }

    /// Lines for a terminal.
    private static func text(_ lines: [String]) -> String { lines.map { "\(PrintableText.of($0))\n" }.joined() }

    private static func text(_ grant: PolicyGrant) -> String {
        "\(grant.binding) to \(grant.role) for \(grant.subject)"
    }
}
