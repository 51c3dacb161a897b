package import PodFacts

/// Bytes of a text; Kubernetes compares texts as bytes.
package typealias Text = [UInt8]

/// A pod as a plain value that a policy can copy and fill in.
package struct ReferencePod: Equatable, Sendable {
    package struct SELinux: Equatable, Sendable {
        package var user: Text = []
        package var role: Text = []
        package var type: Text = []
        package var level: Text = []
    }

    package struct Mount: Equatable, Sendable {
        package var name: Text
        package var readOnly: Bool
    }

    package struct Container: Equatable, Sendable {
        package var kind: ContainerFacts.Kind
        package var index: UInt32
        package var name: Text
        package var hostPorts: [Int32]
        package var mounts: [Mount]
        package var add: [Text]
        package var drop: [Text]
        package var privileged: Bool?
        package var seLinux: SELinux?
        package var runAsUser: Int64?
        package var runAsGroup: Int64?
        package var runAsNonRoot: Bool?
        package var readOnlyRootFilesystem: Bool?
        package var allowPrivilegeEscalation: Bool?
        package var procMount: Text?
        /// The field as annotation text; empty: it has none.
        package var seccomp: Text?
    }

    package struct Volume: Equatable, Sendable {
        package var name: Text
        package var type: VolumeType
        package var detail: Text
        package var isServiceAccountProjection: Bool
    }

    package var name: Text
    package var annotations: [Text: Text] = [:]
    package var hostNetwork: Bool
    package var hostPID: Bool
    package var hostIPC: Bool
    package var seLinux: SELinux?
    package var runAsUser: Int64?
    package var runAsGroup: Int64?
    package var runAsNonRoot: Bool?
    package var supplementalGroups: [Int64]?
    package var fsGroup: Int64?
    package var sysctls: [Text]
    package var seccomp: Text?
    package var runtimeClassName: Text?
    package var volumes: [Volume] = []
    package var containers: [Container] = []

    static let podSeccompKey = Text("seccomp.security.alpha.kubernetes.io/pod".utf8)
    static let containerSeccompPrefix = Text("container.seccomp.security.alpha.kubernetes.io/".utf8)
    static let appArmorPrefix = Text("container.apparmor.security.beta.kubernetes.io/".utf8)
    static let hintKey = Text("kubernetes.io/psp".utf8)
}

extension ReferencePod {
    package init(_ facts: PodFacts) {
        func text(_ range: TextRange) -> Text { Text(facts.text[range.indices]) }
        func seLinux(_ options: SELinuxFacts?) -> SELinux? {
            options.map {
                SELinux(user: text($0.user), role: text($0.role), type: text($0.type), level: text($0.level))
            }
        }
        func seccomp(_ profile: SeccompFacts?) -> Text? {
            guard let profile else { return nil }
            switch profile.type {
            case .unconfined: return Text("unconfined".utf8)
            case .runtimeDefault: return Text("runtime/default".utf8)
            case .localhost: return profile.localhostProfile.map { Text("localhost/".utf8) + text($0) } ?? []
            case .unknown: return []
            }
        }
        name = !facts.name.isEmpty ? text(facts.name) : text(facts.generateName)
        hostNetwork = facts.hostNetwork
        hostPID = facts.hostPID
        hostIPC = facts.hostIPC
        let context = facts.securityContext
        self.seLinux = seLinux(context.seLinux)
        runAsUser = context.runAsUser
        runAsGroup = context.runAsGroup
        runAsNonRoot = context.runAsNonRoot
        supplementalGroups = context.supplementalGroups.map { Array(facts.supplementalGroups[$0.indices]) }
        fsGroup = context.fsGroup
        sysctls = facts.sysctls[context.sysctls.indices].map(text)
        self.seccomp = seccomp(context.seccomp)
        runtimeClassName = facts.runtimeClassName.map(text)
        for annotation in facts.annotations {
            switch annotation.kind {
            case .seccompPod: annotations[Self.podSeccompKey] = text(annotation.value)
            case .policy: annotations[Self.hintKey] = text(annotation.value)
            case .seccompContainer:
                annotations[Self.containerSeccompPrefix + text(annotation.subject)] = text(annotation.value)
            case .appArmorContainer:
                annotations[Self.appArmorPrefix + text(annotation.subject)] = text(annotation.value)
            case .mirrorPod: break
            }
        }
        volumes = facts.volumes.map {
            Volume(
                name: text($0.name),
                type: $0.type,
                detail: text($0.detail),
                isServiceAccountProjection: $0.isServiceAccountProjection
            )
        }
        containers = facts.containers.map { container in
            Container(
                kind: container.kind,
                index: container.index,
                name: text(container.name),
                hostPorts: facts.ports[container.ports.indices].map(\.hostPort),
                mounts: facts.mounts[container.mounts.indices].map {
                    Mount(name: text($0.name), readOnly: $0.readOnly)
                },
                add: facts.capabilities[container.capabilitiesAdd.indices].map(text),
                drop: facts.capabilities[container.capabilitiesDrop.indices].map(text),
                privileged: container.privileged,
                seLinux: seLinux(container.seLinux),
                runAsUser: container.runAsUser,
                runAsGroup: container.runAsGroup,
                runAsNonRoot: container.runAsNonRoot,
                readOnlyRootFilesystem: container.readOnlyRootFilesystem,
                allowPrivilegeEscalation: container.allowPrivilegeEscalation,
                procMount: container.procMount.map(text),
                seccomp: seccomp(container.seccomp)
            )
        }
    }
}
