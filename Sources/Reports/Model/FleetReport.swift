package import Admission
package import PolicyObjects

/// Under what a fleet was checked.
package struct ReportSetting: Sendable {
    package var musterVersion: String
    /// Empty: not known, since a server that chooses has judged nothing.
    package var kubernetesVersion: String
    /// The revision of the policy set.
    package var revision = ""
    package var policyCount: Int?
    /// Of the server that evaluated; nil: this process did.
    package var server: String?
    /// What comes after admission is known: not of verdicts by policies that are not known here.
    package var knowsWhatFollows = true
    /// Who posts pods that no controller owns.
    package var barePodRequester: Subject
    /// The command line named that requester.
    package var isRequesterGiven: Bool
    /// nil: the policy set is not known here.
    package var grants: GrantAdvisor?

    package init(
        musterVersion: String,
        kubernetesVersion: String,
        barePodRequester: Subject,
        isRequesterGiven: Bool
    ) {
        self.musterVersion = musterVersion
        self.kubernetesVersion = kubernetesVersion
        self.barePodRequester = barePodRequester
        self.isRequesterGiven = isRequesterGiven
    }
}

/// What a check has found: counts, and an entry for each owner and answer.
package struct FleetReport {
    package var setting: ReportSetting
    package var omissions = ReportOmissions()
    package private(set) var total = FleetCounts()
    package private(set) var ledger = OwnerLedger()
    /// Pods whose requester nothing told.
    package private(set) var assumedRequesters = 0
    /// Denied pods that the API server's own binding of `system:masters` would have let in.
    package private(set) var bootstrapRBACMatters = 0

    private var byNamespace: [String: FleetCounts] = [:]
    /// For each rule, by its place.
    private var deniedByRule = Array(repeating: 0, count: ViolatedRules.names.count)
    private var deniedByNamespace: [String: [Int]] = [:]

    package init(_ setting: ReportSetting) { self.setting = setting }

    /// Takes a pod's finding.
    package mutating func add(_ finding: PodFinding) {
        let isNewOwner = ledger.add(finding)
        let content = finding.answer.content
        count(content, in: &total, isNewOwner)
        count(content, in: &byNamespace[finding.namespace, default: FleetCounts()], isNewOwner)
        if !content.rules.isEmpty {
            for place in content.rules.places {
                deniedByRule[place] += 1
                deniedByNamespace[finding.namespace, default: Self.noRules][place] += 1
            }
        }
        if finding.isRequesterAssumed { assumedRequesters += 1 }
        if content.isBootstrapRBACMatter { bootstrapRBACMatters += 1 }
    }

    private func count(_ content: PodAnswer.Content, in counts: inout FleetCounts, _ isNewOwner: Bool) {
        counts.count(content)
        if isNewOwner { counts.owners += 1 }
    }

    private static let noRules = Array(repeating: 0, count: ViolatedRules.names.count)

    /// The pods of a namespace that a rule refuses, by the rule's name.
    func denied(in namespace: String, by rule: String) -> Int {
        guard let place = ViolatedRules.names.firstIndex(of: rule) else { return 0 }
        return deniedByNamespace[namespace]?[place] ?? 0
    }

    /// By name.
    package var namespaces: [(name: String, counts: FleetCounts)] {
        byNamespace.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
    }

    /// Those that were violated, by the number of pods that they refuse.
    package var violatedRules: [(name: String, denied: Int)] {
        let violated = deniedByRule.indices.filter { deniedByRule[$0] > 0 }
        return violated.sorted { (deniedByRule[$1], $0) < (deniedByRule[$0], $1) }
            .map { (ViolatedRules.names[$0], deniedByRule[$0]) }
    }

    /// Objects without a verdict, those that could not even be read among them.
    var failedCount: Int { total.failed + omissions.unreadableDocuments + omissions.unreadableFiles }

    /// What people should know beside the findings.
    package var remarks: [String] {
        var lines = omissions.lines
        if total.failed > 0 { lines.append(FleetCounts.failedText(total.failed)) }
        if bootstrapRBACMatters > 0 {
            lines.append(
                "\(bootstrapRBACMatters) of the denied would be admitted in a cluster that has the binding `cluster-admin` of "
                    + "system:masters: --bootstrap-rbac adds it"
            )
        }
        return lines
    }

    /// As whom pods were judged of which nothing tells who posts them; nil if there were none.
    package var assumption: String? { setting.assumption(for: assumedRequesters) }
}

extension ReportSetting {
    /// As whom so many pods were judged of which nothing tells who posts them; nil: there were none.
    func assumption(for count: Int) -> String? {
        guard count > 0 else { return nil }
        let isOne = count == 1
        let pods = isOne ? "1 pod that no controller owns was" : "\(count) pods that no controller owns were"
        if isRequesterGiven {
            let groups = barePodRequester.groups.joined(separator: ", ")
            return "\(pods) judged for \(barePodRequester.username) (groups \(groups)), as --as says"
        }
        return "\(pods) judged for anybody who is authenticated (group system:authenticated) and for "
            + "\(isOne ? "its service account" : "their service accounts"); --as USER says who posts them"
    }
}
