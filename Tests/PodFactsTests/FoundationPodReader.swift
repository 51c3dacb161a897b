import Foundation
import PodFacts

/// A reader of pods over `JSONSerialization`, written apart from the readers under test: the same lines as `describe`.
///
/// It knows neither repeated keys nor damaged texts, and takes the types of fields for granted.
struct FoundationPodReader {
    typealias Object = [String: Any]

    static func describe(_ json: [UInt8]) throws -> [String]? {
        guard let pod = try JSONSerialization.jsonObject(with: Data(json)) as? Object else { return nil }
        return describe(pod)
    }

    static func describe(_ pod: Object) -> [String] {
        let metadata = object(pod["metadata"]) ?? [:]
        let spec = object(pod["spec"]) ?? [:]
        let owner = list(metadata["ownerReferences"])?.first { bool($0["controller"]) == true }
        var lines = ["name \(text(metadata["name"])) \(text(metadata["generateName"])) \(text(metadata["namespace"]))"]
        lines.append("controller \(owner.map { "\(text($0["kind"])) \(text($0["name"]))" } ?? "nil")")
        lines += annotations(object(metadata["annotations"]) ?? [:])
        let hostNetwork = bool(spec["hostNetwork"]) ?? false
        lines.append("host \(hostNetwork) \(bool(spec["hostPID"]) ?? false) \(bool(spec["hostIPC"]) ?? false)")
        let account =
            string(spec["serviceAccountName"]).flatMap { $0.isEmpty ? nil : $0 } ?? string(spec["serviceAccount"]) ?? ""
        lines.append(
            "account \(account.debugDescription) \(value(bool(spec["automountServiceAccountToken"]))) class \(optional(spec["runtimeClassName"]))"
        )
        lines += podContext(object(spec["securityContext"]) ?? [:])
        lines += (objects(spec["volumes"]) ?? []).map(volume)
        for (key, kind) in [
            ("initContainers", "initContainer"), ("containers", "container"),
            ("ephemeralContainers", "ephemeralContainer"),
        ] {
            for (index, container) in (objects(spec[key]) ?? []).enumerated() {
                lines.append("\(kind) \(index) \(text(container["name"]))")
                lines += self.container(container, fillsHostPorts: hostNetwork && kind != "ephemeralContainer")
            }
        }
        return lines
    }

    private static func annotations(_ annotations: Object) -> [String] {
        annotations.compactMap { key, value -> String? in
            let text = text(value)
            switch key {
            case "kubernetes.io/psp": return "annotation policy \"\" \(text)"
            case "kubernetes.io/config.mirror": return "annotation mirrorPod \"\" \(text)"
            case "seccomp.security.alpha.kubernetes.io/pod": return "annotation seccompPod \"\" \(text)"
            default: break
            }
            for (prefix, kind) in [
                ("container.seccomp.security.alpha.kubernetes.io/", "seccompContainer"),
                ("container.apparmor.security.beta.kubernetes.io/", "appArmorContainer"),
            ] where key.utf8.starts(with: prefix.utf8) {
                let subject = String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
                return "annotation \(kind) \(subject.debugDescription) \(text)"
            }
            return nil
        }.sorted()
    }

    private static func podContext(_ context: Object) -> [String] {
        let groups = (context["supplementalGroups"] as? [Any])?.map { integer($0) ?? 0 }
        return [
            "pod \(seLinux(context["seLinuxOptions"])) \(value(integer(context["runAsUser"]))) \(value(integer(context["runAsGroup"]))) \(value(bool(context["runAsNonRoot"]))) \(value(integer(context["fsGroup"]))) \(seccomp(context["seccompProfile"]))",
            "groups \(groups.map { "\($0)" } ?? "nil")",
            "sysctls \((objects(context["sysctls"]) ?? []).map { text($0["name"]) })",
        ]
    }

