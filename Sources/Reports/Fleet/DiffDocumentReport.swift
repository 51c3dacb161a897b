import Admission

/// A comparison for programs, as JSON or YAML: the same fields in both.
package struct DiffDocumentReport {
    private let diff: FleetDiff
    private let syntax: DocumentWriter.Syntax

    package init(_ diff: FleetDiff, _ syntax: DocumentWriter.Syntax) {
        self.diff = diff
        self.syntax = syntax
    }

    /// Writes the document, owner by owner.
    package func write(to output: ReportOutput) {
        let setting = diff.setting.after
        var writer = DocumentWriter(syntax)
        writer.beginMap()
        writer.member("kind", "DiffReport")
        writer.member("musterVersion", setting.musterVersion)
        writer.member("kubernetesVersion", setting.kubernetesVersion)
        writer.key("from")
        writeBefore(diff.setting, &writer)
        writer.key("to")
        writer.beginMap()
        writer.member("revision", setting.revision)
        writer.member("policies", setting.policyCount ?? 0)
        writer.endMap()
        writer.member("edits", diff.setting.edits)
        writer.key("summary")
        writer.beginMap()
        writeMembers(diff.total, &writer)
        writer.endMap()
        writer.write(diff.omissions)
        writeTables(&writer)
        writeOwners(&writer, to: output)
        writer.endMap()
        writer.endDocument()
        output.append(writer.bytes)
    }

    private func writeBefore(_ setting: DiffSetting, _ writer: inout DocumentWriter) {
        writer.beginMap()
        if let server = setting.serverBefore { writer.member("server", server) }
        writer.member("revision", setting.revisionBefore)
        if let count = setting.policyCountBefore { writer.member("policies", count) }
        writer.endMap()
    }

    private func writeMembers(_ counts: DiffCounts, _ writer: inout DocumentWriter) {
        writer.member("checked", counts.pods)
        for change in PolicyChange.allCases { writer.member(change.rawValue, counts[change]) }
        writer.member("stillDenied", counts.stillDenied)
        writer.member("failed", counts.failed)
    }

    private func writeTables(_ writer: inout DocumentWriter) {
        writer.key("namespaces")
        writer.beginList()
        for (name, counts) in diff.namespaces {
            writer.beginMap()
            writer.member("name", name)
            writeMembers(counts, &writer)
            writer.endMap()
        }
        writer.endList()
        writer.key("violatedRules")
        writer.beginList()
        for (name, denied) in diff.violatedRules {
            writer.beginMap()
            writer.member("rule", name)
            writer.member("newlyDenied", denied)
            writer.endMap()
        }
        writer.endList()
    }

    private func writeOwners(_ writer: inout DocumentWriter, to output: ReportOutput) {
        writer.key("owners")
        writer.beginList()
        diff.ledger.forEachOwner { findings in
            for finding in findings {
                writer.beginMap()
                writer.member("change", finding.change.rawValue)
                writer.write(names: finding)
                writer.key("from")
                write(before: finding, &writer)
                writer.key("to")
                writer.beginMap()
                writer.write(answer: finding, diff.setting.after)
                writer.endMap()
                write(finding.fieldDifferences, &writer)
                writer.endMap()
            }
            output.append(writer.bytes)
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.endList()
    }

    /// The answer of today: what it is, not how it could be another one.
    private func write(before finding: OwnerFinding, _ writer: inout DocumentWriter) {
        guard let before = finding.other else { return writer.null() }
        writer.beginMap()
        writer.member("verdict", "\(before.verdict)")
        switch before.verdict {
        case .admitted:
            writer.member("policy", before.policy)
            writer.member("mutated", before.isMutated)
        case .denied: writer.member("message", finding.messageBefore ?? "")
        case .failed, .ignored: break
        }
        writer.endMap()
    }

    private func write(_ differences: [FilledFieldDifference], _ writer: inout DocumentWriter) {
        guard !differences.isEmpty else { return }
        writer.key("fields")
        writer.beginList()
        for difference in differences {
            writer.beginMap()
            writer.member("field", difference.field)
            for (name, value) in [("from", difference.from), ("to", difference.to)] {
                writer.key(name)
                if let value { writer.value(json: Array(value.utf8)) } else { writer.null() }
            }
            writer.endMap()
        }
        writer.endList()
    }
}
