package import PolicyObjects

/// `kubectl get psp`: the table.
///
/// Kubernetes: `printers/internalversion`, `printPodSecurityPolicy`.
package struct PolicyTable: Sendable {
    private static let headers = [
        "NAME", "PRIV", "CAPS", "SELINUX", "RUNASUSER", "FSGROUP", "SUPGROUP", "READONLYROOTFS", "VOLUMES",
    ]

    package var hasHeaders = true
    /// A further column, as `--show-labels` adds it.
    package var showsLabels = false

    private let version: KubernetesVersion

    package init(version: KubernetesVersion) { self.version = version }

    /// The table with its rows in the order given; without rows it is empty.
    package func text(_ policies: [PodSecurityPolicy]) -> [UInt8] {
        guard !policies.isEmpty else { return [] }
        var text = TabbedText()
        if hasHeaders { text.line(0, (Self.headers + (showsLabels ? ["LABELS"] : [])).joined(separator: "\t")) }
        for policy in policies {
            var cells = Self.cells(of: policy)
            if showsLabels { cells.append(Self.labels(of: policy)) }
            text.line(0, cells.map(firstLine).joined(separator: "\t"))
        }
        return ColumnText.table.aligned(text.bytes)
    }

    private static func cells(of policy: PodSecurityPolicy) -> [String] {
        [
            policy.name, String(policy.privileged), policy.allowedCapabilities.joined(separator: ","),
            policy.seLinux.rule, policy.runAsUser.rule, policy.fsGroup.rule, policy.supplementalGroups.rule,
            String(policy.readOnlyRootFilesystem), policy.volumes.joined(separator: ","),
        ]
    }

    /// Kubernetes: `labels.FormatLabels`.
    private static func labels(of policy: PodSecurityPolicy) -> String {
        let labels = policy.metadata.labels.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return labels.isEmpty ? "<none>" : labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    /// Newer clients print a cell's first line only, and say so.
    private func firstLine(_ cell: String) -> String {
        let ends = "\n\r\u{C}".unicodeScalars
        guard version >= .v1_24, let end = cell.unicodeScalars.firstIndex(where: { ends.contains($0) }) else {
            return cell
        }
        return "\(cell[..<end])..."
    }
}
