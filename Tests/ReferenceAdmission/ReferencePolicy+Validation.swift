import PodFacts
import PolicyObjects

extension ReferencePolicy {
    func validate(_ pod: ReferencePod) -> [ReferenceError] {
        var errors: [ReferenceError] = []
        let context = "spec.securityContext"
        validateGroups(pod.fsGroup.map { [$0] } ?? [], policy.fsGroup, "\(context).fsGroup", &errors)
        validateGroups(
            pod.supplementalGroups ?? [],
            policy.supplementalGroups,
            "\(context).supplementalGroups",
            &errors
        )
        validateSeccomp(podProfile(pod), ReferencePod.podSeccompKey, &errors)
        validateSELinux(pod.seLinux, context, &errors)
        if pod.hostNetwork, !policy.hostNetwork {
            errors.append(invalid("\(context).hostNetwork", .bool(true), "Host network is not allowed to be used"))
        }
        if pod.hostPID, !policy.hostPID {
            errors.append(invalid("\(context).hostPID", .bool(true), "Host PID is not allowed to be used"))
        }
        if pod.hostIPC, !policy.hostIPC {
            errors.append(invalid("\(context).hostIPC", .bool(true), "Host IPC is not allowed to be used"))
        }
        for (index, name) in pod.sysctls.enumerated() { validateSysctl(name, index, &errors) }
        for (index, volume) in pod.volumes.enumerated() { validate(volume, index, pod, &errors) }
        if let strategy = runtimeClass, let name = pod.runtimeClassName {
            let allowed = strategy.allowedRuntimeClassNames.map { Text($0.utf8) }
            if !allowed.contains(name), !allowed.contains(Text("*".utf8)) {
                errors.append(invalid("spec.runtimeClassName", .text(name), ""))
            }
        }
        for container in pod.containers where isJudged(container) { validate(container, pod, &errors) }
        return errors
    }

    private func isJudged(_ container: ReferencePod.Container) -> Bool {
        container.kind != .ephemeralContainer || options.gates.ephemeralContainers
    }

    private func invalid(_ path: String, _ value: ReferenceError.Value, _ detail: String) -> ReferenceError {
        ReferenceError(invalid: Text(path.utf8), value, Text(detail.utf8))
    }

    private func path(_ container: ReferencePod.Container) -> String {
        switch container.kind {
        case .initContainer: "spec.initContainers[\(container.index)]"
        case .container: "spec.containers[\(container.index)]"
        case .ephemeralContainer: "spec.ephemeralContainers[\(container.index)]"
        }
    }

    // MARK: Strategies over numbers

    private func holds(_ strategy: PodSecurityPolicy.IDStrategy, _ number: Int64) -> Bool {
        (strategy.ranges ?? []).contains { $0.min <= number && number <= $0.max }
    }

    private func rangesText(_ strategy: PodSecurityPolicy.IDStrategy) -> String {
        "[\((strategy.ranges ?? []).map { "{\($0.min) \($0.max)}" }.joined(separator: " "))]"
    }

    private func validateGroups(
        _ groups: [Int64],
        _ strategy: PodSecurityPolicy.IDStrategy?,
        _ path: String,
        _ errors: inout [ReferenceError]
    ) {
        guard let strategy, strategy.rule != "RunAsAny" else { return }
        if groups.isEmpty, strategy.rule == "MustRunAs" {
            errors.append(
                invalid(path, .groups(groups), "unable to validate empty groups against required ranges")
            )
        }
        for group in groups where !holds(strategy, group) {
            errors.append(
                invalid(path, .groups(groups), "group \(group) must be in the ranges: \(rangesText(strategy))")
            )
        }
    }

    private func validateUser(
        _ container: ReferencePod.Container,
        _ pod: ReferencePod,
        _ errors: inout [ReferenceError]
    ) {
        let path = "\(path(container)).securityContext"
        let user = container.runAsUser ?? pod.runAsUser
        switch policy.runAsUser.rule {
        case "MustRunAs":
            if let user, !holds(policy.runAsUser, user) {
                let detail = "must be in the ranges: \(rangesText(policy.runAsUser))"
                errors.append(invalid("\(path).runAsUser", .integer(user), detail))
            }
        case "MustRunAsNonRoot":
            if container.runAsNonRoot ?? pod.runAsNonRoot == false {
                errors.append(invalid("\(path).runAsNonRoot", .bool(false), "must be true"))
            } else if user == 0 {
                errors.append(
                    invalid("\(path).runAsUser", .integer(0), "running with the root UID is forbidden")
                )
            }
        default: break
        }
    }

    // MARK: Profiles

    private func podProfile(_ pod: ReferencePod) -> Text {
        let annotation = pod.annotations[ReferencePod.podSeccompKey] ?? []
        return annotation.isEmpty ? pod.seccomp ?? [] : annotation
    }

