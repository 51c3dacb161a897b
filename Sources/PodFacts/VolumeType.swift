/// The kinds of volume, in the order in which PodSecurityPolicy looks for a volume's type: the first source that is set
/// counts.
///
/// That is not the order of the protobuf field numbers.
///
/// Kubernetes: `pkg/security/podsecuritypolicy/util`, `GetVolumeFSType`.
package enum VolumeType: UInt8, CaseIterable, Sendable {
    case hostPath, emptyDir, gcePersistentDisk, awsElasticBlockStore, gitRepo, secret, nfs, iscsi, glusterfs
    case persistentVolumeClaim, rbd, flexVolume, cinder, cephFS, flocker, downwardAPI, fc, azureFile, configMap
    case vsphereVolume, quobyte, azureDisk, photonPersistentDisk, storageos, projected, portworxVolume, scaleIO, csi
    case ephemeral

    /// The name in a policy's `volumes`; also the key in a pod, but for `cephFS`, whose key is `cephfs`.
    package var policyName: String { "\(self)" }
}
