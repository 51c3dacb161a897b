/// What PodSecurityPolicy looks at in a pod, and nothing else: the security projection that both readers produce.
///
/// One value is meant to be read into again and again: `removeAll()` keeps every array's capacity, so that the steady
/// state allocates nothing. All texts are copied into `text`, unescaped, as the bytes that were sent (they need not be
/// UTF-8); everything else refers to them by `TextRange`. Lists of containers' parts lie in one array a kind, and a
/// container holds its range in it.
///
/// The facts are those after Kubernetes' v1 defaulting and conversion (`PodDefaulting`): `hostPort` is filled from
/// `containerPort` under `hostNetwork`, a volume without a source is an `emptyDir`, `serviceAccount` is folded into
/// `serviceAccountName`.
package struct PodFacts: Sendable {
    /// The bytes of every text of the pod that the facts need.
    package var text: [UInt8] = []

    package var name: TextRange = .empty
    package var generateName: TextRange = .empty
    package var namespace: TextRange = .empty
    /// The owner reference with `controller: true`, if there is one.
    package var controller: OwnerFacts?
    package var annotations: [AnnotationFacts] = []

    package var hostNetwork = false
    package var hostPID = false
    package var hostIPC = false
    package var securityContext = PodSecurityContextFacts()
    package var serviceAccountName: TextRange = .empty
    package var automountServiceAccountToken: Bool?
    package var runtimeClassName: TextRange?

    package var volumes: [VolumeFacts] = []
    /// Init containers, then containers, then ephemeral containers, each kind in list order.
    package var containers: [ContainerFacts] = []

    /// The elements of the list fields, referred to by `ListRange`.
    package var supplementalGroups: [Int64] = []
    package var sysctls: [TextRange] = []
    package var ports: [PortFacts] = []
    package var mounts: [MountFacts] = []
    package var capabilities: [TextRange] = []

    /// Which parents were present (not null) in the object as sent: a patch must create those that were not.
    package var presence: PodPresence = []

    package init() {}

    /// Forgets the pod but keeps the memory.
    package mutating func removeAll() {
        if !text.isEmpty { text.removeAll(keepingCapacity: true) }
        if !annotations.isEmpty { annotations.removeAll(keepingCapacity: true) }
        if !volumes.isEmpty { volumes.removeAll(keepingCapacity: true) }
        if !containers.isEmpty { containers.removeAll(keepingCapacity: true) }
        if !supplementalGroups.isEmpty { supplementalGroups.removeAll(keepingCapacity: true) }
        if !sysctls.isEmpty { sysctls.removeAll(keepingCapacity: true) }
        if !ports.isEmpty { ports.removeAll(keepingCapacity: true) }
        if !mounts.isEmpty { mounts.removeAll(keepingCapacity: true) }
        if !capabilities.isEmpty { capabilities.removeAll(keepingCapacity: true) }
        name = .empty
        generateName = .empty
        namespace = .empty
        controller = nil
        hostNetwork = false
        hostPID = false
        hostIPC = false
        securityContext = PodSecurityContextFacts()
        serviceAccountName = .empty
        automountServiceAccountToken = nil
        runtimeClassName = nil
        presence = []
    }

    /// The bytes of a text as a `String`, damaged UTF-8 repaired: for messages and tests, not for comparing.
    package func string(_ range: TextRange) -> String {
        String(decoding: text[range.indices], as: UTF8.self)
    }

    /// Copies `bytes` into `text`.
    package mutating func append(_ bytes: some Collection<UInt8>) -> TextRange {
        let start = text.count
        text.append(contentsOf: bytes)
        return TextRange(
            start: UInt32(truncatingIfNeeded: start),
            count: UInt32(truncatingIfNeeded: text.count - start)
        )
    }
}

/// A run of bytes in `PodFacts.text`.
package struct TextRange: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32

    package static let empty = TextRange(start: 0, count: 0)

    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    package var isEmpty: Bool { count == 0 }
    package var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A run of elements in one of the lists of `PodFacts`.
package struct ListRange: Equatable, Sendable {
    package var start: UInt32
    package var count: UInt32

    package static let empty = ListRange(start: 0, count: 0)

    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    package var isEmpty: Bool { count == 0 }
    package var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// Parents of the pod that were present as sent.
package struct PodPresence: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let metadata = PodPresence(rawValue: 1)
    package static let annotations = PodPresence(rawValue: 2)
    package static let spec = PodPresence(rawValue: 4)
    package static let securityContext = PodPresence(rawValue: 8)
}

/// Kubernetes: `metav1.OwnerReference`, as far as the requester of a controlled pod depends on it.
package struct OwnerFacts: Sendable {
    package var kind: TextRange
    package var name: TextRange

    package init(kind: TextRange, name: TextRange) {
        self.kind = kind
        self.name = name
    }
}

