/// Kubernetes' v1 defaulting and its conversion to the internal pod, of a whole pod.
///
/// An old object is stored with its defaults and a new one may come without them; both get them, so that they compare.
/// Kubernetes: `pkg/apis/core/v1/defaults.go` (1.20) and `conversion.go`.
extension ComparableObject {
    mutating func becomeInternalPod() {
        update("metadata") { $0.dropLegacyAnnotations() }
        var spec = ComparableObject(PodSchema.standard.index(of: "PodSpec"))
        if case .object(let sent) = self["spec"] { spec = sent }
        spec.setPodSpecDefaults()
        self["spec"] = .object(spec)
        update("status") { $0.foldPodIP() }
    }

    /// Init containers once were annotations; the conversion drops them.
    private mutating func dropLegacyAnnotations() {
        var annotations = map("annotations")
        for stage in ["alpha", "beta"] {
            for name in ["init-containers", "init-container-statuses"] {
                annotations[Array("pod.\(stage).kubernetes.io/\(name)".utf8)] = nil
            }
        }
        self["annotations"] = annotations.isEmpty ? nil : .map(annotations)
    }

    /// `podIP` is authoritative if it and the first of `podIPs` differ.
    private mutating func foldPodIP() {
        let address = text("podIP")
        self["podIP"] = nil
        guard !address.isEmpty else { return }
        if case .list(let addresses) = self["podIPs"], case .object(let first) = addresses.first,
            first.text("ip") == address
        {
            return
        }
        var entry = ComparableObject(PodSchema.standard.index(of: "PodIP"))
        entry["ip"] = .text(address)
        self["podIPs"] = .list([.object(entry)])
    }

    private mutating func setPodSpecDefaults() {
        setDefault("dnsPolicy", text: "ClusterFirst")
        setDefault("restartPolicy", text: "Always")
        setDefault("schedulerName", text: "default-scheduler")
        setDefault("terminationGracePeriodSeconds", .integer(30))
        setDefault("enableServiceLinks", .integer(1))
        setDefault("securityContext", .object(ComparableObject(PodSchema.standard.index(of: "PodSecurityContext"))))
        if text("serviceAccountName").isEmpty { self["serviceAccountName"] = self["serviceAccount"] }
        self["serviceAccount"] = nil
        let usesHostNetwork = integer("hostNetwork") != 0
        for list in ["initContainers", "containers"] {
            updateEach(list) { container in
                container.setContainerDefaults()
                container.update("resources") { $0.setRequestsFromLimits() }
                if usesHostNetwork {
                    container.updateEach("ports") { port in
                        if let containerPort = port["containerPort"] { port.setDefault("hostPort", containerPort) }
                    }
                }
            }
        }
        updateEach("ephemeralContainers") { $0.update("~") { $0.setContainerDefaults() } }
        updateEach("volumes") { $0.setVolumeDefaults() }
    }

    private mutating func setRequestsFromLimits() {
        let requests = map("limits").merging(map("requests")) { $1 }
        if !requests.isEmpty { self["requests"] = .map(requests) }
    }

    private mutating func setContainerDefaults() {
        setDefault("terminationMessagePath", text: "/dev/termination-log")
        setDefault("terminationMessagePolicy", text: "File")
        if let policy = ImageReference.defaultPullPolicy(text("image")) { setDefault("imagePullPolicy", text: policy) }
        updateEach("ports") { $0.setDefault("protocol", text: "TCP") }
        updateEach("env") {
            $0.update("valueFrom") { $0.update("fieldRef") { $0.setDefault("apiVersion", text: "v1") } }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] { update(probe) { $0.setProbeDefaults() } }
        update("lifecycle") { lifecycle in
            for hook in ["postStart", "preStop"] { lifecycle.update(hook) { $0.setHandlerDefaults() } }
        }
    }

    private mutating func setProbeDefaults() {
        setDefault("timeoutSeconds", .integer(1))
        setDefault("periodSeconds", .integer(10))
        setDefault("successThreshold", .integer(1))
        setDefault("failureThreshold", .integer(3))
        update("~") { $0.setHandlerDefaults() }
    }

    private mutating func setHandlerDefaults() {
        update("httpGet") { action in
            action.setDefault("path", text: "/")
            action.setDefault("scheme", text: "HTTP")
        }
        update("grpc") { $0.setDefault("service", text: "") }
    }

    private mutating func setVolumeDefaults() {
        guard case .object(var source) = self["~"] else {
            var source = ComparableObject(PodSchema.standard.index(of: "VolumeSource"))
            source["emptyDir"] = .object(ComparableObject(PodSchema.standard.index(of: "EmptyDirVolumeSource")))
            self["~"] = .object(source)
            return
        }
        source.setVolumeSourceDefaults()
        self["~"] = .object(source)
    }

    private mutating func setVolumeSourceDefaults() {
        update("hostPath") { $0.setDefault("type", text: "") }
        for name in ["secret", "configMap", "downwardAPI", "projected"] {
            update(name) { $0.setDefault("defaultMode", .integer(0o644)) }
        }
        update("downwardAPI") { $0.setFieldRefDefaults() }
        update("projected") { projected in
            projected.updateEach("sources") { source in
                source.update("downwardAPI") { $0.setFieldRefDefaults() }
                source.update("serviceAccountToken") { $0.setDefault("expirationSeconds", .integer(3600)) }
            }
        }
        update("iscsi") { $0.setDefault("iscsiInterface", text: "default") }
        update("rbd") { disk in
            disk.setDefault("pool", text: "rbd")
            disk.setDefault("user", text: "admin")
            disk.setDefault("keyring", text: "/etc/ceph/keyring")
        }
        update("azureDisk") { disk in
            disk.setDefault("cachingMode", text: "ReadWrite")
            disk.setDefault("kind", text: "Shared")
            disk.setDefault("fsType", text: "ext4")
            disk.setDefault("readOnly", .integer(0))
        }
        update("scaleIO") { volume in
            volume.setDefault("storageMode", text: "ThinProvisioned")
            volume.setDefault("fsType", text: "xfs")
        }
        update("ephemeral") { volume in
            volume.update("volumeClaimTemplate") { template in
                template.update("spec") { $0.setDefault("volumeMode", text: "Filesystem") }
            }
        }
    }

    private mutating func setFieldRefDefaults() {
        updateEach("items") { $0.update("fieldRef") { $0.setDefault("apiVersion", text: "v1") } }
    }
}