    private func validateSeccomp(_ profile: Text, _ key: Text, _ errors: inout [ReferenceError]) {
        let path = Text("pod.metadata.annotations[".utf8) + key + Text("]".utf8)
        var any = false
        var allowed: Set<Text> = []
        if let list = policy.allowedSeccompProfiles {
            for entry in list.utf8.split(separator: 0x2C, omittingEmptySubsequences: false).map(Text.init) {
                if entry == Text("*".utf8) {
                    any = true
                } else {
                    allowed.insert(entry)
                }
            }
            let aliases = [Text("runtime/default".utf8), Text("docker/default".utf8)]
            if !isOld, aliases.contains(where: allowed.contains) { allowed.formUnion(aliases) }
        }
        if any { return }
        if allowed.isEmpty {
            if !profile.isEmpty {
                errors.append(ReferenceError(forbidden: path, Text("seccomp may not be set".utf8)))
            }
            return
        }
        if allowed.contains(profile) { return }
        errors.append(
            ReferenceError(
                forbidden: path,
                profile + Text(" is not an allowed seccomp profile. Valid values are ".utf8)
                    + Text((policy.allowedSeccompProfiles ?? "").utf8)
            )
        )
    }

    private func validateAppArmor(
        _ container: ReferencePod.Container,
        _ pod: ReferencePod,
        _ errors: inout [ReferenceError]
    ) {
        guard let list = policy.allowedAppArmorProfiles else { return }
        let key = ReferencePod.appArmorPrefix + container.name
        let path = Text("pod.metadata.annotations[".utf8) + key + Text("]".utf8)
        let profile = pod.annotations[key] ?? []
        if profile.isEmpty {
            errors.append(ReferenceError(forbidden: path, Text("AppArmor profile must be set".utf8)))
        } else if !list.utf8.split(separator: 0x2C, omittingEmptySubsequences: false).map(Text.init).contains(profile) {
            errors.append(
                ReferenceError(
                    forbidden: path,
                    profile + Text(" is not an allowed profile. Allowed values: ".utf8)
                        + ReferenceError.quoted(Text(list.utf8))
                )
            )
        }
    }

    // MARK: SELinux

    private func validateSELinux(
        _ options: ReferencePod.SELinux?,
        _ path: String,
        _ errors: inout [ReferenceError]
    ) {
        guard policy.seLinux.rule == "MustRunAs", let options else { return }
        let wanted = policy.seLinux.options ?? PodSecurityPolicy.SELinuxOptions()
        func check(_ name: String, _ value: Text, _ wanted: Text, _ isEqual: Bool) {
            if isEqual { return }
            errors.append(
                ReferenceError(
                    invalid: Text("\(path).seLinuxOptions.\(name)".utf8),
                    .text(value),
                    Text("must be ".utf8) + wanted
                )
            )
        }
        let level = Text(wanted.level.utf8)
        check("level", options.level, level, isSameLevel(options.level, level))
        check("role", options.role, Text(wanted.role.utf8), options.role == Text(wanted.role.utf8))
        check("type", options.type, Text(wanted.type.utf8), options.type == Text(wanted.type.utf8))
        check("user", options.user, Text(wanted.user.utf8), options.user == Text(wanted.user.utf8))
    }

