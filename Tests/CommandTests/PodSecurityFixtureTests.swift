import Foundation
import TestVectors
import Testing

/// The fixtures of Pod Security Admission get the verdict that their folder says under an equivalent PodSecurityPolicy,
/// but for what a PodSecurityPolicy cannot say.
@Suite("pod security fixtures", .enabled(if: SharedFiles.isAvailable, "\(SharedFiles.skipped)"))
struct PodSecurityFixtureTests {
    enum Level: String, Sendable, CaseIterable {
        case baseline, restricted
    }

    /// Fixtures that a PodSecurityPolicy judges otherwise, and why.
    private struct Difference {
        var name: String
        var isGood: Bool
        var levels = Level.allCases
        /// The first minor version of the standards in which they are.
        var since = 0
        var reason: String

        func covers(_ sample: CorpusSample, _ level: Level, _ minor: Int) -> Bool {
            let name = String(sample.name.reversed().drop { $0.isNumber }.reversed())
            return (sample.name == self.name || name == self.name) && sample.isGood == isGood
                && levels.contains(level) && minor >= since
        }
    }

    private static let differences = [
        Difference(
            name: "selinuxoptions",
            isGood: false,
            reason: "a policy demands exactly one SELinux label or none; the standards allow several types"
        ),
        Difference(
            name: "hostprobesandhostlifecycle",
            isGood: false,
            since: 34,
            reason: "a policy does not look at probes and lifecycle hooks"
        ),
        Difference(
            name: "procmount1",
            isGood: true,
            levels: [.baseline],
            since: 35,
            reason: "a policy does not know `hostUsers: false`, which makes an unmasked /proc harmless"
        ),
        Difference(
            name: "base_windows",
            isGood: true,
            levels: [.restricted],
            since: 25,
            reason: "a policy does not know `os.name: windows`, where seccomp and capabilities mean nothing"
        ),
        Difference(
            name: "seccompprofile_restricted2",
            isGood: true,
            levels: [.restricted],
            since: 19,
            reason: "a policy judges the pod's own profile too, which is unset where only the containers have one"
        ),
    ]

    @Test(arguments: Level.allCases)
    func fixturesGetTheVerdictOfTheirFolder(level: Level) throws {
        var byMinor: [Int: [CorpusSample]] = [:]
        for (path, object) in try CorpusSample.documents("psa-fixtures") {
            let parts = path.split(separator: "/")
            guard parts[1] == level.rawValue, let minor = Int(parts[2].dropFirst("v1.".count)) else { continue }
            let name = String(parts[4].dropLast(".yaml".count))
            byMinor[minor, default: []].append(CorpusSample(name: name, object: object, isGood: parts[3] == "pass"))
        }
        #expect(byMinor.count >= 15)
        for (minor, samples) in byMinor.sorted(by: { $0.key < $1.key }) {
            let verdicts = try CorpusSample.admittedAsTheyAre(samples, by: Self.policy(level, minor))
            for (sample, isAdmitted) in zip(samples, verdicts) {
                let difference = Self.differences.first { $0.covers(sample, level, minor) }
                #expect(
                    (isAdmitted == sample.isGood) == (difference == nil),
                    "\(level) v1.\(minor) \(sample.name): \(isAdmitted ? "admitted" : "not admitted as it is"); listed: \(difference?.reason ?? "no")"
                )
            }
        }
    }

    /// What the level demands in that version of the standards, as a policy.
    ///
    /// A baseline policy fills in the default profiles, since a list of profiles does not allow none.
    private static func policy(_ level: Level, _ minor: Int) -> [String: Any] {
        let any = ["rule": "RunAsAny"]
        let seccomp = "seccomp.security.alpha.kubernetes.io/"
        var annotations = [
            seccomp + "allowedProfileNames": "runtime/default,docker/default,localhost/testing",
            "apparmor.security.beta.kubernetes.io/allowedProfileNames": "runtime/default,localhost/foo",
            "apparmor.security.beta.kubernetes.io/defaultProfileName": "runtime/default",
        ]
        if level == .baseline || minor < 19 { annotations[seccomp + "defaultProfileName"] = "runtime/default" }
        var spec: [String: Any] = [
            "seLinux": any, "runAsUser": any, "fsGroup": any, "supplementalGroups": any,
            "volumes": level == .baseline ? baselineVolumes : restrictedVolumes,
            "allowedCapabilities": baselineCapabilities, "allowedUnsafeSysctls": safeSysctls,
        ]
        guard level == .restricted else { return CorpusSample.policy(spec, annotations: annotations) }
        spec["runAsUser"] = ["rule": "MustRunAsNonRoot"]
        if minor >= 8 { spec["allowPrivilegeEscalation"] = false }
        if minor >= 22 {
            spec["allowedCapabilities"] = ["NET_BIND_SERVICE"]
            spec["requiredDropCapabilities"] = ["ALL"]
        }
        return CorpusSample.policy(spec, annotations: annotations)
    }

    private static let restrictedVolumes = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]

    private static let baselineVolumes =
        restrictedVolumes + [
            "awsElasticBlockStore", "azureDisk", "azureFile", "cephFS", "cinder", "fc", "flexVolume", "flocker",
            "gcePersistentDisk", "gitRepo", "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume",
            "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
        ]

    private static let baselineCapabilities = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    /// Of the newest version; older fixtures hold no other.
    private static let safeSysctls = [
        "ip_unprivileged_port_start", "ip_local_reserved_ports", "tcp_keepalive_time", "tcp_fin_timeout",
        "tcp_keepalive_intvl", "tcp_keepalive_probes", "tcp_rmem", "tcp_wmem", "tcp_slow_start_after_idle",
        "tcp_notsent_lowat",
    ].map { "net.ipv4.\($0)" }
}
