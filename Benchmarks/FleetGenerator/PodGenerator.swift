package import JSONScan

/// Live pods without status, as a CREATE carries them, about 2 KB of compact JSON each and all distinct.
///
/// The shares (security contexts, volumes, capabilities, host namespaces) are those measured on manifests of real projects,
/// with the values of infrastructure projects taken down to those of an application-heavy fleet.
package struct PodGenerator: Sendable {
    private var random: SeededGenerator

    package static let namespace = "team-a"
    package static let serviceAccount = "app"

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    package mutating func pods(_ count: Int) -> [JSONValue] {
        (0..<count).map { _ in next() }
    }

    package mutating func next() -> JSONValue {
        let app = random.pick(["web", "cart", "billing", "search", "mailer", "worker", "gateway", "reports"])
        let image = "registry.example.com/\(app)/\(app):v\(random.below(9)).\(random.below(40)).\(random.below(10))"
        let hash = random.suffix(9)
        let shape = random.below(100)
        let containerCount = shape < 81 ? 1 : shape < 91 ? 2 : 3
        let initCount = random.chance(9) ? 1 : 0
        var volumes = self.volumes()
        let tokenVolume = "\(Self.serviceAccount)-token-\(random.suffix(5))"
        let mounts = volumes.compactMap { $0["name"]?.string }
        volumes.append(Self.tokenVolume(tokenVolume))
        let hostNetwork = random.chance(5)

        var spec: [JSONValue.Member] = [.init("volumes", .array(volumes))]
        if initCount > 0 {
            spec.append(.init("initContainers", .array([container("init", image, mounts: [], token: tokenVolume)])))
        }
        let names = [app, "proxy", "metrics"]
        spec.append(
            .init(
                "containers",
                .array(
                    (0..<containerCount).map {
                        container(names[$0], image, mounts: $0 == 0 ? mounts : [], token: tokenVolume)
                    }
                )
            )
        )
        spec += [
            .init("restartPolicy", .string("Always")),
            .init("terminationGracePeriodSeconds", .integer(30)),
            .init("dnsPolicy", .string("ClusterFirst")),
            .init("serviceAccountName", .string(Self.serviceAccount)),
            .init("serviceAccount", .string(Self.serviceAccount)),
        ]
        if random.chance(60) {
            spec.append(.init("nodeName", .string("ip-10-0-\(random.below(256))-\(random.below(256)).internal")))
        }
        if hostNetwork { spec.append(.init("hostNetwork", .bool(true))) }
        if random.chance(1) { spec.append(.init("hostPID", .bool(true))) }
        spec += [
            .init("securityContext", podSecurityContext()),
            .init("schedulerName", .string("default-scheduler")),
            .init(
                "tolerations",
                .array([
                    Self.toleration("node.kubernetes.io/not-ready"), Self.toleration("node.kubernetes.io/unreachable"),
                ])
            ),
            .init("priority", .integer(0)),
            .init("enableServiceLinks", .bool(true)),
            .init("preemptionPolicy", .string("PreemptLowerPriority")),
        ]
        return .object([
            .init("kind", .string("Pod")),
            .init("apiVersion", .string("v1")),
            .init("metadata", metadata(app: app, hash: hash)),
            .init("spec", .object(spec)),
        ])
    }

    private mutating func metadata(app: String, hash: String) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("generateName", .string("\(app)-\(hash)-")),
            .init("namespace", .string(Self.namespace)),
            .init(
                "labels",
                .object([
                    .init("app.kubernetes.io/name", .string(app)),
                    .init("app.kubernetes.io/instance", .string("\(app)-\(random.below(100))")),
                    .init("pod-template-hash", .string(hash)),
                ])
            ),
            .init(
                "ownerReferences",
                .array([
                    .object([
                        .init("apiVersion", .string("apps/v1")), .init("kind", .string("ReplicaSet")),
                        .init("name", .string("\(app)-\(hash)")), .init("uid", .string(uid())),
                        .init("controller", .bool(true)), .init("blockOwnerDeletion", .bool(true)),
                    ])
                ])
            ),
        ]
        if random.chance(35) {
            members.append(
                .init(
                    "annotations",
                    .object([
                        .init("prometheus.io/scrape", .string("true")),
                        .init("prometheus.io/port", .string("\(8000 + random.below(1000))")),
                        .init("checksum/config", .string(random.suffix(40))),
                    ])
                )
            )
        }
        return .object(members)
    }

    private mutating func uid() -> String {
        "\(random.suffix(8))-\(random.suffix(4))-4\(random.suffix(3))-8\(random.suffix(3))-\(random.suffix(12))"
    }

    private static func toleration(_ key: String) -> JSONValue {
        .object([
            .init("key", .string(key)), .init("operator", .string("Exists")), .init("effect", .string("NoExecute")),
            .init("tolerationSeconds", .integer(300)),
        ])
    }

    /// As the ServiceAccount plugin of Kubernetes 1.20 injects it.
    private static func tokenVolume(_ name: String) -> JSONValue {
        .object([
            .init("name", .string(name)),
            .init("secret", .object([.init("secretName", .string(name)), .init("defaultMode", .integer(420))])),
        ])
    }
}