/// An annotation that PodSecurityPolicy or the ServiceAccount plugin reads.
///
/// `subject` is the container's name where the key holds one.
package struct AnnotationFacts: Sendable {
    package enum Kind: UInt8, Sendable {
        /// `seccomp.security.alpha.kubernetes.io/pod`
        case seccompPod
        /// `container.seccomp.security.alpha.kubernetes.io/<subject>`
        case seccompContainer
        /// `container.apparmor.security.beta.kubernetes.io/<subject>`
        case appArmorContainer
        /// `kubernetes.io/psp`
        case policy
        /// `kubernetes.io/config.mirror`
        case mirrorPod
    }

    package var kind: Kind
    package var subject: TextRange
    package var value: TextRange

    package init(kind: Kind, subject: TextRange, value: TextRange) {
        self.kind = kind
        self.subject = subject
        self.value = value
    }
}

/// Kubernetes: `v1.PodSecurityContext`.
///
/// Present or not makes no difference to the verdict, only to patches.
package struct PodSecurityContextFacts: Sendable {
    package var seLinux: SELinuxFacts?
    package var runAsUser: Int64?
    package var runAsGroup: Int64?
    package var runAsNonRoot: Bool?
    /// nil: unset (null).
    ///
    /// An empty list is set: it is not defaulted.
    package var supplementalGroups: ListRange?
    package var fsGroup: Int64?
    /// Into `PodFacts.sysctls`.
    package var sysctls: ListRange = .empty
    package var seccomp: SeccompFacts?

    package init() {}
}

/// Kubernetes: `v1.SELinuxOptions`; an absent text is the empty text.
package struct SELinuxFacts: Sendable {
    package var user: TextRange = .empty
    package var role: TextRange = .empty
    package var type: TextRange = .empty
    package var level: TextRange = .empty

    package init() {}
}

/// Kubernetes: `v1.SeccompProfile`.
package struct SeccompFacts: Sendable {
    package enum ProfileType: UInt8, Sendable {
        case unconfined
        case runtimeDefault
        case localhost
        /// Any other text, the empty one included.
        case unknown
    }

    package var type: ProfileType = .unknown
    /// nil: unset.
    ///
    /// The empty text is set (`localhost/`).
    package var localhostProfile: TextRange?

    package init() {}
}

/// Kubernetes: `v1.Container` or `v1.EphemeralContainer`.
package struct ContainerFacts: Sendable {
    package enum Kind: UInt8, Sendable {
        case initContainer
        case container
        case ephemeralContainer
    }

    package var kind: Kind
    /// The index in its own list, as error paths show it.
    package var index: UInt32 = 0
    package var name: TextRange = .empty
    package var ports: ListRange = .empty
    package var mounts: ListRange = .empty
    package var capabilitiesAdd: ListRange = .empty
    package var capabilitiesDrop: ListRange = .empty
    package var privileged: Bool?
    package var seLinux: SELinuxFacts?
    package var runAsUser: Int64?
    package var runAsGroup: Int64?
    package var runAsNonRoot: Bool?
    package var readOnlyRootFilesystem: Bool?
    package var allowPrivilegeEscalation: Bool?
    package var procMount: TextRange?
    package var seccomp: SeccompFacts?
    /// `securityContext` and `securityContext.capabilities` were present (not null) as sent.
    package var hasSecurityContext = false
    package var hasCapabilities = false

    package init(kind: Kind) {
        self.kind = kind
    }
}

/// Kubernetes: `v1.ContainerPort`.
///
/// `hostPort` is the one after defaulting.
package struct PortFacts: Sendable {
    package var containerPort: Int32 = 0
    package var hostPort: Int32 = 0

    package init() {}
}

/// Kubernetes: `v1.VolumeMount`.
package struct MountFacts: Sendable {
    package var name: TextRange = .empty
    package var mountPath: TextRange = .empty
    package var readOnly = false

    package init() {}
}

/// Kubernetes: `v1.Volume`.
package struct VolumeFacts: Sendable {
    package var name: TextRange = .empty
    /// The first source that is set, in the order of `VolumeType`; `emptyDir` if there is none.
    package var type: VolumeType = .emptyDir
    /// `hostPath.path`, `flexVolume.driver` or `csi.driver` of the source that `type` names, else empty.
    package var detail: TextRange = .empty
    /// `secret.secretName` if `type` is secret: the ServiceAccount step reuses a volume that takes the token secret.
    package var secretName: TextRange = .empty
    /// A projected volume of which every source is one that the injected service account token may have.
    package var isServiceAccountProjection = false

    package init() {}
}
