import JSONScan

// The fields of a v1 Pod that the facts need, as Go structs would hold them; what the readers check beyond (labels,
// resources) is decoded and forgotten. Field by field after Kubernetes 1.20 `k8s.io/api/core/v1`.

/// Kubernetes: `v1.Pod`, and `v1.PodTemplateSpec`, which has the same two fields.
struct JSONMergedPod: JSONMergeableObject {
    var metadata = JSONMergedObjectMeta()
    var hasMetadata = false
    var spec = JSONMergedPodSpec()
    var hasSpec = false

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "metadata":
            if try !decoding.isNullNext(in: bytes) { hasMetadata = true }
            try metadata.merge(&decoding, in: bytes)
        case "spec":
            if try !decoding.isNullNext(in: bytes) { hasSpec = true }
            try spec.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

extension JSONDecoding {
    /// Whether `null` comes next; nothing is passed but blanks.
    mutating func isNullNext(in bytes: RawSpan) throws(PodReadError) -> Bool {
        try step(expecting: "a value") { cursor throws(JSONError) in try cursor.peek(in: bytes) } == UInt8(ascii: "n")
    }
}

/// Kubernetes: `v1.PodSpec`.
struct JSONMergedPodSpec: JSONMergeableObject {
    var volumes = JSONMergedList<JSONMergedVolume>()
    var initContainers = JSONMergedList<JSONMergedContainer>()
    var containers = JSONMergedList<JSONMergedContainer>()
    var ephemeralContainers = JSONMergedList<JSONMergedContainer>()
    var serviceAccountName = JSONMergedText()
    var serviceAccount = JSONMergedText()
    var automountServiceAccountToken: JSONMergedBool?
    var hostNetwork = JSONMergedBool()
    var hostPID = JSONMergedBool()
    var hostIPC = JSONMergedBool()
    var securityContext: JSONMergedPodSecurityContext?
    var runtimeClassName: JSONMergedText?

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "volumes": try volumes.merge(&decoding, in: bytes)
        case "initContainers": try initContainers.merge(&decoding, in: bytes)
        case "containers": try containers.merge(&decoding, in: bytes)
        case "ephemeralContainers": try ephemeralContainers.merge(&decoding, in: bytes)
        case "serviceAccountName": try serviceAccountName.merge(&decoding, in: bytes)
        case "serviceAccount": try serviceAccount.merge(&decoding, in: bytes)
        case "automountServiceAccountToken": try automountServiceAccountToken.merge(&decoding, in: bytes)
        case "hostNetwork": try hostNetwork.merge(&decoding, in: bytes)
        case "hostPID": try hostPID.merge(&decoding, in: bytes)
        case "hostIPC": try hostIPC.merge(&decoding, in: bytes)
        case "securityContext": try securityContext.merge(&decoding, in: bytes)
        case "runtimeClassName": try runtimeClassName.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.PodSecurityContext`.
struct JSONMergedPodSecurityContext: JSONMergeableObject {
    var seLinuxOptions: JSONMergedSELinux?
    var runAsUser: JSONMergedInt64?
    var runAsGroup: JSONMergedInt64?
    var runAsNonRoot: JSONMergedBool?
    var supplementalGroups = JSONMergedList<JSONMergedInt64>()
    var fsGroup: JSONMergedInt64?
    var sysctls = JSONMergedList<JSONMergedNamed>()
    var seccompProfile: JSONMergedSeccomp?

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "seLinuxOptions": try seLinuxOptions.merge(&decoding, in: bytes)
        case "runAsUser": try runAsUser.merge(&decoding, in: bytes)
        case "runAsGroup": try runAsGroup.merge(&decoding, in: bytes)
        case "runAsNonRoot": try runAsNonRoot.merge(&decoding, in: bytes)
        case "supplementalGroups": try supplementalGroups.merge(&decoding, in: bytes)
        case "fsGroup": try fsGroup.merge(&decoding, in: bytes)
        case "sysctls": try sysctls.merge(&decoding, in: bytes)
        case "seccompProfile": try seccompProfile.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.SELinuxOptions`.
struct JSONMergedSELinux: JSONMergeableObject {
    var user = JSONMergedText()
    var role = JSONMergedText()
    var type = JSONMergedText()
    var level = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "user": try user.merge(&decoding, in: bytes)
        case "role": try role.merge(&decoding, in: bytes)
        case "type": try type.merge(&decoding, in: bytes)
        case "level": try level.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.SeccompProfile`.
struct JSONMergedSeccomp: JSONMergeableObject {
    var type = JSONMergedText()
    var localhostProfile: JSONMergedText?

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "type": try type.merge(&decoding, in: bytes)
        case "localhostProfile": try localhostProfile.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// A struct of which only `name` counts: `v1.Sysctl`, `v1.LocalObjectReference`.
struct JSONMergedNamed: JSONMergeableObject {
    var name = JSONMergedText()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        guard case "name" = key else { return false }
        try name.merge(&decoding, in: bytes)
        return true
    }
}

/// Kubernetes: `v1.Container`, and `v1.EphemeralContainer`, whose common part has the same fields.
struct JSONMergedContainer: JSONMergeableObject {
    var name = JSONMergedText()
    var ports = JSONMergedList<JSONMergedPort>()
    var volumeMounts = JSONMergedList<JSONMergedMount>()
    var securityContext: JSONMergedSecurityContext?
    private var resources = JSONMergedResources()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "name": try name.merge(&decoding, in: bytes)
        case "ports": try ports.merge(&decoding, in: bytes)
        case "volumeMounts": try volumeMounts.merge(&decoding, in: bytes)
        case "securityContext": try securityContext.merge(&decoding, in: bytes)
        case "resources": try resources.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.ResourceRequirements`.
struct JSONMergedResources: JSONMergeableObject {
    private var quantities = JSONMergedMap<JSONMergedQuantity>()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "limits", "requests": try quantities.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.ContainerPort`.
struct JSONMergedPort: JSONMergeableObject {
    var containerPort = JSONMergedInt32()
    var hostPort = JSONMergedInt32()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "containerPort": try containerPort.merge(&decoding, in: bytes)
        case "hostPort": try hostPort.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.VolumeMount`.
struct JSONMergedMount: JSONMergeableObject {
    var name = JSONMergedText()
    var mountPath = JSONMergedText()
    var readOnly = JSONMergedBool()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "name": try name.merge(&decoding, in: bytes)
        case "mountPath": try mountPath.merge(&decoding, in: bytes)
        case "readOnly": try readOnly.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.SecurityContext`.
struct JSONMergedSecurityContext: JSONMergeableObject {
    var capabilities: JSONMergedCapabilities?
    var privileged: JSONMergedBool?
    var seLinuxOptions: JSONMergedSELinux?
    var runAsUser: JSONMergedInt64?
    var runAsGroup: JSONMergedInt64?
    var runAsNonRoot: JSONMergedBool?
    var readOnlyRootFilesystem: JSONMergedBool?
    var allowPrivilegeEscalation: JSONMergedBool?
    var procMount: JSONMergedText?
    var seccompProfile: JSONMergedSeccomp?

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "capabilities": try capabilities.merge(&decoding, in: bytes)
        case "privileged": try privileged.merge(&decoding, in: bytes)
        case "seLinuxOptions": try seLinuxOptions.merge(&decoding, in: bytes)
        case "runAsUser": try runAsUser.merge(&decoding, in: bytes)
        case "runAsGroup": try runAsGroup.merge(&decoding, in: bytes)
        case "runAsNonRoot": try runAsNonRoot.merge(&decoding, in: bytes)
        case "readOnlyRootFilesystem": try readOnlyRootFilesystem.merge(&decoding, in: bytes)
        case "allowPrivilegeEscalation": try allowPrivilegeEscalation.merge(&decoding, in: bytes)
        case "procMount": try procMount.merge(&decoding, in: bytes)
        case "seccompProfile": try seccompProfile.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}

/// Kubernetes: `v1.Capabilities`.
struct JSONMergedCapabilities: JSONMergeableObject {
    var add = JSONMergedList<JSONMergedText>()
    var drop = JSONMergedList<JSONMergedText>()

    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool {
        switch key {
        case "add": try add.merge(&decoding, in: bytes)
        case "drop": try drop.merge(&decoding, in: bytes)
        default: return false
        }
        return true
    }
}
