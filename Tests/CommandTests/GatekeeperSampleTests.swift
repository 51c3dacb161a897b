import Foundation
import TestVectors
import Testing

/// Gatekeeper's samples for constraints that stand in for PodSecurityPolicy get the verdict that their suites say, under the
/// policy that each constraint stands for, but for what the two do not have in common.
@Suite("gatekeeper samples", .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct GatekeeperSampleTests {
    /// Why a PodSecurityPolicy judges samples otherwise.
    enum Reason: String {
        case update = "the constraint lets every update pass; PodSecurityPolicy judges the whole pod again"
        case exemptImage = "the constraint exempts images; a policy does not look at images"
        case appArmorField = "a policy knows AppArmor's annotations, not the fields of 1.30"
        case probes = "a policy does not look at probes and lifecycle hooks"
        case hostProcess = "a policy does not look at windowsOptions"
        case containerSeccomp =
            "a policy judges the pod's own profile too, which is unset where only containers have one"
        case oneLabel =
            "a policy demands one SELinux label and fills it in; the constraint allows several and unset ones"
        case safeSysctls = "safe sysctls need not be allowed by a policy; the empty list of the constraint allows none"
    }

    /// Samples by suite, test and file; `*` is any test.
    private static let differences: [String: Reason] = [
        "allow-privilege-escalation/*/example_allowed_exempt": .exemptImage,
        "apparmor/*/example_allowed_container": .appArmorField, "apparmor/*/example_allowed_pod": .appArmorField,
        "apparmor/*/example_allowed_override": .appArmorField,
        "forbidden-sysctls/forbidden-sysctls4-empty-allowedSysctls/example_allowed": .safeSysctls,
        "host-network-ports/port-range-with-host-network-allowed/example_allowed_out_of_range_exempted": .exemptImage,
        "privileged-containers/*/example_allowed_exempt": .exemptImage,
        "proc-mount/*/example_allowed_exempt_image": .exemptImage,
        "read-only-root-filesystem/*/example_allowed_exempted": .exemptImage,
        "read-only-root-filesystem/full-wildcard/example_disallowed": .exemptImage,
        "read-only-root-filesystem/*/example_allowed_safe_prefix": .exemptImage,
        "seccomp/*/example_allowed": .containerSeccomp, "seccomp/*/example_allowed_localhost": .containerSeccomp,
        "seccomp/*/example_allowed_exempt_image": .exemptImage,
        "seccompv2/*/example_allowed_exempt_image": .exemptImage,
        "seccompv2/seccomp-restricted/example_allowed": .containerSeccomp,
        "seccompv2/seccomp-restricted/example_allowed_localhost": .containerSeccomp,
        "selinux/*/example_allowed": .oneLabel, "host-process/*/example_disallowed_container_level": .hostProcess,
        "host-process/*/disallowed_ephemeral": .hostProcess, "host-process/*/disallowed_init": .hostProcess,
    ]

    private static func reason(_ suite: String, _ test: String, _ sample: CorpusSample) -> Reason? {
        if let reason = differences["\(suite)/\(test)/\(sample.name)"] ?? differences["\(suite)/*/\(sample.name)"] {
            return reason
        }
        if suite == "host-probes-lifecycle", !sample.isGood { return .probes }
        // Those whose update would be admitted anyway are no difference.
        if test == "fsgroup-no-rules" { return nil }
        return sample.name == "update" && !["host-process", "host-probes-lifecycle"].contains(suite) ? .update : nil
    }

    @Test func samplesGetTheVerdictOfTheirSuite() throws {
        let documents = try CorpusSample.documents("gatekeeper-library")
        let objects = Dictionary(documents.map { ($0.path, $0.object) }, uniquingKeysWith: { first, _ in first })
        let suites = documents.filter { $0.object["kind"] as? String == "Suite" }
        #expect(suites.count == 19)
        var sampleCount = 0
        for (path, suite) in suites {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let name = String(folder.split(separator: "/").last ?? "")
            for test in suite["tests"] as? [[String: Any]] ?? [] {
                let testName = test["name"] as? String ?? ""
                let constraint = try #require(objects["\(folder)/\(test["constraint"] as? String ?? "")"])
                let samples = try Self.samples(test, folder, objects)
                sampleCount += samples.count
                let verdicts = try CorpusSample.admittedAsTheyAre(samples, by: try Self.policy(constraint))
                for (sample, isAdmitted) in zip(samples, verdicts) {
                    let reason = Self.reason(name, testName, sample)
                    #expect(
                        (isAdmitted == sample.isGood) == (reason == nil),
                        "\(name)/\(testName)/\(sample.name): \(isAdmitted ? "admitted" : "not admitted as it is"); listed: \(reason?.rawValue ?? "no")"
                    )
                }
            }
        }
        #expect(sampleCount == 140)
    }

    private static func samples(
        _ test: [String: Any],
        _ folder: String,
        _ objects: [String: [String: Any]]
    ) throws -> [CorpusSample] {
        try (test["cases"] as? [[String: Any]] ?? []).map { one in
            let file = one["object"] as? String ?? ""
            let assertion = (one["assertions"] as? [[String: Any]])?.first?["violations"]
            // `no`, `yes`, or how many.
            let isGood = (assertion as? Bool).map { !$0 } ?? ((assertion as? Int) == 0)
            let name = String(file.split(separator: "/").last?.dropLast(".yaml".count) ?? "")
            return CorpusSample(name: name, object: try #require(objects["\(folder)/\(file)"]), isGood: isGood)
        }
    }

    /// The policy that a constraint stands for: all is open but what the constraint is about.
    private static func policy(_ constraint: [String: Any]) throws -> [String: Any] {
        let any: [String: Any] = ["rule": "RunAsAny"]
        var spec: [String: Any] = [
            "privileged": true, "hostNetwork": true, "hostPID": true, "hostIPC": true,
            "hostPorts": [["min": 0, "max": 65_535]], "allowedCapabilities": ["*"], "volumes": ["*"],
            "allowedUnsafeSysctls": ["*"], "allowedProcMountTypes": ["Default", "Unmasked"], "seLinux": any,
            "runAsUser": any, "fsGroup": any, "supplementalGroups": any,
        ]
        var annotations = ["seccomp.security.alpha.kubernetes.io/allowedProfileNames": "*"]
        let parameters = (constraint["spec"] as? [String: Any])?["parameters"] as? [String: Any] ?? [:]
        let kind = try #require(constraint["kind"] as? String)
        try restrict(&spec, &annotations, kind, parameters)
        return CorpusSample.policy(spec, annotations: annotations)
    }

    private static func restrict(
        _ spec: inout [String: Any],
        _ annotations: inout [String: String],
        _ kind: String,
        _ parameters: [String: Any]
    ) throws {
        switch kind {
        case "K8sPSPAllowPrivilegeEscalationContainer": spec["allowPrivilegeEscalation"] = false
        case "K8sPSPAppArmor", "K8sPSPSeccomp", "K8sPSPSeccompV2": profiles(&annotations, kind, parameters)
        case "K8sPSPCapabilities":
            spec["allowedCapabilities"] = parameters["allowedCapabilities"]
            spec["requiredDropCapabilities"] = parameters["requiredDropCapabilities"]
        case "K8sPSPFlexVolumes": spec["allowedFlexVolumes"] = parameters["allowedFlexVolumes"]
        case "K8sPSPForbiddenSysctls":
            spec["allowedUnsafeSysctls"] = parameters["allowedSysctls"] ?? ["*"]
            spec["forbiddenSysctls"] = parameters["forbiddenSysctls"]
        case "K8sPSPFSGroup":
            if let rule = parameters["rule"] { spec["fsGroup"] = ["rule": rule, "ranges": parameters["ranges"] ?? []] }
        case "K8sPSPHostFilesystem":
            spec["allowedHostPaths"] = parameters["allowedHostPaths"]
            if parameters.isEmpty { spec["volumes"] = ["configMap", "emptyDir", "projected", "secret"] }
        case "K8sPSPHostNamespace": (spec["hostPID"], spec["hostIPC"]) = (false, false)
        case "K8sPSPHostNetworkingPorts":
            spec["hostNetwork"] = parameters["hostNetwork"]
            spec["hostPorts"] = parameters["min"].map { [["min": $0, "max": parameters["max"] ?? $0]] }
        case "K8sPSPHostProcess": spec["hostNetwork"] = false
        case "K8sPSPHostProbesLifecycle": break
        case "K8sPSPPrivilegedContainer": spec["privileged"] = false
        case "K8sPSPProcMount": spec["allowedProcMountTypes"] = parameters["procMount"].map { [$0] }
        case "K8sPSPReadOnlyRootFilesystem": spec["readOnlyRootFilesystem"] = true
        case "K8sPSPSELinuxV2":
            let options = (parameters["allowedSELinuxOptions"] as? [Any])?.first
            spec["seLinux"] = ["rule": "MustRunAs", "seLinuxOptions": options ?? [:]]
        case "K8sPSPAllowedUsers": spec["runAsUser"] = parameters["runAsUser"]
        case "K8sPSPVolumeTypes": spec["volumes"] = parameters["volumes"]
        default: throw TestVectorError("no policy for constraints of kind \(kind)")
        }
    }

    private static func profiles(
        _ annotations: inout [String: String],
        _ kind: String,
        _ parameters: [String: Any]
    ) {
        let allowed = parameters["allowedProfiles"] as? [String] ?? []
        guard kind != "K8sPSPAppArmor" else {
            annotations["apparmor.security.beta.kubernetes.io/allowedProfileNames"] = allowed.joined(separator: ",")
            return
        }
        let seccomp = "seccomp.security.alpha.kubernetes.io/"
        let names = ["RuntimeDefault": "runtime/default", "Localhost": "localhost/profile.json,localhost/profile.log"]
        let known = kind == "K8sPSPSeccomp" ? allowed : allowed.compactMap { names[$0] }
        annotations[seccomp + "allowedProfileNames"] = known.joined(separator: ",")
        // A list of profiles does not allow none: the default stands for it.
        if allowed.contains("not configured") { annotations[seccomp + "defaultProfileName"] = "runtime/default" }
    }
}