    private static func volume(_ volume: Object) -> String {
        let keys = [
            "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi",
            "glusterfs",
            "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc",
            "azureFile", "configMap",
            "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "storageos", "projected", "portworxVolume",
            "scaleIO", "csi",
            "ephemeral",
        ]
        let key = keys.first { object(volume[$0]) != nil } ?? "emptyDir"
        let source = object(volume[key]) ?? [:]
        let detail =
            switch key {
            case "hostPath": text(source["path"])
            case "flexVolume", "csi": text(source["driver"])
            default: "\"\""
            }
        let secretName = key == "secret" ? text(source["secretName"]) : "\"\""
        let projection = key == "projected" && (objects(source["sources"]) ?? []).allSatisfy(isServiceAccountSource)
        return
            "volume \(text(volume["name"])) \(key == "cephfs" ? "cephFS" : key) \(detail) \(secretName) \(projection)"
    }

    private static func isServiceAccountSource(_ source: Object) -> Bool {
        let token = object(source["serviceAccountToken"])
        let configMap = object(source["configMap"])
        let downward = object(source["downwardAPI"])
        if token == nil && configMap == nil && downward == nil { return false }
        if let token, string(token["path"]) != "token" || !(string(token["audience"]) ?? "").isEmpty { return false }
        if let configMap, string(configMap["name"]) != "kube-root-ca.crt" { return false }
        return (objects(downward?["items"]) ?? []).allSatisfy { item in
            guard let field = object(item["fieldRef"]), string(item["path"]) == "namespace" else { return false }
            return ["", "v1"].contains(string(field["apiVersion"]) ?? "")
                && string(field["fieldPath"]) == "metadata.namespace"
        }
    }

    private static func container(_ container: Object, fillsHostPorts: Bool) -> [String] {
        var lines: [String] = []
        for port in objects(container["ports"]) ?? [] {
            let containerPort = integer(port["containerPort"]) ?? 0
            let hostPort = integer(port["hostPort"]) ?? 0
            lines.append(" port \(containerPort) \(hostPort == 0 && fillsHostPorts ? containerPort : hostPort)")
        }
        for mount in objects(container["volumeMounts"]) ?? [] {
            lines.append(
                " mount \(text(mount["name"])) \(text(mount["mountPath"])) \(bool(mount["readOnly"]) ?? false)"
            )
        }
        let present = object(container["securityContext"])
        let context = present ?? [:]
        let capabilities = object(context["capabilities"])
        func names(_ value: Any?) -> [String] { (value as? [Any])?.map(text) ?? [] }
        return lines + [
            " \(present != nil) \(value(bool(context["privileged"]))) \(seLinux(context["seLinuxOptions"]))",
            " \(value(integer(context["runAsUser"]))) \(value(integer(context["runAsGroup"]))) \(value(bool(context["runAsNonRoot"])))",
            " \(value(bool(context["readOnlyRootFilesystem"]))) \(value(bool(context["allowPrivilegeEscalation"])))",
            " \(optional(context["procMount"])) \(seccomp(context["seccompProfile"])) \(capabilities != nil)",
            " add \(names(capabilities?["add"]))", " drop \(names(capabilities?["drop"]))",
        ]
    }

    // MARK: Values

    private static func seLinux(_ value: Any?) -> String {
        object(value).map { "(\(text($0["user"])) \(text($0["role"])) \(text($0["type"])) \(text($0["level"])))" }
            ?? "nil"
    }

    private static func seccomp(_ value: Any?) -> String {
        object(value).map {
            let types = ["Unconfined": "unconfined", "RuntimeDefault": "runtimeDefault", "Localhost": "localhost"]
            return "(\(types[string($0["type"]) ?? ""] ?? "unknown") \(optional($0["localhostProfile"])))"
        } ?? "nil"
    }

    private static func object(_ value: Any?) -> Object? { value as? Object }
    private static func list(_ value: Any?) -> [Object]? { value as? [Object] }
    /// The elements of a list, null ones as empty objects.
    private static func objects(_ value: Any?) -> [Object]? { (value as? [Any])?.map { $0 as? Object ?? [:] } }
    private static func string(_ value: Any?) -> String? { value as? String }
    private static func text(_ value: Any?) -> String { (string(value) ?? "").debugDescription }
    private static func optional(_ value: Any?) -> String { string(value).map(\.debugDescription) ?? "nil" }
    private static func bool(_ value: Any?) -> Bool? { (value as? NSNumber)?.boolValue }
    private static func integer(_ value: Any?) -> Int64? { (value as? NSNumber)?.int64Value }
    private static func value<T>(_ value: T?) -> String { value.map { "\($0)" } ?? "nil" }
}
