import PodFacts
import PolicyObjects

/// Flexvolume drivers: allowed when the policy's `allowedFlexVolumes` is empty or has the driver.
///
/// Errors: one, as `field.Invalid` at the volume's `driver`, without `flexVolume` in the path.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `ValidatePod`.
struct FlexVolumeRule: Sendable {
    private let column: TextColumn

    init(_ compilation: inout PolicyCompilation) {
        column = TextColumn(drivers: compilation.policies.map(\.allowedFlexVolumes), &compilation)
    }

    func match(_ pod: borrowing PodFacts, _ volume: VolumeFacts, into rows: inout MatchedRows) {
        rows.allow(column.row(pod.text.span.extracting(volume.detail.indices)))
    }

    func explain(_ pod: borrowing PodFacts, _ place: Int, _ policy: OnePolicy, into list: inout ViolationList) {
        let driver = pod.text.span.extracting(pod.volumes[place].detail.indices)
        guard !policy.isIn(column.row(driver)), list.begin() else { return }
        list.append("spec.volumes[")
        list.append(Int64(place))
        list.append("].driver")
        list.invalid(driver)
        list.detail("Flexvolume driver is not allowed to be used")
        list.end()
    }
}

/// Inline CSI drivers: allowed when the policy's `allowedCSIDrivers` is empty or has the driver.
///
/// With the gate CSIInlineVolume off the API server drops the policy's list. Errors: one, as `field.Invalid`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `ValidatePod`.
struct CSIDriverRule: Sendable {
    private let column: TextColumn

    init(_ compilation: inout PolicyCompilation) {
        let isOn = compilation.options.gates.csiInlineVolume
        column = TextColumn(drivers: compilation.policies.map { isOn ? $0.allowedCSIDrivers : [] }, &compilation)
    }

    func match(_ pod: borrowing PodFacts, _ volume: VolumeFacts, into rows: inout MatchedRows) {
        rows.allow(column.row(pod.text.span.extracting(volume.detail.indices)))
    }

    func explain(_ pod: borrowing PodFacts, _ place: Int, _ policy: OnePolicy, into list: inout ViolationList) {
        let driver = pod.text.span.extracting(pod.volumes[place].detail.indices)
        guard !policy.isIn(column.row(driver)), list.begin() else { return }
        list.append("spec.volumes[")
        list.append(Int64(place))
        list.append("].csi.driver")
        list.invalid(driver)
        list.detail("Inline CSI driver is not allowed to be used")
        list.end()
    }
}

extension TextColumn {
    /// Of each policy's list of drivers; an empty one allows any driver.
    fileprivate init(drivers: [[String]], _ compilation: inout PolicyCompilation) {
        var any = compilation.emptyMask
        var listings: [(text: [UInt8], policy: Int)] = []
        for (number, list) in drivers.enumerated() {
            any[number] = list.isEmpty
            for driver in list { listings.append((Array(driver.utf8), number)) }
        }
        self.init(listings, always: any, into: &compilation.table)
    }
}
