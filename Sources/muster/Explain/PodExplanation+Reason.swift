import FleetEvaluation
import PolicyObjects

extension PodExplanation {
    /// Why the pod is admitted by this policy, or by none.
    ///
    /// The plugin's choice: of the policies that may be used, on a CREATE the first by name that admits the pod as it is, or
    /// else the first by name that admits it once it has filled something in; on an UPDATE the policy that the pod names, or
    /// the first that admits it as it is.
    var reason: String {
        if isByServiceAccountPlugin { return "the ServiceAccount plugin refuses the pod before policies are asked" }
        switch outcome {
        case .invalid, .overloaded: return "the object cannot be judged"
        case .ignored: return "PodSecurityPolicy does not look at such a request"
        case .allowed: return admissionReason
        case .denied: return denialReason
        }
    }

    private var usable: [Policy] { policies.filter { $0.isAuthorized && $0.opinion.answer != .unusable } }

    private var admissionReason: String {
        let admitting = usable.filter(\.admits)
        let name = quoted(winner)
        guard admitting.count > 1 else { return "\(name) is the only policy that may be used and admits the pod" }
        let unchanged = admitting.filter { $0.opinion.answer == .admitsUnchanged }
        guard let first = unchanged.first else {
            return
                "no policy that may be used admits the pod as it is; of the \(admitting.count) that admit it once they have "
                + "filled something in, \(name) is the first by name"
        }
        if !first.name.utf8.elementsEqual(winner.utf8) {
            return
                "\(name) admits the pod as it is, and the pod's annotation `kubernetes.io/psp` names it, so that it is asked "
                + "first"
        }
        var text =
            unchanged.count == 1
            ? "of the policies that may be used, \(name) alone admits the pod as it is"
            : "of the \(unchanged.count) policies that may be used and admit the pod as it is, \(name) is the first by name"
        let passedOver = admitting.prefix { !$0.name.utf8.elementsEqual(winner.utf8) }
        if let earlier = passedOver.first {
            text += "; \(quoted(earlier.name)) comes before it, but would have to change the pod"
        }
        return text
    }

    private var denialReason: String {
        let able = policies.filter { $0.opinion.answer != .unusable }
        guard !able.isEmpty else {
            return policies.isEmpty ? "there is no policy" : "no policy is usable: admission skips them all"
        }
        let admittingButNotGranted = able.filter { $0.admits && !$0.isAuthorized }.map { quoted($0.name) }
        let hint =
            admittingButNotGranted.isEmpty
            ? "" : "; \(Self.list(admittingButNotGranted)) would admit it, but may not be used"
        guard !usable.isEmpty else {
            let unusable = policies.filter { $0.isAuthorized }.map { quoted($0.name) }
            let but = unusable.isEmpty ? "" : " but \(Self.list(unusable)), which admission skips"
            return "neither the requester nor the pod's service account may use any policy\(but)\(hint)"
        }
        let changing = usable.filter(\.admits).map { quoted($0.name) }
        guard changing.isEmpty else {
            return "\(Self.list(changing)) would have to change the pod, which an update does not allow\(hint)"
        }
        let count = usable.count
        let refusing =
            count == 1
            ? "the only policy that may be used refuses it"
            : "each of the \(count) policies that may "
                + "be used refuses it"
        return refusing + hint
    }

    /// The first few, and how many more there are.
    private static func list(_ names: [String]) -> String {
        let namesMax = 5
        let shown = names.prefix(namesMax).joined(separator: ", ")
        return names.count > namesMax ? "\(shown) and \(names.count - namesMax) more" : shown
    }
}