extension PodGenerator {
    private mutating func volumes() -> [JSONValue] {
        guard random.chance(56) else { return [] }
        return (0...random.below(3)).map { index in
            let name = "volume-\(index)"
            let source: JSONValue.Member
            switch random.below(100) {
            case ..<8:
                let path = random.pick(["/var/log", "/etc/ssl/certs", "/proc", "/var/run/docker.sock", "/lib/modules"])
                source = .init("hostPath", .object([.init("path", .string(path)), .init("type", .string(""))]))
            case ..<45:
                source = .init(
                    "configMap",
                    .object([
                        .init("name", .string("config-\(random.below(1000))")), .init("defaultMode", .integer(420)),
                    ])
                )
            case ..<70: source = .init("emptyDir", .object([]))
            case ..<88:
                source = .init(
                    "secret",
                    .object([
                        .init("secretName", .string("secret-\(random.below(1000))")),
                        .init("defaultMode", .integer(420)),
                    ])
                )
            default:
                source = .init(
                    "persistentVolumeClaim",
                    .object([.init("claimName", .string("data-\(random.below(100))"))])
                )
            }
            return .object([.init("name", .string(name)), source])
        }
    }

    private mutating func podSecurityContext() -> JSONValue {
        guard random.chance(11) else { return .object([]) }
        var members: [JSONValue.Member] = []
        if random.chance(45) { members.append(.init("runAsNonRoot", .bool(true))) }
        if random.chance(45) { members.append(.init("runAsUser", .integer(random.pick([1000, 65534, 1001, 0])))) }
        if random.chance(40) { members.append(.init("fsGroup", .integer(random.pick([1000, 65534, 2000])))) }
        if random.chance(25) {
            members.append(.init("seccompProfile", .object([.init("type", .string("RuntimeDefault"))])))
        }
        return .object(members)
    }

    private mutating func containerSecurityContext() -> JSONValue? {
        guard random.chance(30) else { return nil }
        var members: [JSONValue.Member] = []
        if random.chance(12) { members.append(.init("privileged", .bool(true))) }
        if random.chance(45) { members.append(.init("allowPrivilegeEscalation", .bool(random.chance(15)))) }
        if random.chance(33) { members.append(.init("readOnlyRootFilesystem", .bool(true))) }
        if random.chance(25) { members.append(.init("runAsUser", .integer(random.pick([0, 1000, 65534, 101])))) }
        if random.chance(20) { members.append(.init("runAsNonRoot", .bool(true))) }
        if random.chance(48) {
            var capabilities: [JSONValue.Member] = []
            if random.chance(40) {
                capabilities.append(
                    .init(
                        "add",
                        .array([
                            .string(random.pick(["NET_ADMIN", "SYS_ADMIN", "NET_RAW", "NET_BIND_SERVICE", "IPC_LOCK"]))
                        ])
                    )
                )
            }
            if random.chance(70) { capabilities.append(.init("drop", .array([.string("ALL")]))) }
            members.append(.init("capabilities", .object(capabilities)))
        }
        return .object(members)
    }

    private mutating func container(_ name: String, _ image: String, mounts: [String], token: String) -> JSONValue {
        var members: [JSONValue.Member] = [.init("name", .string(name)), .init("image", .string(image))]
        if random.chance(40) {
            members.append(
                .init("args", .array((0...random.below(4)).map { .string("--option-\($0)=\(random.suffix(12))") }))
            )
        }
        if random.chance(45) {
            members.append(
                .init(
                    "ports",
                    .array([
                        .object([
                            .init("name", .string("http")),
                            .init("containerPort", .integer(Int64(8000 + random.below(1000)))),
                            .init("protocol", .string("TCP")),
                        ])
                    ])
                )
            )
        }
        if random.chance(50) {
            members.append(
                .init(
                    "env",
                    .array(
                        (0...random.below(6)).map {
                            .object([
                                .init("name", .string("SETTING_\($0)")),
                                .init("value", .string(random.suffix(10 + random.below(20)))),
                            ])
                        }
                    )
                )
            )
        }
        let quantity: JSONValue = .object([
            .init("cpu", .string("\(50 + random.below(900))m")),
            .init("memory", .string("\(64 + random.below(900))Mi")),
        ])
        members.append(.init("resources", .object([.init("limits", quantity), .init("requests", quantity)])))
        let mountList: [JSONValue] =
            mounts.map { .object([.init("name", .string($0)), .init("mountPath", .string("/mnt/\($0)"))]) }
            + [
                .object([
                    .init("name", .string(token)), .init("readOnly", .bool(true)),
                    .init("mountPath", .string("/var/run/secrets/kubernetes.io/serviceaccount")),
                ])
            ]
        members.append(.init("volumeMounts", .array(mountList)))
        if random.chance(50) {
            let probe: JSONValue = .object([
                .init(
                    "httpGet",
                    .object([
                        .init("path", .string("/healthz")), .init("port", .string("http")),
                        .init("scheme", .string("HTTP")),
                    ])
                ), .init("timeoutSeconds", .integer(1)), .init("periodSeconds", .integer(10)),
                .init("successThreshold", .integer(1)), .init("failureThreshold", .integer(3)),
            ])
            members += [.init("livenessProbe", probe), .init("readinessProbe", probe)]
        }
        members += [
            .init("terminationMessagePath", .string("/dev/termination-log")),
            .init("terminationMessagePolicy", .string("File")),
            .init("imagePullPolicy", .string("IfNotPresent")),
        ]
        if let context = containerSecurityContext() { members.append(.init("securityContext", context)) }
        return .object(members)
    }
}
