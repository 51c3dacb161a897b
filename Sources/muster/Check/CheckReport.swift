import FleetEvaluation
import Manifests

/// What a check has found so far, and its text.
struct CheckReport {
    struct Counts {
        var pods = 0
        var admitted = 0
        var mutated = 0
        var denied = 0
        var failed = 0
    }

    private(set) var total = Counts()
    private var namespaces: [String: Counts] = [:]
    private var rules = Array(repeating: 0, count: ViolatedRules.names.count)
    /// What was not checked.
    var omissions = FleetOmissions()
    private var bootstrapRBACMatters = 0

    mutating func add(_ finding: CheckFindings.Finding) {
        Self.count(finding, in: &total)
        Self.count(finding, in: &namespaces[finding.namespace, default: Counts()])
        for place in finding.rules.places { rules[place] += 1 }
        if finding.isBootstrapRBACMatter { bootstrapRBACMatters += 1 }
    }

    private static func count(_ finding: CheckFindings.Finding, in counts: inout Counts) {
        counts.pods += 1
        switch finding.outcome {
        case .allowed, .ignored:
            counts.admitted += 1
            if finding.isMutated { counts.mutated += 1 }
        case .denied: counts.denied += 1
        case .invalid, .overloaded: counts.failed += 1
        }
    }

    /// What was left out, for standard error.
    var remarks: [String] {
        var lines = omissions.lines
        if total.failed > 0 { lines.append("\(total.failed) objects could not be evaluated") }
        if bootstrapRBACMatters > 0 {
            lines.append(
                "\(bootstrapRBACMatters) of the denied would be admitted in a cluster that has the binding `cluster-admin` of "
                    + "system:masters: --bootstrap-rbac adds it"
            )
        }
        return lines
    }

    /// The summary by namespace and by rule.
    var summary: String {
        var text = "\(total.pods) checked: \(total.admitted) admitted (\(total.mutated) with defaults filled in), "
        text += "\(total.denied) denied, \(total.failed) could not be evaluated\n"
        guard total.pods > 0 else { return text }
        text +=
            "\n"
            + table(
                ["NAMESPACE", "CHECKED", "ADMITTED", "DENIED", "FAILED"],
                namespaces.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, counts in
                    [name, "\(counts.pods)", "\(counts.admitted)", "\(counts.denied)", "\(counts.failed)"]
                }
            )
        let violated = rules.indices.filter { rules[$0] > 0 }.sorted { (rules[$1], $0) < (rules[$0], $1) }
        guard !violated.isEmpty else { return text }
        text += "\n" + table(["VIOLATED RULE", "DENIED"], violated.map { [ViolatedRules.names[$0], "\(rules[$0])"] })
        return text
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        return all.map { row in
            row.indices.map { column in
                column == row.count - 1
                    ? row[column]
                    : row[column] + String(repeating: " ", count: widths[column] - row[column].unicodeScalars.count + 3)
            }.joined() + "\n"
        }.joined()
    }
}
