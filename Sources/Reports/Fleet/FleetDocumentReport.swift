/// A report for programs, as JSON or YAML: the same fields in both.
package struct FleetDocumentReport {
    private let report: FleetReport
    private let syntax: DocumentWriter.Syntax

    package init(_ report: FleetReport, _ syntax: DocumentWriter.Syntax) {
        self.report = report
        self.syntax = syntax
    }

    /// Writes the document, owner by owner.
    package func write(to output: ReportOutput) {
        var writer = DocumentWriter(syntax)
        writer.beginMap()
        writer.member("kind", "CheckReport")
        write(report.setting, &writer)
        writer.key("summary")
        write(report.total, &writer)
        writer.write(report.omissions)
        writeTables(&writer)
        writer.key("owners")
        writer.beginList()
        report.ledger.forEachOwner { findings in
            for finding in findings { writer.write(finding, report.setting) }
            output.append(writer.bytes)
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.endList()
        writer.endMap()
        writer.endDocument()
        output.append(writer.bytes)
    }

    private func write(_ setting: ReportSetting, _ writer: inout DocumentWriter) {
        writer.member("musterVersion", setting.musterVersion)
        if !setting.kubernetesVersion.isEmpty { writer.member("kubernetesVersion", setting.kubernetesVersion) }
        if let server = setting.server { writer.member("server", server) }
        writer.key("policySet")
        writer.beginMap()
        if !setting.revision.isEmpty { writer.member("revision", setting.revision) }
        if let count = setting.policyCount { writer.member("policies", count) }
        writer.endMap()
        writer.key("barePodRequester")
        writer.write(setting.barePodRequester)
        writer.member("isBarePodRequesterGiven", setting.isRequesterGiven)
        writer.member("podsWithAssumedRequester", report.assumedRequesters)
    }

    private func write(_ counts: FleetCounts, _ writer: inout DocumentWriter) {
        writer.beginMap()
        writeMembers(counts, &writer)
        writer.endMap()
    }

    private func writeMembers(_ counts: FleetCounts, _ writer: inout DocumentWriter) {
        writer.member("checked", counts.pods)
        writer.member("owners", counts.owners)
        writer.member("admitted", counts.admitted)
        writer.member("mutated", counts.mutated)
        writer.member("denied", counts.denied)
        writer.member("failed", counts.failed)
        if report.setting.knowsWhatFollows { writer.member("refusedLater", counts.refusedLater) }
    }

    private func writeTables(_ writer: inout DocumentWriter) {
        writer.key("namespaces")
        writer.beginList()
        for (name, counts) in report.namespaces {
            writer.beginMap()
            writer.member("name", name)
            writeMembers(counts, &writer)
            writer.endMap()
        }
        writer.endList()
        writer.key("violatedRules")
        writer.beginList()
        for (name, denied) in report.violatedRules {
            writer.beginMap()
            writer.member("rule", name)
            writer.member("denied", denied)
            writer.endMap()
        }
        writer.endList()
    }
}
