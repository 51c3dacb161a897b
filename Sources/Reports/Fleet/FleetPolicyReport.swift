import Admission

/// A report as Kubernetes objects, PolicyReports of `wgpolicyk8s.io/v1alpha2`: at least one for each namespace.
///
/// A namespace with many owners has several, since an object must fit into etcd. What could not be read belongs to no
/// namespace: it is in ClusterPolicyReports.
package struct FleetPolicyReport<Report: FindingsReport> {
    private static var resultsMax: Int { 1_000 }

    private let ledger: OwnerLedger
    private let words: Report.Words
    private let omissions: ReportOmissions

    package init(_ report: Report) {
        ledger = report.ledger
        words = report.words
        omissions = report.omissions
    }

    /// One of a PolicyReport's results, with what it is about.
    private struct Result {
        /// nil: what could not be read.
        var finding: OwnerFinding?
        /// Of what could not be read.
        var place: (file: String, line: Int?)?
        var result: PolicyResult
    }

    /// Writes the objects as YAML documents.
    package func write(to output: ReportOutput) {
        var waiting: [Result] = []
        var namespace = ""
        var number = 0
        func flush() {
            guard !waiting.isEmpty else { return }
            number += 1
            write(waiting, namespace, number, to: output)
            waiting.removeAll(keepingCapacity: true)
        }
        ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if first.namespace != namespace || waiting.count >= Self.resultsMax { flush() }
            if first.namespace != namespace { number = 0 }
            namespace = first.namespace
            for finding in findings {
                waiting += words.results(finding).map { Result(finding: finding, result: $0) }
            }
        }
        flush()
        writeUnreadable(to: output)
    }

    private func writeUnreadable(to output: ReportOutput) {
        let results = omissions.findings.map { finding in
            Result(
                place: finding.file.map { ($0, finding.line) },
                result: PolicyResult(.error, rule: finding.rule, message: finding.message)
            )
        }
        for start in stride(from: 0, to: results.count, by: Self.resultsMax) {
            let part = results[start..<min(results.count, start + Self.resultsMax)]
            write(Array(part), nil, start / Self.resultsMax + 1, to: output)
        }
    }

    /// Without a namespace a ClusterPolicyReport.
    private func write(_ results: [Result], _ namespace: String?, _ number: Int, to output: ReportOutput) {
        var writer = DocumentWriter(.yaml)
        writer.beginMap()
        writer.member("apiVersion", "wgpolicyk8s.io/v1alpha2")
        writer.member("kind", namespace == nil ? "ClusterPolicyReport" : "PolicyReport")
        writer.key("metadata")
        writer.beginMap()
        writer.member("name", number == 1 ? "muster" : "muster-\(number)")
        if let namespace { writer.member("namespace", namespace) }
        writer.key("labels")
        writer.beginMap()
        writer.member("app.kubernetes.io/managed-by", "muster")
        writer.endMap()
        writer.endMap()
        writer.key("results")
        writer.beginList()
        for result in results { write(result, &writer) }
        writer.endList()
        writer.key("summary")
        writer.beginMap()
        for kind in PolicyResult.Kind.allCases {
            writer.member(kind.rawValue, results.filter { $0.result.kind == kind }.count)
        }
        writer.endMap()
        writer.endMap()
        writer.endDocument()
        output.append("---\n")
        output.append(writer.bytes)
    }

    private func write(_ result: Result, _ writer: inout DocumentWriter) {
        writer.beginMap()
        writer.member("source", "muster")
        writer.member("policy", "PodSecurityPolicy")
        writer.member("rule", result.result.rule)
        writer.member("result", result.result.kind.rawValue)
        switch result.result.kind {
        case .fail: writer.member("severity", "high")
        case .warn: writer.member("severity", "medium")
        case .pass, .error, .skip: break
        }
        writer.member("scored", result.result.kind != .warn)
        writer.member("message", result.result.message)
        if let finding = result.finding { write(finding, &writer) }
        if let place = result.place {
            writer.key("properties")
            writer.beginMap()
            writer.member("file", place.file)
            if let line = place.line { writer.member("line", "\(line)") }
            writer.endMap()
        }
        writer.endMap()
    }

    private func write(_ finding: OwnerFinding, _ writer: inout DocumentWriter) {
        writer.key("resources")
        writer.beginList()
        writer.beginMap()
        if let apiVersion = finding.owner.apiVersion { writer.member("apiVersion", apiVersion) }
        writer.member("kind", finding.owner.kind)
        writer.member("name", finding.owner.name)
        writer.member("namespace", finding.namespace)
        writer.endMap()
        writer.endList()
        write(properties: finding, &writer)
    }

    /// A map of texts, by the definition of the kind.
    private func write(properties finding: OwnerFinding, _ writer: inout DocumentWriter) {
        writer.key("properties")
        writer.beginMap()
        writer.member("pods", "\(finding.count)")
        writer.member("file", finding.place.file)
        writer.member("line", "\(finding.place.line)")
        if !finding.answer.policy.isEmpty { writer.member("admittedBy", finding.answer.policy) }
        if let closest = finding.answer.standings?.closest { writer.member("closestPolicy", closest.policy) }
        if let admitting = finding.answer.standings?.admitting.first { writer.member("wouldBeAdmittedBy", admitting) }
        writer.endMap()
    }
}

extension PodOwner {
    /// Of kinds that Kubernetes itself has.
    var apiVersion: String? {
        switch kind {
        case "Pod", "PodTemplate", "ReplicationController", "Node": "v1"
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet": "apps/v1"
        case "Job", "CronJob": "batch/v1"
        default: nil
        }
    }
}
