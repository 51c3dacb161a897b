import Admission
import PodFacts
import PolicyObjects
import Testing

/// Volumes and mounts of one name: every volume has all of the mounts, so what is done for each must not grow with them.
@Suite("Mounts of host paths") struct HostPathMountTests {
    /// Volumes of the host path `/a`, and mounts spread over the containers in turn, all with the name `v`.
    private static func pod(volumes: Int, containers: Int, mounts: [Bool]) -> PodFacts {
        var pod = PodFacts()
        pod.text = Array("v/a".utf8)
        let name = TextRange(start: 0, count: 1)
        var volume = VolumeFacts()
        volume.name = name
        volume.type = .hostPath
        volume.detail = TextRange(start: 1, count: 2)
        pod.volumes = Array(repeating: volume, count: volumes)
        for number in 0..<containers {
            var container = ContainerFacts(kind: .container)
            container.index = UInt32(number)
            let own = mounts.indices.filter { $0 % containers == number }
            container.mounts = ListRange(start: UInt32(pod.mounts.count), count: UInt32(own.count))
            for place in own {
                var mount = MountFacts()
                mount.name = name
                mount.readOnly = mounts[place]
                pod.mounts.append(mount)
            }
            pod.containers.append(container)
        }
        return pod
    }

    /// How many mounts are looked at for all volumes.
    private static func steps(_ pod: PodFacts) -> Int {
        var index = PodIndex(judgesEphemeralContainers: false)
        index.read(pod)
        var steps = 0
        for volume in pod.volumes {
            var mount = index.firstWritableMount(of: volume.name, in: pod)
            while mount >= 0 {
                steps += 1
                mount = index.writableMount(after: mount)
            }
        }
        return steps
    }

    private static func evaluator(_ policies: Int = 1) -> Evaluator {
        var sources = PolicySources()
        sources.policies = (0..<policies).map { number in
            var policy = PodSecurityPolicy(name: "p\(number)")
            policy.volumes = ["*"]
            policy.allowedHostPaths = [.init(pathPrefix: "/a", readOnly: true)]
            for path in [
                \PodSecurityPolicy.runAsUser, \PodSecurityPolicy.supplementalGroups, \PodSecurityPolicy.fsGroup,
            ] { policy[keyPath: path].rule = "RunAsAny" }
            policy.seLinux.rule = "RunAsAny"
            return policy
        }
        return Evaluator(CompiledPolicySet(sources, options: AdmissionOptions(version: .v1_20)))
    }

    private static func answer(_ pod: PodFacts) -> (outcome: Verdict.Outcome, errors: [String]) {
        var evaluator = evaluator()
        let authorized = evaluator.authorizations.adopt(evaluator.policySet.usable)
        let verdict = evaluator.evaluate(pod, phase: .admit, authorized: authorized)
        var list = ViolationList()
        evaluator.explain(pod, phase: .admit, authorized: authorized, into: &list)
        return (verdict.outcome, list.violations.map { String(decoding: list.text($0), as: UTF8.self) })
    }

    @Test("as many read-only mounts as a pod may have, of as many volumes, are not looked at")
    func readOnlyMountsCostNothing() {
        let limits = PodLimits.standard
        let mounts = Array(repeating: true, count: limits.listElementsMax)
        let pod = Self.pod(volumes: limits.volumesMax, containers: 3, mounts: mounts)
        #expect(Self.steps(pod) == 0)
        #expect(Self.answer(pod).outcome == .allowed)
    }

    @Test("each mount that is looked at is an error", arguments: [1, 2, 9])
    func errors(containers: Int) {
        let mounts = (0..<40).map { $0 % 5 != 3 }
        let pod = Self.pod(volumes: 3, containers: containers, mounts: mounts)
        #expect(Self.steps(pod) == 3 * 8)
        let ofOneVolume = (0..<containers).flatMap { container in
            mounts.indices.filter { $0 % containers == container }.enumerated().filter { !mounts[$0.element] }.map {
                "spec.containers[\(container)].volumeMounts[\($0.offset)].readOnly: Invalid value: false: must be read-only"
            }
        }
        let answer = Self.answer(pod)
        #expect(answer.outcome == .denied)
        #expect(answer.errors == Array(repeating: ofOneVolume, count: 3).flatMap { $0 })
    }

    /// Were the containers gone through for each volume, these would be five thousand million steps.
    @Test("containers without mounts are not gone through for each volume", .timeLimit(.minutes(1)))
    func containersWithoutMounts() {
        let limits = PodLimits.standard
        let pod = Self.pod(volumes: limits.volumesMax, containers: limits.containersMax, mounts: [true])
        var evaluator = Self.evaluator()
        let authorized = evaluator.authorizations.adopt(evaluator.policySet.usable)
        for _ in 0..<50 {
            #expect(evaluator.evaluate(pod, phase: .admit, authorized: authorized).outcome == .allowed)
        }
    }
}
