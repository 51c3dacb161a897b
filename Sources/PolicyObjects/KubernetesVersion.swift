/// The Kubernetes minor version whose wordings and behaviour are asked for.
package enum KubernetesVersion: String, CaseIterable, Sendable, Comparable {
    case v1_13 = "1.13"
    case v1_20 = "1.20"
    case v1_24 = "1.24"

    package static let standard = KubernetesVersion.v1_24

    package static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        left.ordinal < right.ordinal
    }

    private var ordinal: Int {
        switch self {
        case .v1_13: 13
        case .v1_20: 20
        case .v1_24: 24
        }
    }
}

/// The feature gates that touch PodSecurityPolicy, with each version's defaults.
package struct FeatureGates: Sendable, Equatable {
    package var procMountType: Bool
    package var runAsGroup: Bool
    package var csiInlineVolume: Bool
    package var ephemeralContainers: Bool
    package var genericEphemeralVolume: Bool

    package init(defaultsOf version: KubernetesVersion) {
        procMountType = false
        runAsGroup = version >= .v1_20
        csiInlineVolume = version >= .v1_20
        ephemeralContainers = version >= .v1_24
        genericEphemeralVolume = version >= .v1_24
    }
}

/// What a policy set is compiled for, beside its sources.
package struct AdmissionOptions: Sendable, Equatable {
    package var version: KubernetesVersion
    package var gates: FeatureGates
    /// Adds the API server's own `cluster-admin` role and its binding to `system:masters`.
    package var bootstrapRBAC = false

    package init(version: KubernetesVersion = .standard, gates: FeatureGates? = nil, bootstrapRBAC: Bool = false) {
        self.version = version
        self.gates = gates ?? FeatureGates(defaultsOf: version)
        self.bootstrapRBAC = bootstrapRBAC
    }
}
