import JSONScan

/// Kubernetes: `v1.Volume`, its source inlined.
struct JSONMergedVolume: JSONMergeableObject {
    var name = JSONMergedText()
    var hostPath: JSONMergedHostPath?
    var flexVolume: JSONMergedDriver?
    var csi: JSONMergedDriver?
    var secret: JSONMergedSecretVolume?
    var projected: JSONMergedProjectedVolume?
    /// The other sources that are set.
    private var others: Set<VolumeType> = []

    /// The first source that is set; `emptyDir` if there is none.
    var type: VolumeType {
        VolumeType.allCases.first { source in
            switch source {
            case .hostPath: hostPath != nil
            case .flexVolume: flexVolume != nil
            case .csi: csi != nil
            case .secret: secret != nil
            case .projected: projected != nil
            default: others.contains(source)
            }
        } ?? .emptyDir
    }

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "name": try name.merge(&decoding, in: bytes)
        case "hostPath": try hostPath.merge(&decoding, in: bytes)
        case "flexVolume": try flexVolume.merge(&decoding, in: bytes)
        case "csi": try csi.merge(&decoding, in: bytes)
        case "secret": try secret.merge(&decoding, in: bytes)
        case "projected": try projected.merge(&decoding, in: bytes)
        default:
            guard let source = VolumeType(jsonKey: unsafe key.bytes.span.bytes) else { return false }
            var object: JSONMergedOpaque?
            try object.merge(&decoding, in: bytes)
            if object == nil { others.remove(source) } else { others.insert(source) }
        }
        return true
    }
}

extension VolumeType {
    /// The source with this key in a v1 Volume: the policy's name, but `cephfs` without a capital.
    init?(jsonKey key: RawSpan) {
        var text: [UInt8] = []
        text.append(key, in: 0..<key.byteCount)
        let source = VolumeType.allCases.first { source in
            let name = source == .cephFS ? "cephfs" : source.policyName
            return name.utf8.elementsEqual(text)
        }
        guard let source else { return nil }
        self = source
    }
}

/// A struct that need only be an object.
struct JSONMergedOpaque: JSONMergeableObject {
    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool { false }
}

/// Kubernetes: `v1.HostPathVolumeSource`.
struct JSONMergedHostPath: JSONMergeableObject {
    var path = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "path" = key else { return false }
        try path.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.FlexVolumeSource`, `v1.CSIVolumeSource`.
struct JSONMergedDriver: JSONMergeableObject {
    var driver = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "driver" = key else { return false }
        try driver.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.SecretVolumeSource`.
struct JSONMergedSecretVolume: JSONMergeableObject {
    var secretName = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "secretName" = key else { return false }
        try secretName.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.ProjectedVolumeSource`.
struct JSONMergedProjectedVolume: JSONMergeableObject {
    private var sources = JSONMergedList<JSONMergedProjection>()

    /// Kubernetes: `IsOnlyServiceAccountTokenSources`.
    var isServiceAccountProjection: Bool {
        (sources.elements ?? []).allSatisfy { $0.isServiceAccountProjection }
    }

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "sources" = key else { return false }
        try sources.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.VolumeProjection`.
struct JSONMergedProjection: JSONMergeableObject {
    private var secret: JSONMergedOpaque?
    private var downwardAPI: JSONMergedDownwardProjection?
    private var configMap: JSONMergedNamed?
    private var serviceAccountToken: JSONMergedTokenProjection?

    var isServiceAccountProjection: Bool {
        guard serviceAccountToken != nil || configMap != nil || downwardAPI != nil else { return false }
        if let token = serviceAccountToken,
            !token.audience.bytes.isEmpty || !token.path.bytes.elementsEqual("token".utf8)
        {
            return false
        }
        if let configMap, !configMap.name.bytes.elementsEqual("kube-root-ca.crt".utf8) { return false }
        return (downwardAPI?.items.elements ?? []).allSatisfy { $0.isNamespace }
    }

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "secret": try secret.merge(&decoding, in: bytes)
        case "downwardAPI": try downwardAPI.merge(&decoding, in: bytes)
        case "configMap": try configMap.merge(&decoding, in: bytes)
        case "serviceAccountToken": try serviceAccountToken.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.ServiceAccountTokenProjection`.
struct JSONMergedTokenProjection: JSONMergeableObject {
    var audience = JSONMergedText()
    var path = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "audience": try audience.merge(&decoding, in: bytes)
        case "path": try path.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.DownwardAPIProjection`.
struct JSONMergedDownwardProjection: JSONMergeableObject {
    var items = JSONMergedList<JSONMergedDownwardFile>()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "items" = key else { return false }
        try items.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.DownwardAPIVolumeFile`.
struct JSONMergedDownwardFile: JSONMergeableObject {
    private var path = JSONMergedText()
    private var fieldRef: JSONMergedFieldSelector?

    /// The item that hands the pod its namespace; an absent `apiVersion` is defaulted to `v1`.
    var isNamespace: Bool {
        guard let fieldRef, path.bytes.elementsEqual("namespace".utf8) else { return false }
        return (fieldRef.apiVersion.bytes.isEmpty || fieldRef.apiVersion.bytes.elementsEqual("v1".utf8))
            && fieldRef.fieldPath.bytes.elementsEqual("metadata.namespace".utf8)
    }

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "path": try path.merge(&decoding, in: bytes)
        case "fieldRef": try fieldRef.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.ObjectFieldSelector`.
struct JSONMergedFieldSelector: JSONMergeableObject {
    var apiVersion = JSONMergedText()
    var fieldPath = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "apiVersion": try apiVersion.merge(&decoding, in: bytes)
        case "fieldPath": try fieldPath.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}