    private func isSameLevel(_ left: Text, _ right: Text) -> Bool {
        if left == right { return true }
        let left = left.split(separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
        let right = right.split(separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
        guard left.count == 2, right.count == 2, left[0] == right[0] else { return false }
        func categories(_ text: ArraySlice<UInt8>) -> [Text] {
            text.split(separator: 0x2C, omittingEmptySubsequences: false).map(Text.init)
                .sorted { $0.lexicographicallyPrecedes($1) }
        }
        return categories(left[1]) == categories(right[1])
    }

    // MARK: Sysctls

    private func matches(_ entries: [String], _ name: Text) -> Bool {
        entries.contains { entry in
            let entry = Text(entry.utf8)
            return entry.last == 0x2A ? name.starts(with: entry.dropLast()) : name == entry
        }
    }

    private func validateSysctl(_ name: Text, _ index: Int, _ errors: inout [ReferenceError]) {
        let path = Text("pod.spec.securityContext.sysctls[\(index)]".utf8)
        var safe = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies"]
        if options.version >= .v1_20 { safe.append("net.ipv4.ping_group_range") }
        if options.version >= .v1_24 { safe.append("net.ipv4.ip_unprivileged_port_start") }
        let quoted = ReferenceError.quoted(name)
        if matches(policy.forbiddenSysctls, name) {
            errors.append(
                ReferenceError(forbidden: path, Text("sysctl ".utf8) + quoted + Text(" is not allowed".utf8))
            )
        } else if !safe.contains(where: { Text($0.utf8) == name }), !matches(policy.allowedUnsafeSysctls, name) {
            errors.append(
                ReferenceError(forbidden: path, Text("unsafe sysctl ".utf8) + quoted + Text(" is not allowed".utf8))
            )
        }
    }

    // MARK: Volumes

    private func validate(
        _ volume: ReferencePod.Volume,
        _ index: Int,
        _ pod: ReferencePod,
        _ errors: inout [ReferenceError]
    ) {
        let path = "spec.volumes[\(index)]"
        let type = volume.type.policyName
        let isToken = !isOld && volume.type == .projected && volume.isServiceAccountProjection
        guard
            policy.volumes.contains("*") || policy.volumes.contains(type)
                || (isToken && policy.volumes.contains("secret"))
        else {
            errors.append(invalid(path, .text(Text(type.utf8)), "\(type) volumes are not allowed to be used"))
            return
        }
        let detail = volume.detail
        switch volume.type {
        case .hostPath: validateHostPath(volume, path, pod, &errors)
        case .flexVolume:
            let allowed = policy.allowedFlexVolumes.map { Text($0.utf8) }
            if !allowed.isEmpty, !allowed.contains(detail) {
                errors.append(
                    invalid("\(path).driver", .text(detail), "Flexvolume driver is not allowed to be used")
                )
            }
        case .csi:
            let allowed = options.gates.csiInlineVolume ? policy.allowedCSIDrivers.map { Text($0.utf8) } : []
            if !allowed.isEmpty, !allowed.contains(detail) {
                errors.append(
                    invalid("\(path).csi.driver", .text(detail), "Inline CSI driver is not allowed to be used")
                )
            }
        default: break
        }
    }

    private func validateHostPath(
        _ volume: ReferencePod.Volume,
        _ path: String,
        _ pod: ReferencePod,
        _ errors: inout [ReferenceError]
    ) {
        if policy.allowedHostPaths.isEmpty { return }
        let matching = policy.allowedHostPaths.filter { isPrefix(Text($0.pathPrefix.utf8), of: volume.detail) }
        if matching.contains(where: { !$0.readOnly }) { return }
        if matching.isEmpty {
            errors.append(
                invalid("\(path).hostPath.pathPrefix", .text(volume.detail), "is not allowed to be used")
            )
            return
        }
        for container in pod.containers where isJudged(container) {
            for (index, mount) in container.mounts.enumerated() where mount.name == volume.name && !mount.readOnly {
                let path = "\(self.path(container)).volumeMounts[\(index)].readOnly"
                errors.append(invalid(path, .bool(false), "must be read-only"))
            }
        }
    }

    private func isPrefix(_ prefix: Text, of path: Text) -> Bool {
        let prefix = prefix.last == 0x2F ? prefix.dropLast() : prefix
        let path = path.last == 0x2F ? path.dropLast() : path
        return path.starts(with: prefix) && (path.count == prefix.count || path[prefix.count] == 0x2F)
    }

    // MARK: Containers

    private func validate(
        _ container: ReferencePod.Container,
        _ pod: ReferencePod,
        _ errors: inout [ReferenceError]
    ) {
        let path = self.path(container)
        let context = "\(path).securityContext"
        validateUser(container, pod, &errors)
        let group = container.runAsGroup ?? pod.runAsGroup
        validateGroups(group.map { [$0] } ?? [], runAsGroup, context, &errors)
        validateSELinux(container.seLinux ?? pod.seLinux, context, &errors)
        validateAppArmor(container, pod, &errors)
        let key = ReferencePod.containerSeccompPrefix + container.name
        let profile = container.seccomp ?? pod.annotations[key] ?? pod.seccomp ?? podProfile(pod)
        validateSeccomp(profile, key, &errors)
        if container.privileged == true, !policy.privileged {
            errors.append(invalid("\(context).privileged", .bool(true), "Privileged containers are not allowed"))
        }
        let types = options.gates.procMountType ? policy.allowedProcMountTypes.map { Text($0.utf8) } : []
        let type = container.procMount ?? Text("Default".utf8)
        if !(types.isEmpty ? [Text("Default".utf8)] : types).contains(type) {
            errors.append(invalid("\(context).procMount", .text(type), "ProcMountType is not allowed"))
        }
        if !policy.allowedCapabilities.contains("*") {
            let addable = (policy.defaultAddCapabilities + policy.allowedCapabilities).map { Text($0.utf8) }
            for capability in container.add where !addable.contains(capability) {
                errors.append(
                    invalid("\(context).capabilities.add", .text(capability), "capability may not be added")
                )
            }
        }
        for port in container.hostPorts { validateHostPort(port, path, &errors) }
        if policy.readOnlyRootFilesystem, container.readOnlyRootFilesystem == false {
            errors.append(
                invalid("\(context).readOnlyRootFilesystem", .bool(false), "ReadOnlyRootFilesystem must be set to true")
            )
        }
        if !policy.allowPrivilegeEscalation, container.allowPrivilegeEscalation == true {
            errors.append(
                invalid(
                    "\(context).allowPrivilegeEscalation",
                    .bool(true),
                    "Allowing privilege escalation for containers is not allowed"
                )
            )
        }
    }

    private func validateHostPort(_ port: Int32, _ path: String, _ errors: inout [ReferenceError]) {
        guard port > 0, !policy.hostPorts.contains(where: { $0.min <= port && port <= $0.max }) else { return }
        let allowed = policy.hostPorts.map { $0.min == $0.max ? "\($0.min)" : "\($0.min)-\($0.max)" }
        errors.append(
            invalid(
                "\(path).hostPort",
                .integer(Int64(port)),
                "Host port \(port) is not allowed to be used. Allowed ports: [\(allowed.joined(separator: ","))]"
            )
        )
    }
}
