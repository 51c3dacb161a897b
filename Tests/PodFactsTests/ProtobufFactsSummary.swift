import JSONScan
import PodFacts

/// Facts as lines of text, made from a reader's facts or from the pod as JSON after defaulting: two ways to say the same.
struct ProtobufFactsSummary {
    var lines: [String] = []

    private mutating func add(_ name: String, _ value: String?) {
        lines.append("\(name): \(value ?? "unset")")
    }
}

// From a reader.
extension ProtobufFactsSummary {
    init(_ facts: PodFacts) {
        add(
            "names",
            "\(facts.kubernetesText(facts.name)), \(facts.kubernetesText(facts.generateName)), \(facts.kubernetesText(facts.namespace))"
        )
        add("controller", facts.controller.map { "\(facts.kubernetesText($0.kind)) \(facts.kubernetesText($0.name))" })
        let annotations = facts.annotations.map {
            "\($0.kind) \(facts.kubernetesText($0.subject)) = \(facts.kubernetesText($0.value))"
        }
        add("annotations", "\(annotations.sorted())")
        add("host", "\(facts.hostNetwork) \(facts.hostPID) \(facts.hostIPC)")
        let context = facts.securityContext
        add("ids", Self.ids(context.runAsUser, context.runAsGroup, context.runAsNonRoot))
        add("fsGroup", context.fsGroup.map { "\($0)" })
        add("supplementalGroups", context.supplementalGroups.map { "\(Array(facts.supplementalGroups[$0.indices]))" })
        add("seLinux", Self.seLinux(context.seLinux, facts))
        add("seccomp", Self.seccomp(context.seccomp, facts))
        add("sysctls", "\(facts.sysctls[context.sysctls.indices].map { facts.kubernetesText($0) })")
        add("serviceAccount", facts.kubernetesText(facts.serviceAccountName))
        add("automount", facts.automountServiceAccountToken.map { "\($0)" })
        add("runtimeClass", facts.runtimeClassName.map { facts.kubernetesText($0) })
        for volume in facts.volumes {
            add(
                "volume",
                "\(facts.kubernetesText(volume.name)) \(volume.type) \(facts.kubernetesText(volume.detail)) \(facts.kubernetesText(volume.secretName))"
                    + " \(volume.isServiceAccountProjection)"
            )
        }
        for container in facts.containers {
            add("container", "\(container.kind) \(container.index) \(facts.kubernetesText(container.name))")
            add("ports", "\(facts.ports[container.ports.indices].map { "\($0.hostPort):\($0.containerPort)" })")
            add(
                "mounts",
                "\(facts.mounts[container.mounts.indices].map { "\(facts.kubernetesText($0.name)) \(facts.kubernetesText($0.mountPath)) \($0.readOnly)" })"
            )
            add("has", "\(container.hasSecurityContext) \(container.hasCapabilities)")
            add("add", "\(facts.capabilities[container.capabilitiesAdd.indices].map { facts.kubernetesText($0) })")
            add("drop", "\(facts.capabilities[container.capabilitiesDrop.indices].map { facts.kubernetesText($0) })")
            add("ids", Self.ids(container.runAsUser, container.runAsGroup, container.runAsNonRoot))
            add(
                "flags",
                "\(container.privileged as Any) \(container.readOnlyRootFilesystem as Any) \(container.allowPrivilegeEscalation as Any)"
            )
            add("procMount", container.procMount.map { facts.kubernetesText($0) })
            add("seLinux", Self.seLinux(container.seLinux, facts))
            add("seccomp", Self.seccomp(container.seccomp, facts))
        }
    }

    private static func ids(_ user: Int64?, _ group: Int64?, _ nonRoot: Bool?) -> String {
        "\(user as Any) \(group as Any) \(nonRoot as Any)"
    }

    private static func seLinux(_ options: SELinuxFacts?, _ facts: PodFacts) -> String? {
        options.map { [$0.user, $0.role, $0.type, $0.level].map(facts.kubernetesText).joined(separator: "|") }
    }

