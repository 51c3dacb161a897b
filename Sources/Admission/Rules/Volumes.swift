import PodFacts
import PolicyObjects

/// Volumes: which types a pod may use, and of host paths, Flexvolumes and inline CSI volumes which paths and drivers.
///
/// A volume's type is allowed when the policy's `volumes` has it or `*`. A projected volume whose sources are those of an
/// injected service account token also passes for `secret` (not in 1.13). A refused type is the volume's only error, as
/// `field.Invalid`; else the rule of its type follows. Never mutates.
///
/// 1.13 knows neither `csi` nor `ephemeral`: to it such a volume has no source, and is an emptyDir.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `ValidatePod`.
struct VolumesRule: PodRule {
    /// By `VolumeType`.
    private let types: [MaskRow]
    private let tokenProjection: MaskRow
    private let typeNames: [[UInt8]]
    private let hasNewTypes: Bool
    private let hostPaths: HostPathRule
    private let flexVolumes: FlexVolumeRule
    private let csiDrivers: CSIDriverRule

    init(_ compilation: inout PolicyCompilation) {
        hasNewTypes = compilation.options.version >= .v1_20
        typeNames = VolumeType.allCases.map { Array($0.policyName.utf8) }
        var masks = Array(repeating: compilation.emptyMask, count: typeNames.count)
        var numbers = TextTable()
        for name in typeNames { _ = numbers.insert(name) }
        for (number, policy) in compilation.policies.enumerated() {
            for type in policy.volumes {
                if type.utf8.elementsEqual("*".utf8) {
                    for place in masks.indices { masks[place][number] = true }
                } else {
                    let place = numbers.find(Array(type.utf8).span)
                    if place >= 0 { masks[place][number] = true }
                }
            }
        }
        types = masks.map { compilation.table.row($0) }
        let projected = masks[Int(VolumeType.projected.rawValue)]
        let secret = masks[Int(VolumeType.secret.rawValue)]
        tokenProjection = compilation.table.row(hasNewTypes ? projected.union(secret) : projected)
        hostPaths = HostPathRule(&compilation)
        flexVolumes = FlexVolumeRule(&compilation)
        csiDrivers = CSIDriverRule(&compilation)
    }

    private func type(_ volume: VolumeFacts) -> VolumeType {
        if hasNewTypes { return volume.type }
        switch volume.type {
        case .csi, .ephemeral: return .emptyDir
        default: return volume.type
        }
    }

    private func typeRow(_ volume: VolumeFacts, _ type: VolumeType) -> MaskRow {
        if volume.isServiceAccountProjection, case .projected = type { return tokenProjection }
        return types[Int(type.rawValue)]
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        for place in pod.volumes.indices {
            let volume = pod.volumes[place]
            let type = type(volume)
            rows.allow(typeRow(volume, type))
            switch type {
            case .hostPath: hostPaths.match(pod, volume, &scratch, into: &rows)
            case .flexVolume: flexVolumes.match(pod, volume, into: &rows)
            case .csi: csiDrivers.match(pod, volume, into: &rows)
            default: break
            }
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        for place in pod.volumes.indices {
            let volume = pod.volumes[place]
            let type = type(volume)
            if !policy.isIn(typeRow(volume, type)) {
                explain(type, place, into: &list)
            } else {
                switch type {
                case .hostPath: hostPaths.explain(pod, place, policy, &scratch, into: &list)
                case .flexVolume: flexVolumes.explain(pod, place, policy, into: &list)
                case .csi: csiDrivers.explain(pod, place, policy, into: &list)
                default: break
                }
            }
            if list.isTruncated { return }
        }
    }

    private func explain(_ type: VolumeType, _ place: Int, into list: inout ViolationList) {
        guard list.begin() else { return }
        let name = typeNames[Int(type.rawValue)]
        list.append("spec.volumes[")
        list.append(Int64(place))
        list.append("]")
        list.invalid(name.span)
        list.detail("")
        list.append(name.span)
        list.append(" volumes are not allowed to be used")
        list.end()
    }
}
