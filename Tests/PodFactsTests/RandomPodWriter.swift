/// Writes pods of every shape that the facts know, with odd spaces, escapes, nulls and unknown fields.
struct RandomPodWriter {
    private var random = SystemRandomNumberGenerator()
    private var bytes: [UInt8] = []

    mutating func pod() -> [UInt8] {
        bytes = []
        object([
            ("apiVersion", { $0.raw("\"v1\"") }), ("kind", { $0.raw("\"Pod\"") }), ("metadata", { $0.metadata() }),
            ("spec", { $0.spec() }),
            ("status", { $0.anything(3) }),
        ])
        return bytes
    }

    private typealias Field = (String, (inout RandomPodWriter) -> Void)

    // MARK: Values

    private func below(_ bound: Int) -> Int { Int.random(in: 0..<bound) }
    private func chance(_ percent: Int) -> Bool { below(100) < percent }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func blank() {
        if chance(10) { raw([" ", "\n", "\t", "\r\n", "   "].randomElement() ?? "") }
    }

    private mutating func string(_ text: String) {
        raw("\"")
        for scalar in text.unicodeScalars {
            if scalar.isASCII, chance(3) {
                let hex = String(scalar.value, radix: 16)
                raw("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
            } else if scalar == "\"" || scalar == "\\" {
                raw("\\\(scalar)")
            } else {
                raw(String(scalar))
            }
        }
        raw("\"")
    }

    private mutating func text() {
        string(
            ["", "a", "data", "/var/log", "x/y\"z", "back\\slash", "é😀", String(repeating: "long ", count: 20)]
                .randomElement() ?? ""
        )
    }

    private mutating func bool() { raw(chance(50) ? "true" : "false") }
    private mutating func integer() {
        raw("\([0, 1, -1, 1_000, 65_535, 2_147_483_648, 99_999_999_999].randomElement() ?? 0)")
    }
    private mutating func port() { raw("\([0, 80, 443, 65_535, -5].randomElement() ?? 0)") }

    /// Some of the fields, in any order, now and then null or with an unknown one among them.
    private mutating func object(_ fields: [Field], hasUnknown: Bool = true) {
        raw("{")
        var isFirst = true
        for (name, value) in fields.shuffled() where chance(65) {
            member(name, &isFirst)
            if chance(4), name != "kind", name != "apiVersion" { raw("null") } else { value(&self) }
            blank()
        }
        if hasUnknown, chance(15) {
            member("unknown\(below(1_000))", &isFirst)
            anything(4)
        }
        blank()
        raw("}")
    }

    private mutating func member(_ name: String, _ isFirst: inout Bool) {
        if !isFirst { raw(",") }
        isFirst = false
        blank()
        string(name)
        blank()
        raw(":")
        blank()
    }

    private mutating func list(_ max: Int, _ element: (inout RandomPodWriter) -> Void) {
        raw("[")
        for index in 0..<below(max + 1) {
            if index > 0 { raw(",") }
            blank()
            element(&self)
            blank()
        }
        raw("]")
    }

    private mutating func anything(_ depth: Int) {
        switch below(depth > 0 ? 8 : 6) {
        case 0: text()
        case 1: bool()
        case 2: raw("null")
        case 3: raw(["1.5", "-0.25e3", "1E10", "0", "123456789012345678901234567890"].randomElement() ?? "0")
        case 4: raw("{}")
        case 5: raw("[]")
        case 6: list(4) { $0.anything(depth - 1) }
        default: object((0..<4).map { ("key\($0)", { $0.anything(depth - 1) }) })
        }
    }

    // MARK: The pod

    private mutating func metadata() {
        object([
            ("name", { $0.text() }), ("generateName", { $0.text() }), ("namespace", { $0.text() }),
            ("labels", { $0.object([("app", { $0.text() }), ("tier", { $0.text() })], hasUnknown: false) }),
            (
                "annotations",
                {
                    $0.object(
                        [
                            ("kubernetes.io/psp", { $0.text() }),
                            ("seccomp.security.alpha.kubernetes.io/pod", { $0.text() }),
                            ("container.seccomp.security.alpha.kubernetes.io/a", { $0.text() }),
                            ("container.apparmor.security.beta.kubernetes.io/é", { $0.text() }),
                            ("container.apparmor.security.beta.kubernetes.io/", { $0.text() }),
                            ("kubernetes.io/config.mirror", { $0.text() }), ("note", { $0.text() }),
                        ],
                        hasUnknown: false
                    )
                }
            ),
            ("ownerReferences", { $0.list(2) { $0.owner() } }), ("uid", { $0.text() }),
            ("creationTimestamp", { $0.time() }),
            ("generation", { $0.integer() }), ("finalizers", { $0.list(2) { $0.text() } }),
            ("managedFields", { $0.list(2) { $0.managedFields() } }),
        ])
    }

    private mutating func owner() {
        object([
            ("kind", { $0.text() }), ("name", { $0.text() }), ("controller", { $0.bool() }), ("uid", { $0.text() }),
            ("blockOwnerDeletion", { $0.bool() }),
        ])
    }

    private mutating func managedFields() {
        object([
            ("manager", { $0.text() }), ("operation", { $0.text() }), ("time", { $0.time() }),
            ("fieldsV1", { $0.anything(3) }),
        ])
    }

    private mutating func time() {
        raw(["\"2024-01-02T03:04:05Z\"", "\"2024-02-29T23:59:59.25+01:00\""].randomElement() ?? "null")
    }

    private mutating func spec() {
        object([
            ("volumes", { $0.list(3) { $0.volume() } }), ("initContainers", { $0.list(2) { $0.container() } }),
            ("containers", { $0.list(3) { $0.container() } }),
            ("ephemeralContainers", { $0.list(1) { $0.container() } }), ("serviceAccountName", { $0.text() }),
            ("serviceAccount", { $0.text() }),
            ("automountServiceAccountToken", { $0.bool() }), ("hostNetwork", { $0.bool() }), ("hostPID", { $0.bool() }),
            ("hostIPC", { $0.bool() }),
            ("runtimeClassName", { $0.text() }),
            (
                "securityContext",
                {
                    $0.object([
                        ("seLinuxOptions", { $0.seLinux() }), ("runAsUser", { $0.integer() }),
                        ("runAsGroup", { $0.integer() }), ("runAsNonRoot", { $0.bool() }),
                        ("supplementalGroups", { $0.list(3) { $0.integer() } }), ("fsGroup", { $0.integer() }),
                        ("sysctls", { $0.list(2) { $0.object([("name", { $0.text() }), ("value", { $0.text() })]) } }),
                        ("seccompProfile", { $0.seccomp() }),
                    ])
                }
            ),
        ])
    }

    private mutating func seLinux() {
        object([("user", { $0.text() }), ("role", { $0.text() }), ("type", { $0.text() }), ("level", { $0.text() })])
    }

    private mutating func seccomp() {
        object([
            ("type", { $0.string(["Unconfined", "RuntimeDefault", "Localhost", "Other", ""].randomElement() ?? "") }),
            ("localhostProfile", { $0.text() }),
        ])
    }

    private mutating func container() {
        if chance(3) { return raw("null") }
        object([
            ("name", { $0.text() }), ("image", { $0.text() }),
            ("env", { $0.list(3) { $0.object([("name", { $0.text() }), ("value", { $0.text() })]) } }),
            (
                "ports",
                {
                    $0.list(2) {
                        $0.object([
                            ("containerPort", { $0.port() }), ("hostPort", { $0.port() }), ("protocol", { $0.text() }),
                        ])
                    }
                }
            ),
            (
                "volumeMounts",
                {
                    $0.list(2) {
                        $0.object([("name", { $0.text() }), ("mountPath", { $0.text() }), ("readOnly", { $0.bool() })])
                    }
                }
            ),
            (
                "securityContext",
                {
                    $0.object([
                        (
                            "capabilities",
                            {
                                $0.object([
                                    ("add", { $0.list(2) { $0.text() } }), ("drop", { $0.list(2) { $0.text() } }),
                                ])
                            }
                        ), ("privileged", { $0.bool() }),
                        ("seLinuxOptions", { $0.seLinux() }), ("runAsUser", { $0.integer() }),
                        ("runAsGroup", { $0.integer() }), ("runAsNonRoot", { $0.bool() }),
                        ("readOnlyRootFilesystem", { $0.bool() }), ("allowPrivilegeEscalation", { $0.bool() }),
                        ("procMount", { $0.text() }),
                        ("seccompProfile", { $0.seccomp() }),
                    ])
                }
            ),
        ])
    }

    private mutating func volume() {
        object(
            [
                ("name", { $0.text() }), ("hostPath", { $0.object([("path", { $0.text() })]) }),
                ("emptyDir", { $0.raw("{}") }), ("csi", { $0.object([("driver", { $0.text() })]) }),
                ("flexVolume", { $0.object([("driver", { $0.text() })]) }),
                ("secret", { $0.object([("secretName", { $0.text() })]) }),
                ("cephfs", { $0.anything(0, isObject: true) }),
                ("projected", { $0.object([("sources", { $0.list(2) { $0.projection() } })]) }),
            ].filter { _ in chance(35) }
        )
    }

    private mutating func anything(_ depth: Int, isObject: Bool) { object([("a", { $0.anything(depth) })]) }

    private mutating func projection() {
        object([
            (
                "serviceAccountToken",
                { $0.object([("path", { $0.string("token") }), ("audience", { $0.string("") })]) }
            ),
            ("configMap", { $0.object([("name", { $0.string("kube-root-ca.crt") })]) }), ("secret", { $0.raw("{}") }),
            (
                "downwardAPI",
                {
                    $0.object([
                        (
                            "items",
                            {
                                $0.list(1) {
                                    $0.object([
                                        ("path", { $0.string("namespace") }),
                                        (
                                            "fieldRef",
                                            {
                                                $0.object([
                                                    ("apiVersion", { $0.string("v1") }),
                                                    ("fieldPath", { $0.string("metadata.namespace") }),
                                                ])
                                            }
                                        ),
                                    ])
                                }
                            }
                        )
                    ])
                }
            ),
        ])
    }
}
