import Admission

/// What becomes of a pod when one policy set takes the place of another.
package enum PolicyChange: String, CaseIterable, Sendable {
    case newlyDenied
    /// Admitted as before, and what is filled in now makes the API server refuse it.
    case newlyRefusedLater
    case newlyAdmitted
    /// Admitted as before, with other fields filled in.
    case anotherMutation
    /// Admitted as before, by another policy and otherwise alike.
    case anotherPolicy
    case unchanged

    package init(from: PodAnswer.Content, to: PodAnswer.Content) {
        switch (from.verdict, to.verdict) {
        case (.denied, .admitted), (.denied, .ignored): self = .newlyAdmitted
        case (.admitted, .denied), (.ignored, .denied): self = .newlyDenied
        case (.admitted, .admitted):
            if !to.certainRefusals.isSubset(of: from.certainRefusals) {
                self = .newlyRefusedLater
            } else if from.filledIn != to.filledIn {
                self = .anotherMutation
            } else {
                self = from.policy.utf8.elementsEqual(to.policy.utf8) ? .unchanged : .anotherPolicy
            }
        default: self = .unchanged
        }
    }

    /// Pods that ran will run no more.
    package var isBreak: Bool { self == .newlyDenied || self == .newlyRefusedLater }

    /// In words, lower case.
    package var words: String {
        switch self {
        case .newlyDenied: "newly denied"
        case .newlyRefusedLater: "newly refused after admission"
        case .newlyAdmitted: "newly admitted"
        case .anotherMutation: "another mutation"
        case .anotherPolicy: "another policy"
        case .unchanged: "unchanged"
        }
    }
}

extension PodAnswer.Content {
    /// What the API server has against the pod for certain.
    fileprivate var certainRefusals: Set<LaterRefusal> {
        Set(laterRefusals.filter { $0.isCertain && $0.refuser == .apiServer })
    }
}

/// A field that two policies fill in differently.
package struct FilledFieldDifference: Sendable, Equatable {
    /// As `spec.containers[0].securityContext.runAsUser`.
    package var field: String
    /// JSON; nil: it is left as it is.
    package var from: String?
    package var to: String?

    package var text: String { "\(field): \(from ?? "unset") -> \(to ?? "unset")" }

    /// Where two mutations differ, in the order in which policies fill fields in.
    package static func between(_ from: PodAnswer.Content, _ to: PodAnswer.Content) -> [FilledFieldDifference] {
        guard from.verdict == .admitted, to.verdict == .admitted else { return [] }
        var values: [String: String] = [:]
        for filled in to.filledIn { values[filled.field] = filled.value }
        var differences: [FilledFieldDifference] = []
        for filled in from.filledIn {
            let now = values.removeValue(forKey: filled.field)
            if now != filled.value {
                differences.append(FilledFieldDifference(field: filled.field, from: filled.value, to: now))
            }
        }
        for filled in to.filledIn where values[filled.field] != nil {
            differences.append(FilledFieldDifference(field: filled.field, from: nil, to: filled.value))
        }
        return differences
    }
}

extension OwnerFinding {
    /// What changes, if two policy sets are compared.
    package var change: PolicyChange { other.map { PolicyChange(from: $0, to: answer) } ?? .unchanged }

    /// Where the two mutations differ.
    package var fieldDifferences: [FilledFieldDifference] {
        other.map { FilledFieldDifference.between($0, answer) } ?? []
    }
}
