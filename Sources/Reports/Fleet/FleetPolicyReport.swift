import Admission

/// A report as Kubernetes objects, PolicyReports of `wgpolicyk8s.io/v1alpha2`: at least one for each namespace.
///
/// A namespace with many owners has several, since an object must fit into etcd.
package struct FleetPolicyReport {
    private static let resultsMax = 1_000

    private let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    /// One of a PolicyReport's results.
    private struct Result {
        var finding: OwnerFinding
        /// One of pass, fail, warn, error and skip.
        var result: String
        var rule: String
        var message: String
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
        report.ledger.forEachOwner { findings in
            guard let first = findings.first else { return }
            if first.namespace != namespace || waiting.count >= Self.resultsMax { flush() }
            if first.namespace != namespace { number = 0 }
            namespace = first.namespace
            for finding in findings { waiting += results(finding) }
        }
        flush()
    }

    private func results(_ finding: OwnerFinding) -> [Result] {
        switch finding.answer.verdict {
        case .admitted:
            var results = [Result(finding: finding, result: "pass", rule: "admission", message: admitted(finding))]
            if finding.answer.laterRefusals.contains(where: { $0.isCertain || $0.isByPolicy }) {
                results.append(
                    Result(
                        finding: finding,
                        result: "warn",
                        rule: FleetRules.refusedLater.id,
                        message: finding.laterRefusalLines.joined(separator: "\n")
                    )
                )
            }
            return results
        case .ignored:
            let message = "PodSecurityPolicy does not look at the request"
            return [Result(finding: finding, result: "skip", rule: "admission", message: message)]
        case .failed:
            let rule = FleetRules.notEvaluated.id
            return [Result(finding: finding, result: "error", rule: rule, message: finding.messageText)]
        case .denied:
            return FleetRules.findings(finding, report.setting).map { one in
                Result(finding: finding, result: "fail", rule: one.rule, message: one.message)
            }
        }
    }

    private func admitted(_ finding: OwnerFinding) -> String {
        let verb = finding.answer.isMutated ? "admitted with defaults filled in" : "admitted"
        return "\(finding.podCount) \(verb) by \(finding.answer.policy)"
    }

    private func write(_ results: [Result], _ namespace: String, _ number: Int, to output: ReportOutput) {
        var writer = DocumentWriter(.yaml)
        writer.beginMap()
        writer.member("apiVersion", "wgpolicyk8s.io/v1alpha2")
        writer.member("kind", "PolicyReport")
        writer.key("metadata")
        writer.beginMap()
        writer.member("name", number == 1 ? "muster" : "muster-\(number)")
        writer.member("namespace", namespace)
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
        for kind in ["pass", "fail", "warn", "error", "skip"] {
            writer.member(kind, results.filter { $0.result == kind }.count)
        }
        writer.endMap()
        writer.endMap()
        writer.endDocument()
        output.append("---\n")
        output.append(writer.bytes)
    }

    private func write(_ result: Result, _ writer: inout DocumentWriter) {
        let finding = result.finding
        writer.beginMap()
        writer.member("source", "muster")
        writer.member("policy", "PodSecurityPolicy")
        writer.member("rule", result.rule)
        writer.member("result", result.result)
        if result.result == "fail" || result.result == "warn" {
            writer.member("severity", result.result == "fail" ? "high" : "medium")
        }
        writer.member("scored", result.result != "warn")
        writer.member("message", result.message)
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
        writer.endMap()
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
