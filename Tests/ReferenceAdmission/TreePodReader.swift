package import JSONScan
package import PodFacts

/// Facts from a pod as a tree: slow, plain, for well-typed objects only.
///
/// What a field of the wrong type says is ignored.
///
/// The readers of the product are tested against bytes; this one lets tests and benchmarks of the engine stand alone.
package struct TreePodReader {
    private var facts = PodFacts()

    private init() {}

    package static func facts(of pod: JSONValue) -> PodFacts {
        var reader = TreePodReader()
        reader.read(pod)
        return reader.facts
    }

    // MARK: Texts and lists

    private mutating func text(_ value: JSONValue?) -> TextRange { facts.append((value?.string ?? "").utf8) }

    private mutating func optionalText(_ value: JSONValue?) -> TextRange? {
        guard let text = value?.string else { return nil }
        return facts.append(text.utf8)
    }

    private func range(from start: Int, to end: Int) -> ListRange {
        ListRange(start: UInt32(start), count: UInt32(end - start))
    }

    private func elements(_ value: JSONValue?) -> [JSONValue] { value?.array ?? [] }

    private func isObject(_ value: JSONValue?) -> Bool {
        if case .object? = value { return true }
        return false
    }

    // MARK: The pod

    private mutating func read(_ pod: JSONValue) {
        let metadata = pod["metadata"]
        let spec = pod["spec"]
        if isObject(metadata) { facts.presence.insert(.metadata) }
        if isObject(metadata?["annotations"]) { facts.presence.insert(.annotations) }
        if isObject(spec) { facts.presence.insert(.spec) }
        if isObject(spec?["securityContext"]) { facts.presence.insert(.securityContext) }
        facts.name = text(metadata?["name"])
        facts.generateName = text(metadata?["generateName"])
        facts.namespace = text(metadata?["namespace"])
        for annotation in metadata?["annotations"]?.members ?? [] { readAnnotation(annotation) }
        facts.hostNetwork = spec?["hostNetwork"]?.bool ?? false
        facts.hostPID = spec?["hostPID"]?.bool ?? false
        facts.hostIPC = spec?["hostIPC"]?.bool ?? false
        let account = spec?["serviceAccountName"]?.string ?? ""
        facts.serviceAccountName = text(account.isEmpty ? spec?["serviceAccount"] : .string(account))
        facts.automountServiceAccountToken = spec?["automountServiceAccountToken"]?.bool
        facts.runtimeClassName = optionalText(spec?["runtimeClassName"])
        readSecurityContext(spec?["securityContext"])
        for volume in elements(spec?["volumes"]) { facts.volumes.append(self.volume(volume)) }
        readContainers(spec?["initContainers"], .initContainer)
        readContainers(spec?["containers"], .container)
        readContainers(spec?["ephemeralContainers"], .ephemeralContainer)
    }

    private mutating func readAnnotation(_ annotation: JSONValue.Member) {
        let prefixes: [(String, AnnotationFacts.Kind)] = [
            ("container.seccomp.security.alpha.kubernetes.io/", .seccompContainer),
            ("container.apparmor.security.beta.kubernetes.io/", .appArmorContainer),
        ]
        let value = text(annotation.value)
        switch annotation.key {
        case "seccomp.security.alpha.kubernetes.io/pod": add(.seccompPod, "", value)
        case "kubernetes.io/psp": add(.policy, "", value)
        case "kubernetes.io/config.mirror": add(.mirrorPod, "", value)
        default:
            for (prefix, kind) in prefixes where annotation.key.utf8.starts(with: prefix.utf8) {
                add(kind, annotation.key.utf8.dropFirst(prefix.utf8.count), value)
            }
        }
    }

    private mutating func add(_ kind: AnnotationFacts.Kind, _ subject: some StringProtocol, _ value: TextRange) {
        add(kind, subject.utf8, value)
    }

    private mutating func add(_ kind: AnnotationFacts.Kind, _ subject: some Collection<UInt8>, _ value: TextRange) {
        facts.annotations.append(AnnotationFacts(kind: kind, subject: facts.append(subject), value: value))
    }

    private mutating func readSecurityContext(_ context: JSONValue?) {
        var result = PodSecurityContextFacts()
        result.seLinux = seLinux(context?["seLinuxOptions"])
        result.runAsUser = context?["runAsUser"]?.integer
        result.runAsGroup = context?["runAsGroup"]?.integer
        result.runAsNonRoot = context?["runAsNonRoot"]?.bool
        if let groups = context?["supplementalGroups"]?.array {
            let start = facts.supplementalGroups.count
            for group in groups { facts.supplementalGroups.append(group.integer ?? 0) }
            result.supplementalGroups = range(from: start, to: facts.supplementalGroups.count)
        }
        result.fsGroup = context?["fsGroup"]?.integer
        for sysctl in elements(context?["sysctls"]) { facts.sysctls.append(text(sysctl["name"])) }
        result.sysctls = range(from: 0, to: facts.sysctls.count)
        result.seccomp = seccomp(context?["seccompProfile"])
        facts.securityContext = result
    }

    private mutating func seLinux(_ options: JSONValue?) -> SELinuxFacts? {
        guard isObject(options) else { return nil }
        var result = SELinuxFacts()
        result.user = text(options?["user"])
        result.role = text(options?["role"])
        result.type = text(options?["type"])
        result.level = text(options?["level"])
        return result
    }

    private mutating func seccomp(_ profile: JSONValue?) -> SeccompFacts? {
        guard isObject(profile) else { return nil }
        var result = SeccompFacts()
        switch profile?["type"]?.string {
        case "Unconfined": result.type = .unconfined
        case "RuntimeDefault": result.type = .runtimeDefault
        case "Localhost": result.type = .localhost
        default: result.type = .unknown
        }
        result.localhostProfile = optionalText(profile?["localhostProfile"])
        return result
    }

    // MARK: Containers

    private mutating func readContainers(_ list: JSONValue?, _ kind: ContainerFacts.Kind) {
        for (index, element) in elements(list).enumerated() {
            var container = ContainerFacts(kind: kind)
            container.index = UInt32(index)
            container.name = text(element["name"])
            readPorts(element, &container)
            let mounts = facts.mounts.count
            for mount in elements(element["volumeMounts"]) {
                var result = MountFacts()
                result.name = text(mount["name"])
                result.mountPath = text(mount["mountPath"])
                result.readOnly = mount["readOnly"]?.bool ?? false
                facts.mounts.append(result)
            }
            container.mounts = range(from: mounts, to: facts.mounts.count)
            readContext(element["securityContext"], &container)
            facts.containers.append(container)
        }
    }

    private mutating func readPorts(_ element: JSONValue, _ container: inout ContainerFacts) {
        let ports = facts.ports.count
        for port in elements(element["ports"]) {
            var result = PortFacts()
            result.containerPort = Int32(truncatingIfNeeded: port["containerPort"]?.integer ?? 0)
            result.hostPort = Int32(truncatingIfNeeded: port["hostPort"]?.integer ?? 0)
            if facts.hostNetwork, container.kind != .ephemeralContainer, result.hostPort == 0 {
                result.hostPort = result.containerPort
            }
            facts.ports.append(result)
        }
        container.ports = range(from: ports, to: facts.ports.count)
    }

    private mutating func readContext(_ context: JSONValue?, _ container: inout ContainerFacts) {
        container.hasSecurityContext = isObject(context)
        container.hasCapabilities = isObject(context?["capabilities"])
        container.capabilitiesAdd = capabilities(context?["capabilities"]?["add"])
        container.capabilitiesDrop = capabilities(context?["capabilities"]?["drop"])
        container.privileged = context?["privileged"]?.bool
        container.seLinux = seLinux(context?["seLinuxOptions"])
        container.runAsUser = context?["runAsUser"]?.integer
        container.runAsGroup = context?["runAsGroup"]?.integer
        container.runAsNonRoot = context?["runAsNonRoot"]?.bool
        container.readOnlyRootFilesystem = context?["readOnlyRootFilesystem"]?.bool
        container.allowPrivilegeEscalation = context?["allowPrivilegeEscalation"]?.bool
        container.procMount = optionalText(context?["procMount"])
        container.seccomp = seccomp(context?["seccompProfile"])
    }

    private mutating func capabilities(_ list: JSONValue?) -> ListRange {
        let start = facts.capabilities.count
        for capability in elements(list) { facts.capabilities.append(text(capability)) }
        return range(from: start, to: facts.capabilities.count)
    }

    // MARK: Volumes

    private mutating func volume(_ value: JSONValue) -> VolumeFacts {
        var volume = VolumeFacts()
        volume.name = text(value["name"])
        for type in VolumeType.allCases {
            let source = value[type == .cephFS ? "cephfs" : type.policyName]
            guard isObject(source) else { continue }
            volume.type = type
            switch type {
            case .hostPath: volume.detail = text(source?["path"])
            case .flexVolume, .csi: volume.detail = text(source?["driver"])
            case .secret: volume.secretName = text(source?["secretName"])
            case .projected:
                volume.isServiceAccountProjection = elements(source?["sources"]).allSatisfy(isTokenSource)
            default: break
            }
            break
        }
        return volume
    }

    private func isTokenSource(_ source: JSONValue) -> Bool {
        var isKnown = false
        if isObject(source["serviceAccountToken"]) {
            isKnown = true
            guard source["serviceAccountToken"]?["path"]?.string == "token",
                (source["serviceAccountToken"]?["audience"]?.string ?? "").isEmpty
            else { return false }
        }
        if isObject(source["configMap"]) {
            isKnown = true
            guard source["configMap"]?["name"]?.string == "kube-root-ca.crt" else { return false }
        }
        if isObject(source["downwardAPI"]) {
            isKnown = true
            for item in elements(source["downwardAPI"]?["items"]) {
                guard item["path"]?.string == "namespace", let field = item["fieldRef"],
                    (field["apiVersion"]?.string ?? "v1") == "v1" || field["apiVersion"]?.string == "",
                    field["fieldPath"]?.string == "metadata.namespace"
                else { return false }
            }
        }
        return isKnown
    }
}