    private static func seccomp(_ profile: SeccompFacts?, _ facts: PodFacts) -> String? {
        profile.map { "\($0.type) \($0.localhostProfile.map(facts.kubernetesText) ?? "unset")" }
    }
}

extension PodFacts {
    /// A text as Go writes it into JSON: U+FFFD for each byte that is no UTF-8, where Swift writes one for several.
    fileprivate func kubernetesText(_ range: TextRange) -> String {
        var repaired = String.UnicodeScalarView()
        var bytes = text[range.indices].makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &bytes) {
            case .valid(let scalar): repaired.append(Unicode.UTF8.decode(scalar))
            case .error(let length):
                repaired.append(contentsOf: String(repeating: "\u{FFFD}", count: length).unicodeScalars)
            case .emptyInput: return String(repaired)
            }
        }
    }
}

// From JSON after defaulting.
extension ProtobufFactsSummary {
    init(defaulted pod: JSONValue) {
        let metadata = pod["metadata"] ?? .object([])
        let spec = pod["spec"] ?? .object([])
        let names = ["name", "generateName", "namespace"].map { metadata[$0]?.string ?? "" }
        add("names", names.joined(separator: ", "))
        let controller = metadata["ownerReferences"]?.array?.first { $0["controller"]?.bool == true }
        add("controller", controller.map { "\($0["kind"]?.string ?? "") \($0["name"]?.string ?? "")" })
        add("annotations", "\(Self.annotations(metadata).sorted())")
        add("host", ["hostNetwork", "hostPID", "hostIPC"].map { "\(spec[$0]?.bool ?? false)" }.joined(separator: " "))
        let context = spec["securityContext"] ?? .object([])
        add("ids", Self.ids(context))
        add("fsGroup", context["fsGroup"]?.integer.map { "\($0)" })
        add("supplementalGroups", context["supplementalGroups"]?.array.map { "\($0.map { $0.integer ?? 0 })" })
        add("seLinux", Self.seLinux(context["seLinuxOptions"]))
        add("seccomp", Self.seccomp(context["seccompProfile"]))
        add("sysctls", "\((context["sysctls"]?.array ?? []).map { $0["name"]?.string ?? "" })")
        let account = spec["serviceAccountName"]?.string ?? ""
        add("serviceAccount", account.isEmpty ? spec["serviceAccount"]?.string ?? "" : account)
        add("automount", spec["automountServiceAccountToken"]?.bool.map { "\($0)" })
        add("runtimeClass", spec["runtimeClassName"]?.string)
        for volume in spec["volumes"]?.array ?? [] { add("volume", Self.volume(volume)) }
        let kinds = [
            ("initContainers", "initContainer"), ("containers", "container"),
            ("ephemeralContainers", "ephemeralContainer"),
        ]
        for (list, kind) in kinds {
            for (index, container) in (spec[list]?.array ?? []).enumerated() { add(container, kind, index) }
        }
    }

    private mutating func add(_ container: JSONValue, _ kind: String, _ index: Int) {
        add("container", "\(kind) \(index) \(container["name"]?.string ?? "")")
        let ports = container["ports"]?.array ?? []
        add("ports", "\(ports.map { "\($0["hostPort"]?.integer ?? 0):\($0["containerPort"]?.integer ?? 0)" })")
        let mounts = container["volumeMounts"]?.array ?? []
        add(
            "mounts",
            "\(mounts.map { "\($0["name"]?.string ?? "") \($0["mountPath"]?.string ?? "") \($0["readOnly"]?.bool ?? false)" })"
        )
        let context = container["securityContext"]
        let capabilities = context?["capabilities"]
        add("has", "\(!(context ?? .null).isNull) \(!(capabilities ?? .null).isNull)")
        for list in ["add", "drop"] { add(list, "\((capabilities?[list]?.array ?? []).map { $0.string ?? "" })") }
        add("ids", Self.ids(context ?? .null))
        let flags = ["privileged", "readOnlyRootFilesystem", "allowPrivilegeEscalation"].map {
            "\(context?[$0]?.bool as Any)"
        }
        add("flags", flags.joined(separator: " "))
        add("procMount", context?["procMount"]?.string)
        add("seLinux", Self.seLinux(context?["seLinuxOptions"]))
        add("seccomp", Self.seccomp(context?["seccompProfile"]))
    }

