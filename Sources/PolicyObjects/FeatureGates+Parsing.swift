extension FeatureGates {
    private struct Gate: Sendable {
        /// Kubernetes' name.
        var name: String
        /// The first version here that has it.
        var since: KubernetesVersion
        var field: any WritableKeyPath<FeatureGates, Bool> & Sendable

        init(_ name: String, _ field: any WritableKeyPath<FeatureGates, Bool> & Sendable, since: KubernetesVersion) {
            self.name = name
            self.field = field
            self.since = since
        }
    }

    private static let gates = [
        Gate("ProcMountType", \.procMountType, since: .v1_13),
        Gate("RunAsGroup", \.runAsGroup, since: .v1_13),
        Gate("CSIInlineVolume", \.csiInlineVolume, since: .v1_20),
        Gate("EphemeralContainers", \.ephemeralContainers, since: .v1_20),
        Gate("GenericEphemeralVolume", \.genericEphemeralVolume, since: .v1_20),
    ]

    /// Reads `ProcMountType=true,RunAsGroup=false`: a version's defaults, and what is said otherwise; the last of a repeated gate counts.
    ///
    /// Kubernetes: `component-base/featuregate`, `--feature-gates`; values are those of Go's `strconv.ParseBool`.
    package init(parsing text: String, for version: KubernetesVersion) throws(AdmissionOptionError) {
        self.init(defaultsOf: version)
        for setting in text.split(separator: ",") {
            let trimmed = setting.drop { $0 == " " }
            guard !trimmed.isEmpty else { continue }
            guard let equals = trimmed.firstIndex(of: "=") else {
                throw AdmissionOptionError(
                    "missing value of feature gate \(quoted(String(trimmed))), write `NAME=true` or `NAME=false`"
                )
            }
            let name = Self.trim(trimmed[..<equals])
            let value = Self.trim(trimmed[trimmed.index(after: equals)...])
            let known = Self.gates.filter { $0.since <= version }
            guard let gate = known.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                let names = known.map { "`\($0.name)`" }.joined(separator: ", ")
                let meant = suggestion(for: name, among: known.map(\.name)).map { ", did you mean `\($0)`?" } ?? ""
                throw AdmissionOptionError(
                    "unknown feature gate \(quoted(name))\(meant) (those that touch PodSecurityPolicy in Kubernetes "
                        + "\(version.rawValue): \(names))"
                )
            }
            switch value {
            case "true", "True", "TRUE", "t", "T", "1": self[keyPath: gate.field] = true
            case "false", "False", "FALSE", "f", "F", "0": self[keyPath: gate.field] = false
            default:
                throw AdmissionOptionError(
                    "feature gate `\(gate.name)`: expected `true` or `false`, got \(quoted(value))"
                )
            }
        }
    }

    private static func trim(_ text: Substring) -> String {
        var trimmed = text.drop { $0 == " " }
        while trimmed.last == " " { trimmed.removeLast() }
        return String(trimmed)
    }
}
