package import JSONScan

/// Pods with odd values among sensible ones: empty texts, repeated names, extreme numbers, all profiles in all places.
package struct RandomPods {
    private var chance: Chance

    package init(seed: UInt64) { chance = Chance(seed: seed) }

    package mutating func next() -> JSONValue {
        let share = chance.pick([5, 10, 25, 60])
        var spec = Members()
        if chance.percent(share) { spec.add("hostNetwork", .bool(chance.percent(80))) }
        if chance.percent(share) { spec.add("hostPID", .bool(true)) }
        if chance.percent(share) { spec.add("hostIPC", .bool(true)) }
        if chance.percent(80) { spec.add("securityContext", podContext(share)) }
        if chance.percent(share) { spec.add("runtimeClassName", .string(chance.pick(Universe.runtimes))) }
        spec.add("serviceAccountName", .string(chance.pick(["app", "", "default"])))
        let volumeCount = chance.pick([0, 1, 2, 2, 12])
        spec.add("volumes", .array((0..<volumeCount).map { _ in volume(share) }))
        for (kind, most) in [("initContainers", 2), ("containers", 4), ("ephemeralContainers", 2)] {
            let count = kind == "containers" ? chance.below(most) : chance.percent(30) ? chance.below(most) : 0
            spec.add(kind, .array((0..<count).map { _ in container(share) }))
        }
        spec.shuffle(&chance)
        var metadata = Members()
        if chance.percent(90) { metadata.add("name", .string(chance.pick(["web-1", "é\"\\", ""]))) }
        if chance.percent(40) { metadata.add("generateName", .string("web-")) }
        if chance.percent(max(share, 20)) { metadata.add("annotations", annotations(share)) }
        var pod = Members()
        if chance.percent(95) { pod.add("metadata", metadata.value) }
        pod.add("spec", spec.value)
        return pod.value
    }

    private struct Members {
        private var members: [JSONValue.Member] = []
        var value: JSONValue { .object(members) }
        mutating func add(_ key: String, _ value: JSONValue) { members.append(JSONValue.Member(key, value)) }
        mutating func shuffle(_ chance: inout Chance) { members.shuffle(using: &chance) }
    }

    private func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private mutating func annotations(_ share: Int) -> JSONValue {
        var annotations = Members()
        if chance.percent(30) {
            annotations.add("seccomp.security.alpha.kubernetes.io/pod", .string(chance.pick(Universe.profiles)))
        }
        if chance.percent(20) { annotations.add("kubernetes.io/psp", .string("p\(chance.below(8))")) }
        for name in Set(Universe.containers).sorted() {
            if chance.percent(25) {
                annotations.add(
                    "container.seccomp.security.alpha.kubernetes.io/\(name)",
                    .string(chance.pick(Universe.profiles))
                )
            }
            if chance.percent(25) {
                annotations.add(
                    "container.apparmor.security.beta.kubernetes.io/\(name)",
                    .string(chance.pick(Universe.profiles))
                )
            }
        }
        // More than a straight search is used for.
        for number in 0..<(chance.percent(20) ? 12 : 0) {
            annotations.add("container.apparmor.security.beta.kubernetes.io/other\(number)", .string("x"))
        }
        return annotations.value
    }

    private mutating func seLinux() -> JSONValue {
        var options = Members()
        if chance.percent(70) { options.add("level", .string(chance.pick(Universe.levels))) }
        if chance.percent(30) { options.add("role", .string(chance.pick(Universe.names))) }
        if chance.percent(30) { options.add("type", .string(chance.pick(Universe.names))) }
        if chance.percent(30) { options.add("user", .string(chance.pick(Universe.names))) }
        return options.value
    }

    private mutating func seccomp() -> JSONValue {
        var profile = Members()
        if chance.percent(95) {
            profile.add("type", .string(chance.pick(["RuntimeDefault", "Unconfined", "Localhost", "Bogus", ""])))
        }
        if chance.percent(60) { profile.add("localhostProfile", .string(chance.pick(["a", "", "b/c", "zz"]))) }
        return profile.value
    }

    private mutating func podContext(_ share: Int) -> JSONValue {
        var context = identity(share)
        if chance.percent(share) { context.add("fsGroup", .integer(chance.pick(Universe.numbers))) }
        if chance.percent(share) {
            context.add(
                "supplementalGroups",
                .array(chance.some(Universe.numbers, most: 3).map { .integer($0) })
            )
        }
        if chance.percent(share) {
            let sysctls = chance.some(Universe.sysctls, most: 3)
            context.add(
                "sysctls",
                .array(sysctls.map { .object([JSONValue.Member("name", .string($0))]) })
            )
        }
        return context.value
    }

    /// What pod and container have in common.
    private mutating func identity(_ share: Int) -> Members {
        var context = Members()
        if chance.percent(share) { context.add("runAsUser", .integer(chance.pick(Universe.numbers))) }
        if chance.percent(share) { context.add("runAsGroup", .integer(chance.pick(Universe.numbers))) }
        if chance.percent(share) { context.add("runAsNonRoot", .bool(chance.percent(50))) }
        if chance.percent(share) { context.add("seLinuxOptions", seLinux()) }
        if chance.percent(share) { context.add("seccompProfile", seccomp()) }
        return context
    }

    private mutating func container(_ share: Int) -> JSONValue {
        var container = Members()
        container.add("name", .string(chance.pick(Universe.containers)))
        if chance.percent(70) { container.add("securityContext", containerContext(share)) }
        if chance.percent(40) {
            let ports = (0..<chance.below(3)).map { _ in
                var port = Members()
                port.add("containerPort", .integer(Int64(chance.pick(Universe.ports))))
                if chance.percent(share) { port.add("hostPort", .integer(Int64(chance.pick(Universe.ports)))) }
                return port.value
            }
            container.add("ports", .array(ports))
        }
        let mountCount = chance.pick([0, 1, 2, 11])
        let mounts = (0..<mountCount).map { _ in
            var mount = Members()
            mount.add("name", .string(chance.pick(Universe.volumes)))
            if chance.percent(60) { mount.add("readOnly", .bool(chance.percent(80))) }
            return mount.value
        }
        container.add("volumeMounts", .array(mounts))
        return container.value
    }

    private mutating func containerContext(_ share: Int) -> JSONValue {
        var context = identity(share)
        if chance.percent(share) { context.add("privileged", .bool(chance.percent(60))) }
        if chance.percent(share) { context.add("readOnlyRootFilesystem", .bool(chance.percent(50))) }
        if chance.percent(share) { context.add("allowPrivilegeEscalation", .bool(chance.percent(50))) }
        if chance.percent(share) { context.add("procMount", .string(chance.pick(Universe.procMounts))) }
        if chance.percent(max(share, 30)) {
            var capabilities = Members()
            if chance.percent(60) { capabilities.add("add", strings(chance.some(Universe.capabilities, most: 4))) }
            if chance.percent(60) { capabilities.add("drop", strings(chance.some(Universe.capabilities, most: 3))) }
            context.add("capabilities", capabilities.value)
        }
        return context.value
    }

    private mutating func volume(_ share: Int) -> JSONValue {
        var volume = Members()
        volume.add("name", .string(chance.pick(Universe.volumes)))
        let sources = chance.percent(10) ? 2 : chance.percent(5) ? 0 : 1
        for _ in 0..<sources {
            let type = chance.pick([
                "hostPath", "hostPath", "emptyDir", "secret", "projected", "csi", "flexVolume", "cephfs", "ephemeral",
                "nfs",
                "unknown",
            ])
            volume.add(type, source(type))
        }
        return volume.value
    }

    private mutating func source(_ type: String) -> JSONValue {
        var source = Members()
        switch type {
        case "hostPath": source.add("path", .string(chance.pick(Universe.paths)))
        case "csi", "flexVolume": source.add("driver", .string(chance.pick(Universe.drivers)))
        case "projected":
            var token = Members()
            token.add("path", .string(chance.percent(80) ? "token" : "other"))
            var projection = Members()
            projection.add(chance.percent(80) ? "serviceAccountToken" : "secret", token.value)
            source.add("sources", .array(chance.percent(80) ? [projection.value] : []))
        default: break
        }
        return source.value
    }
}
