/// Tags as they stand in the bytes: a field's number and its wire type.
enum Tag {
    @inline(__always) static func varint(_ number: UInt32) -> UInt32 { number << 3 }
    @inline(__always) static func delimited(_ number: UInt32) -> UInt32 { number << 3 | 2 }
}

/// The schema's indexes of the messages that the reader reads itself.
struct ProtobufMessages: Sendable {
    let pod, objectMeta, ownerReference, podSpec, podSecurityContext, sysctl: UInt8
    let container, ephemeralContainer, containerPort, volumeMount: UInt8
    let securityContext, capabilities, seLinuxOptions, seccompProfile: UInt8
    let volume, volumeSource, hostPath, secret, flexVolume, csi, projected: UInt8
    let volumeProjection, tokenProjection, configMapProjection, downwardAPIProjection: UInt8
    let downwardAPIFile, objectFieldSelector, localObjectReference: UInt8

    static let standard = ProtobufMessages(.standard)

    /// The fields that the facts need, and with them every field on the way to one.
    static let wantedFields: [String: [Int]] = [
        "Pod": [1, 2], "ObjectMeta": [1, 2, 3, 12, 13], "OwnerReference": [1, 3, 6],
        "PodSpec": [1, 2, 8, 9, 11, 12, 13, 14, 20, 21, 29, 34], "PodSecurityContext": [1, 2, 3, 4, 5, 6, 7, 10],
        "Sysctl": [1], "Container": [1, 6, 9, 15], "EphemeralContainer": [1], "ContainerPort": [2, 3],
        "VolumeMount": [1, 2, 3], "SecurityContext": [1, 2, 3, 4, 5, 6, 7, 8, 9, 11], "Capabilities": [1, 2],
        "SELinuxOptions": [1, 2, 3, 4], "SeccompProfile": [1, 2], "Volume": [1, 2], "VolumeSource": Array(1...29),
        "HostPathVolumeSource": [1], "SecretVolumeSource": [1], "FlexVolumeSource": [1], "CSIVolumeSource": [1],
        "ProjectedVolumeSource": [1], "VolumeProjection": [2, 3, 4], "ServiceAccountTokenProjection": [1, 3],
        "ConfigMapProjection": [1], "DownwardAPIProjection": [1], "DownwardAPIVolumeFile": [1, 2],
        "ObjectFieldSelector": [1, 2], "LocalObjectReference": [1],
    ]

    private init(_ schema: PodSchema) {
        func index(_ name: String) -> UInt8 { UInt8(truncatingIfNeeded: schema.index(of: name)) }
        pod = index("Pod")
        objectMeta = index("ObjectMeta")
        ownerReference = index("OwnerReference")
        podSpec = index("PodSpec")
        podSecurityContext = index("PodSecurityContext")
        sysctl = index("Sysctl")
        container = index("Container")
        ephemeralContainer = index("EphemeralContainer")
        containerPort = index("ContainerPort")
        volumeMount = index("VolumeMount")
        securityContext = index("SecurityContext")
        capabilities = index("Capabilities")
        seLinuxOptions = index("SELinuxOptions")
        seccompProfile = index("SeccompProfile")
        volume = index("Volume")
        volumeSource = index("VolumeSource")
        hostPath = index("HostPathVolumeSource")
        secret = index("SecretVolumeSource")
        flexVolume = index("FlexVolumeSource")
        csi = index("CSIVolumeSource")
        projected = index("ProjectedVolumeSource")
        volumeProjection = index("VolumeProjection")
        tokenProjection = index("ServiceAccountTokenProjection")
        configMapProjection = index("ConfigMapProjection")
        downwardAPIProjection = index("DownwardAPIProjection")
        downwardAPIFile = index("DownwardAPIVolumeFile")
        objectFieldSelector = index("ObjectFieldSelector")
        localObjectReference = index("LocalObjectReference")
    }
}
