import Admission

/// How many pods of a fleet are told something else.
package struct DiffCounts: Sendable, Equatable {
    package private(set) var pods = 0
    package private(set) var failed = 0
    /// Of the unchanged, those that are denied before and after.
    package private(set) var stillDenied = 0
    private var byChange: [PolicyChange: Int] = [:]

    package subscript(change: PolicyChange) -> Int { byChange[change] ?? 0 }

    var breaks: Int { PolicyChange.allCases.reduce(0) { $0 + ($1.isBreak ? self[$1] : 0) } }

    mutating func count(_ change: PolicyChange, _ answer: PodAnswer.Content) {
        pods += 1
        byChange[change, default: 0] += 1
        if answer.verdict == .failed { failed += 1 }
        if answer.verdict == .denied, change == .unchanged { stillDenied += 1 }
    }
}

/// Between which policy sets a fleet is compared.
package struct DiffSetting: Sendable {
    /// Of the set that would be.
    package var after: ReportSetting
    package var revisionBefore = ""
    /// nil: a server has them.
    package var policyCountBefore: Int?
    /// Whose policies are those of the set that is; nil: they are known here.
    package var serverBefore: String?
    /// What is deleted and added, as the command line says it; empty: two sets were given.
    package var edits: [String]

    package init(after: ReportSetting, edits: [String]) {
        self.after = after
        self.edits = edits
    }
}

/// What a fleet is told by two policy sets.
package struct FleetDiff {
    package var setting: DiffSetting
    package var omissions = ReportOmissions()
    package private(set) var total = DiffCounts()
    /// Each entry's answer is that of the set that would be, its other one that of the set that is.
    package private(set) var ledger = OwnerLedger()

    private var byNamespace: [String: DiffCounts] = [:]
    /// For each rule, by its place, the pods that it newly refuses.
    private var deniedByRule = Array(repeating: 0, count: ViolatedRules.names.count)
    private var assumedRequesters = 0

    package init(_ setting: DiffSetting) { self.setting = setting }

    /// Takes a pod's finding under the set that would be, and its answer under the set that is.
    package mutating func add(_ finding: PodFinding, from: PodAnswer) {
        _ = ledger.add(finding, other: from)
        let content = finding.answer.content
        let change = PolicyChange(from: from.content, to: content)
        total.count(change, content)
        byNamespace[finding.namespace, default: DiffCounts()].count(change, content)
        if change == .newlyDenied { for place in content.rules.places { deniedByRule[place] += 1 } }
        if finding.isRequesterAssumed { assumedRequesters += 1 }
    }

    /// Pods that ran and will run no more.
    package var breakCount: Int { total.breaks }

    /// By name.
    package var namespaces: [(name: String, counts: DiffCounts)] {
        byNamespace.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }

    /// Those that newly refuse pods, by the number of those.
    package var violatedRules: [(name: String, denied: Int)] {
        let violated = deniedByRule.indices.filter { deniedByRule[$0] > 0 }
        return violated.sorted { (deniedByRule[$1], $0) < (deniedByRule[$0], $1) }
            .map { (ViolatedRules.names[$0], deniedByRule[$0]) }
    }

    /// What people should know beside the changes.
    package var remarks: [String] {
        omissions.lines + (total.failed > 0 ? [FleetCounts.failedText(total.failed)] : [])
    }

    /// As whom pods were judged of which nothing tells who posts them; nil if there were none.
    package var assumption: String? { setting.after.assumption(for: assumedRequesters) }
}
