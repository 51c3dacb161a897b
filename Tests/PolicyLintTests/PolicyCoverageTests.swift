import Admission
import JSONScan
import PodFacts
import PolicyObjects
import ReferenceAdmission
import Testing

import PolicyLint

/// A policy that is said to admit, unchanged, all that another admits does so to every pod.
struct PolicyCoverageTests {
    /// A policy and the same with some of its rules opened.
    private static func pair(_ policy: PodSecurityPolicy, _ chance: inout Chance) -> [PodSecurityPolicy] {
        var tight = policy
        tight.metadata.name = "b-tight"
        var open = policy
        open.metadata.name = "a-open"
        // What fills something in must go; of the rest a random part.
        open.defaultAddCapabilities = []
        open.requiredDropCapabilities = []
        open.runAsUser = .init(rule: "RunAsAny")
        open.seLinux = .init(rule: "RunAsAny")
        open.readOnlyRootFilesystem = false
        open.allowPrivilegeEscalation = true
        open.defaultAllowPrivilegeEscalation = nil
        open.runtimeClass?.defaultRuntimeClassName = nil
        open.metadata.annotations.removeAll { $0.key.contains("defaultProfileName") || chance.percent(50) }
        let groups: [WritableKeyPath<PodSecurityPolicy, PodSecurityPolicy.IDStrategy>] = [
            \.fsGroup, \.supplementalGroups,
        ]
        for group in groups { open[keyPath: group] = loosened(open[keyPath: group], &chance) }
        if let strategy = open.runAsGroup { open.runAsGroup = loosened(strategy, &chance) }
        if chance.percent(50) { open.allowedCapabilities.append(contentsOf: tight.defaultAddCapabilities) }
        if chance.percent(20) { open.allowedCapabilities = ["*"] }
        if chance.percent(30) { open.volumes.append("*") }
        if chance.percent(30) { open.allowedHostPaths = [] }
        if chance.percent(30) { open.forbiddenSysctls = [] }
        if chance.percent(30) { open.allowedUnsafeSysctls.append("*") }
        if chance.percent(30) { open.hostPorts = [.init(min: 0, max: 65_535)] }
        if chance.percent(50) {
            open.metadata.annotations.append(("seccomp.security.alpha.kubernetes.io/allowedProfileNames", "*"))
        }
        return chance.percent(20) ? [tight, open].shuffled(using: &chance) : [tight, open]
    }

    private static func loosened(
        _ strategy: PodSecurityPolicy.IDStrategy,
        _ chance: inout Chance
    ) -> PodSecurityPolicy.IDStrategy {
        guard strategy.rule == "MustRunAs" else { return strategy }
        return chance.percent(70) ? .init(rule: "MayRunAs", ranges: strategy.ranges) : .init(rule: "RunAsAny")
    }

    @Test(
        "no pod is admitted by the covered policy and not, unchanged, by the one that covers it",
        arguments: [1, 2, 3, 4]
    )
    func coverageHolds(seed: UInt64) {
        let options = AdmissionOptions(version: .v1_20)
        var generator = RandomPolicies(seed: seed)
        var chance = Chance(seed: seed &* 77)
        var covered = 0
        var admitted = 0
        var broken: [String] = []
        for policy in generator.policies(400) {
            let pair = Self.pair(policy, &chance)
            let linted = pair.enumerated().map { LintedPolicy($1, object: $0, isStanding: true, options: options) }
            guard linted.allSatisfy(\.isUsable), linted[1].admitsUnchangedWhatIsAdmitted(by: linted[0]) else {
                continue
            }
            covered += 1
            var sources = PolicySources()
            sources.policies = pair
            let set = CompiledPolicySet(sources, options: options)
            guard let tight = set.policyNames.firstIndex(of: pair[0].name),
                let open = set.policyNames.firstIndex(of: pair[1].name)
            else { continue }
            var evaluator = Evaluator(set)
            var pods = RandomPods(seed: seed &* 31 &+ UInt64(covered))
            for _ in 0..<60 {
                let pod = pods.next()
                // Since 1.19 every policy changes a pod that asks for seccomp by a field alone, and no server takes such ports.
                guard !pod.mentions({ key, value in key == "seccompProfile" || key.isPort && value.isBeyondPorts })
                else { continue }
                let (allowing, mutating) = evaluator.everyPolicy(TreePodReader.facts(of: pod))
                guard allowing[tight] else { continue }
                admitted += 1
                if !allowing[open] || mutating[open] { broken.append("\(pair)\n  \(pod)") }
            }
        }
        #expect(covered > 20, "the policies are too wild to tell anything")
        #expect(admitted > 100, "the pods are too wild to tell anything")
        #expect(broken.isEmpty, "\(broken.count) of \(admitted): \(broken.prefix(2).joined(separator: "\n"))")
    }

    @Test("a policy that fills something in, or refuses more, covers nothing")
    func doesNotCover() {
        func linted(_ change: (inout PodSecurityPolicy) -> Void) -> LintedPolicy {
            var policy = PodSecurityPolicy(name: "p")
            policy.runAsUser.rule = "RunAsAny"
            policy.seLinux.rule = "RunAsAny"
            policy.fsGroup.rule = "RunAsAny"
            policy.supplementalGroups.rule = "RunAsAny"
            policy.volumes = ["secret"]
            change(&policy)
            return LintedPolicy(policy, object: 0, isStanding: true, options: AdmissionOptions())
        }
        let plain = linted { _ in }
        #expect(plain.admitsUnchangedWhatIsAdmitted(by: plain))
        let changes: [(String, (inout PodSecurityPolicy) -> Void)] = [
            ("drops", { $0.requiredDropCapabilities = ["KILL"] }), ("adds", { $0.defaultAddCapabilities = ["KILL"] }),
            ("a user", { $0.runAsUser.rule = "MustRunAsNonRoot" }), ("a group", { $0.fsGroup.rule = "MustRunAs" }),
            ("escalation", { $0.allowPrivilegeEscalation = false }), ("volumes", { $0.volumes = [] }),
            ("forbidden sysctls", { $0.forbiddenSysctls = ["kernel.*"] }),
        ]
        for (name, change) in changes {
            #expect(!linted(change).admitsUnchangedWhatIsAdmitted(by: plain), "\(name)")
        }
        #expect(!plain.admitsUnchangedWhatIsAdmitted(by: linted { $0.hostPorts = [.init(min: 80, max: 80)] }))
        #expect(!plain.admitsUnchangedWhatIsAdmitted(by: linted { $0.volumes = ["*"] }))
        #expect(plain.admitsUnchangedWhatIsAdmitted(by: linted { $0.readOnlyRootFilesystem = true }))
    }
}

extension JSONValue {
    fileprivate func mentions(_ isMeant: (String, JSONValue) -> Bool) -> Bool {
        switch self {
        case .object(let members): members.contains { isMeant($0.key, $0.value) || $0.value.mentions(isMeant) }
        case .array(let elements): elements.contains { $0.mentions(isMeant) }
        default: false
        }
    }

    fileprivate var isBeyondPorts: Bool { integer.map { $0 > 65_535 } ?? false }
}

extension String {
    fileprivate var isPort: Bool { self == "hostPort" || self == "containerPort" }
}