    private static func ids(_ context: JSONValue) -> String {
        "\(context["runAsUser"]?.integer as Any) \(context["runAsGroup"]?.integer as Any) \(context["runAsNonRoot"]?.bool as Any)"
    }

    private static func seLinux(_ options: JSONValue?) -> String? {
        guard let options, !options.isNull else { return nil }
        return ["user", "role", "type", "level"].map { options[$0]?.string ?? "" }.joined(separator: "|")
    }

    private static func seccomp(_ profile: JSONValue?) -> String? {
        guard let profile, !profile.isNull else { return nil }
        let type: SeccompFacts.ProfileType =
            switch profile["type"]?.string {
            case "Unconfined": .unconfined
            case "RuntimeDefault": .runtimeDefault
            case "Localhost": .localhost
            default: .unknown
            }
        return "\(type) \(profile["localhostProfile"]?.string ?? "unset")"
    }

    private static func annotations(_ metadata: JSONValue) -> [String] {
        let prefixes = [
            ("container.seccomp.security.alpha.kubernetes.io/", AnnotationFacts.Kind.seccompContainer),
            ("container.apparmor.security.beta.kubernetes.io/", .appArmorContainer),
        ]
        let names: [String: AnnotationFacts.Kind] = [
            "seccomp.security.alpha.kubernetes.io/pod": .seccompPod, "kubernetes.io/psp": .policy,
            "kubernetes.io/config.mirror": .mirrorPod,
        ]
        return (metadata["annotations"]?.members ?? []).compactMap { member in
            let value = member.value.string ?? ""
            if let kind = names[member.key] { return "\(kind)  = \(value)" }
            for (prefix, kind) in prefixes where member.key.utf8.starts(with: prefix.utf8) {
                return
                    "\(kind) \(String(decoding: member.key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)) = \(value)"
            }
            return nil
        }
    }

    private static func volume(_ volume: JSONValue) -> String {
        func source(_ type: VolumeType) -> JSONValue? {
            let value = volume[type == .cephFS ? "cephfs" : type.policyName]
            return value?.isNull == false ? value : nil
        }
        let type = VolumeType.allCases.first { source($0) != nil } ?? .emptyDir
        let details: [VolumeType: String] = [.hostPath: "path", .flexVolume: "driver", .csi: "driver"]
        let detail = details[type].flatMap { source(type)?[$0]?.string } ?? ""
        let secret = type == .secret ? source(type)?["secretName"]?.string ?? "" : ""
        let isProjection =
            type == .projected && (source(type)?["sources"]?.array ?? []).allSatisfy(isServiceAccountSource)
        return "\(volume["name"]?.string ?? "") \(type) \(detail) \(secret) \(isProjection)"
    }

    private static func isServiceAccountSource(_ source: JSONValue) -> Bool {
        func part(_ name: String) -> JSONValue? { source[name]?.isNull == false ? source[name] : nil }
        let (token, map, downward) = (part("serviceAccountToken"), part("configMap"), part("downwardAPI"))
        if token == nil, map == nil, downward == nil { return false }
        if let token, token["path"]?.string != "token" || !(token["audience"]?.string ?? "").isEmpty { return false }
        if let map, map["name"]?.string != "kube-root-ca.crt" { return false }
        return (downward?["items"]?.array ?? []).allSatisfy { item in
            item["path"]?.string == "namespace" && item["fieldRef"]?["fieldPath"]?.string == "metadata.namespace"
                && ["", "v1"].contains(item["fieldRef"]?["apiVersion"]?.string ?? "")
        }
    }
}
