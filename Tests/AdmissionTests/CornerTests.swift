import Admission
import JSONScan
import PodFacts
import PolicyObjects
import ReferenceAdmission
import Testing

/// Corners of the rules in which a plausible reading goes wrong.
@Suite struct CornerTests {
    // MARK: Seccomp

    @Test func containerFieldWinsOverPodAnnotationForTheContainerOnly() throws {
        let policy = openPolicy { $0.setSeccomp(allowed: "runtime/default") }
        let errors = try errors(
            policy,
            """
            {"metadata":{"annotations":{"seccomp.security.alpha.kubernetes.io/pod":"unconfined"}},"spec":{"containers":[
            {"name":"c","securityContext":{"seccompProfile":{"type":"RuntimeDefault"}}}]}}
            """
        )
        #expect(
            errors == [
                "pod.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: Forbidden: unconfined is not an "
                    + "allowed seccomp profile. Valid values are runtime/default"
            ]
        )
    }

    @Test func podFieldWithoutTextKeepsTheDefaultAway() throws {
        let policy = openPolicy { $0.setSeccomp(allowed: "runtime/default", default: "runtime/default") }
        let pod = #"{"spec":{"securityContext":{"seccompProfile":{"type":"Localhost"}},"containers":[]}}"#
        let answer = try evaluate(policy, pod)
        #expect(answer.verdict == Verdict(outcome: .denied))
        #expect(
            try errors(policy, pod) == [
                "pod.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: Forbidden:  is not an allowed "
                    + "seccomp profile. Valid values are runtime/default"
            ]
        )
        let any = openPolicy { $0.setSeccomp(allowed: "*", default: "runtime/default") }
        #expect(try evaluate(any, pod).verdict == Verdict(outcome: .allowed, policy: 0))
    }

    @Test func emptyLocalhostProfileIsSet() throws {
        let policy = openPolicy { $0.setSeccomp(allowed: "localhost/") }
        let pod = """
            {"spec":{"securityContext":{"seccompProfile":{"type":"Localhost","localhostProfile":""}},"containers":[]}}
            """
        #expect(try evaluate(policy, pod).verdict == Verdict(outcome: .allowed, policy: 0, isMutated: true))
    }

    @Test func podFieldMakesEveryPolicyMutate() throws {
        let pod = #"{"spec":{"securityContext":{"seccompProfile":{"type":"Unconfined"}},"containers":[{"name":"c"}]}}"#
        #expect(try evaluate(openPolicy(), pod).verdict.isMutated)
    }

    // MARK: Groups

    @Test func emptySupplementalGroupsAreSet() throws {
        let policy = openPolicy {
            $0.supplementalGroups = .init(rule: "MustRunAs", ranges: [.init(min: 5, max: 10)])
        }
        let pod = #"{"spec":{"securityContext":{"supplementalGroups":[]},"containers":[]}}"#
        #expect(
            try errors(policy, pod) == [
                "spec.securityContext.supplementalGroups: Invalid value: []int64{}: unable to validate empty groups "
                    + "against required ranges"
            ]
        )
        // In protobuf an empty list is an absent one.
        let unset = #"{"spec":{"securityContext":{},"containers":[]}}"#
        #expect(try evaluate(policy, unset).verdict == Verdict(outcome: .allowed, policy: 0, isMutated: true))
        let mayRunAs = openPolicy {
            $0.supplementalGroups = .init(rule: "MayRunAs", ranges: [.init(min: 5, max: 10)])
        }
        #expect(try evaluate(mayRunAs, pod).verdict == Verdict(outcome: .allowed, policy: 0))
    }

    @Test(arguments: [(Int64.max, true), (Int64.max - 1, true), (7, true), (6, false), (Int64.min, false)])
    func rangeUpToTheLargestNumber(group: Int64, isAllowed: Bool) throws {
        let policy = openPolicy { $0.fsGroup = .init(rule: "MayRunAs", ranges: [.init(min: 7, max: .max)]) }
        let pod = #"{"spec":{"securityContext":{"fsGroup":\#(group)},"containers":[]}}"#
        #expect(try evaluate(policy, pod).verdict.outcome == (isAllowed ? .allowed : .denied))
    }

    @Test func reversedRangeRefusesItsOwnDefault() throws {
        let policy = openPolicy { $0.fsGroup = .init(rule: "MustRunAs", ranges: [.init(min: 9, max: 2)]) }
        #expect(
            try errors(policy, #"{"spec":{"containers":[]}}"#) == [
                "spec.securityContext.fsGroup: Invalid value: []int64{9}: group 9 must be in the ranges: [{9 2}]"
            ]
        )
    }

    // MARK: SELinux

    @Test func unsetPodOptionsAreFilledInWhateverContainersHave() throws {
        let policy = openPolicy { $0.setSELinux(level: "s0:c1,c2") }
        let pod = """
            {"spec":{"containers":[{"name":"c","securityContext":{"seLinuxOptions":{"level":"s0:c1,c2"}}}]}}
            """
        #expect(try evaluate(policy, pod).verdict == Verdict(outcome: .allowed, policy: 0, isMutated: true))
    }

    @Test(arguments: [
        ("s0:c1,c2", "s0:c2,c1", true), ("s0", "s0:", false), ("s0:", "s0:", true), ("s0", "s0", true),
        ("s0:c1,c1", "s0:c1", false), ("s0:c6", "s1:c6", false), ("s0:b:a,c", "s0:c,b:a", true),
    ])
    func levelsAreComparedWithTheirCategoriesSorted(policy level: String, pod sent: String, isEqual: Bool) throws {
        let policy = openPolicy { $0.setSELinux(level: level) }
        let pod = #"{"spec":{"securityContext":{"seLinuxOptions":{"level":"\#(sent)"}},"containers":[]}}"#
        #expect(try evaluate(policy, pod).verdict.outcome == (isEqual ? .allowed : .denied))
    }

    // MARK: Containers

    @Test func ephemeralContainerIsFilledInAndNotJudged() throws {
        let policy = openPolicy {
            $0.readOnlyRootFilesystem = true
            $0.privileged = false
        }
        let pod = """
            {"spec":{"containers":[{"name":"c","securityContext":{"readOnlyRootFilesystem":true}}],"ephemeralContainers":[
            {"name":"e","securityContext":{"privileged":true}}]}}
            """
        #expect(try evaluate(policy, pod).verdict == Verdict(outcome: .allowed, policy: 0, isMutated: true))
        #expect(try evaluate(policy, pod, .v1_24).verdict == Verdict(outcome: .denied))
        #expect(try evaluate(policy, pod, .v1_13).verdict == Verdict(outcome: .allowed, policy: 0))
    }

    @Test func hostNetworkAsTheLastKeyMakesHostPorts() throws {
        let policy = openPolicy { $0.hostPorts = [] }
        let pod = #"{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}]}],"hostNetwork":true}}"#
        #expect(
            try errors(policy, pod) == [
                "spec.containers[0].hostPort: Invalid value: 80: Host port 80 is not allowed to be used. Allowed ports: []"
            ]
        )
    }

    @Test(arguments: [
        (
            #"{"procMount":""}"#,
            "spec.containers[0].securityContext.procMount: Invalid value: \"\": ProcMountType is not allowed"
        )
    ])
    func emptyProcMountIsSet(context: String, error: String) throws {
        let pod = #"{"spec":{"containers":[{"name":"c","securityContext":\#(context)}]}}"#
        #expect(try errors(openPolicy(), pod) == [error])
    }

    @Test func emptyRuntimeClassNameIsSet() throws {
        let policy = openPolicy {
            var strategy = PodSecurityPolicy.RuntimeClassStrategy()
            strategy.allowedRuntimeClassNames = ["a"]
            strategy.defaultRuntimeClassName = "a"
            $0.runtimeClass = strategy
        }
        let pod = #"{"spec":{"runtimeClassName":"","containers":[]}}"#
        #expect(try errors(policy, pod) == [#"spec.runtimeClassName: Invalid value: """#])
        #expect(try evaluate(policy, #"{"spec":{"containers":[]}}"#).verdict.isMutated)
    }

    // MARK: Volumes

    @Test func volumeWithTwoSourcesIsTheFirstInKubernetesOrder() throws {
        let policy = openPolicy { $0.volumes = ["hostPath"] }
        let pod = """
            {"spec":{"volumes":[{"name":"v","csi":{"driver":"d"},"hostPath":{"path":"/a"}}],"containers":[]}}
            """
        #expect(try evaluate(policy, pod).verdict == Verdict(outcome: .allowed, policy: 0))
    }

    @Test func mountsJoinVolumesByName() throws {
        let policy = openPolicy { $0.allowedHostPaths = [.init(pathPrefix: "/a", readOnly: true)] }
        let pod = """
            {"spec":{"volumes":[{"name":"v","hostPath":{"path":"/a"}},{"name":"v","hostPath":{"path":"/a/b"}}],
            "containers":[{"name":"c","volumeMounts":[{"name":"v"}]}]}}
            """
        let error = "spec.containers[0].volumeMounts[0].readOnly: Invalid value: false: must be read-only"
        #expect(try errors(policy, pod) == [error, error])
    }

    // MARK: Capabilities

    @Test func droppedDefaultCapabilityIsNotAdded() throws {
        let policy = openPolicy {
            $0.allowedCapabilities = []
            $0.defaultAddCapabilities = ["CHOWN"]
        }
        let dropped = #"{"spec":{"containers":[{"name":"c","securityContext":{"capabilities":{"drop":["CHOWN"]}}}]}}"#
        #expect(try evaluate(policy, dropped).verdict == Verdict(outcome: .allowed, policy: 0))
        let both = """
            {"spec":{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["CHOWN","CHOWN"],"drop":["CHOWN"]}}}]}}
            """
        #expect(try evaluate(policy, both).verdict == Verdict(outcome: .allowed, policy: 0))
    }

    @Test func errorsOfCapabilitiesAreSortedOnlyIfThePolicyFillsSomethingIn() throws {
        let pod = """
            {"spec":{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["Z","A","Z"]}}}]}}
            """
        func error(_ name: String) -> String {
            "spec.containers[0].securityContext.capabilities.add: Invalid value: \"\(name)\": capability may not be added"
        }
        let strict = openPolicy { $0.allowedCapabilities = [] }
        #expect(try errors(strict, pod) == [error("Z"), error("A"), error("Z")])
        let dropping = openPolicy {
            $0.allowedCapabilities = []
            $0.requiredDropCapabilities = ["KILL"]
        }
        #expect(try errors(dropping, pod) == [error("A"), error("Z")])
    }

    // MARK: The choice of a policy

    @Test(arguments: [("b", 1), ("a-mutating", 1), ("no-such", 1), ("c-not-granted", 1), ("d", 3)])
    func hintCountsOnlyForAPolicyThatAdmitsUnchanged(hint: String, expected: Int32) throws {
        let policies = [
            openPolicy("a-mutating") { $0.readOnlyRootFilesystem = true }, openPolicy("b"), openPolicy("c-not-granted"),
            openPolicy("d"),
        ]
        let pod = #"{"metadata":{"annotations":{"kubernetes.io/psp":"\#(hint)"}},"spec":{"containers":[{"name":"c"}]}}"#
        let answer = try evaluate(policies, pod, phase: .validate, granted: [0, 1, 3])
        #expect(answer.verdict == Verdict(outcome: .allowed, policy: expected))
    }

    @Test func unusablePoliciesAreSkipped() throws {
        let unusable = openPolicy("a") { $0.runAsUser = .init(rule: "MustRunAs") }
        let none = try evaluate([unusable], #"{"metadata":{"name":"p"},"spec":{"containers":[]}}"#)
        #expect(none.verdict == Verdict(outcome: .denied))
        #expect(
            none.message
                == #"pods "p" is forbidden: PodSecurityPolicy: no providers available to validate pod request"#
        )
        let old = try evaluate([unusable], #"{"metadata":{"name":"p"},"spec":{"containers":[]}}"#, .v1_13)
        #expect(old.message == #"pods "p" is forbidden: no providers available to validate pod request"#)
        let some = try evaluate([unusable, openPolicy("b")], #"{"spec":{"containers":[]}}"#)
        #expect(some.verdict == Verdict(outcome: .allowed, policy: 1))
        let grantedUnusable = try evaluate(
            [unusable, openPolicy("b")],
            #"{"spec":{"containers":[]}}"#,
            granted: [0]
        )
        #expect(grantedUnusable.message == #"pods "Unknown" is forbidden: PodSecurityPolicy: unable to admit pod: []"#)
    }

    @Test func textsAreQuotedAsGoDoes() throws {
        let answer = try evaluate(
            [openPolicy()],
            #"{"metadata":{"generateName":"a\té\u200b\u0001\"\\"},"spec":{"containers":[]}}"#,
            granted: []
        )
        #expect(answer.message.hasPrefix(#"pods "a\té\u200b\x01\"\\" is forbidden: "#))
    }

    @Test func bytesThatAreNoUTF8AreKept() throws {
        var facts = TreePodReader.facts(of: try JSONParser.parse(#"{"spec":{"containers":[]}}"#))
        facts.name = facts.append([0x76, 0xFF])
        facts.runtimeClassName = facts.append([0x76, 0xFF])
        let policy = openPolicy { $0.runtimeClass = PodSecurityPolicy.RuntimeClassStrategy() }
        let answer = evaluate([policy], facts)
        #expect(answer.message.hasSuffix(#"[spec.runtimeClassName: Invalid value: "v\xff"]"#))
        #expect(answer.message.hasPrefix(#"pods "v\xff" is forbidden"#))
        #expect(answer.errors.contains("\u{FFFD}"))
    }

    @Test func laterPolicyOfANameReplacesTheEarlier() throws {
        let first = openPolicy("a") { $0.privileged = false }
        let pod = #"{"spec":{"containers":[{"name":"c","securityContext":{"privileged":true}}]}}"#
        #expect(try evaluate([first, openPolicy("a")], pod).verdict.outcome == .allowed)
    }

    // MARK: Answers

    private struct Answer {
        var verdict: Verdict
        var message: String
        var errors: String
        var texts: [String]
    }

    private func errors(_ policy: PodSecurityPolicy, _ pod: String) throws -> [String] {
        try evaluate(policy, pod).texts
    }

    private func evaluate(
        _ policy: PodSecurityPolicy,
        _ pod: String,
        _ version: KubernetesVersion = .v1_20
    ) throws -> Answer {
        try evaluate([policy], pod, version)
    }

    private func evaluate(
        _ policies: [PodSecurityPolicy],
        _ pod: String,
        _ version: KubernetesVersion = .v1_20,
        phase: AdmissionPhase = .admit,
        granted: [Int]? = nil
    ) throws -> Answer {
        let facts = TreePodReader.facts(of: try JSONParser.parse(pod))
        return evaluate(policies, facts, version, phase: phase, granted: granted)
    }

    private func evaluate(
        _ policies: [PodSecurityPolicy],
        _ facts: PodFacts,
        _ version: KubernetesVersion = .v1_20,
        phase: AdmissionPhase = .admit,
        granted: [Int]? = nil
    ) -> Answer {
        var sources = PolicySources()
        sources.policies = policies
        let set = CompiledPolicySet(sources, options: AdmissionOptions(version: version))
        var evaluator = Evaluator(set)
        var mask = PolicyMask(count: set.policyNames.count)
        for number in granted ?? Array(set.policyNames.indices) { mask[number] = true }
        let authorized = evaluator.authorizations.adopt(mask)
        let verdict = evaluator.evaluate(facts, phase: phase, authorized: authorized)
        var violations = ViolationList()
        evaluator.explain(facts, phase: phase, authorized: authorized, into: &violations)
        var message: [UInt8] = []
        evaluator.appendMessage(facts, phase: phase, violations: violations, to: &message)
        var errors: [UInt8] = []
        evaluator.appendErrors(violations, to: &errors)
        return Answer(
            verdict: verdict,
            message: String(decoding: message, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self),
            texts: violations.violations.map { String(decoding: violations.text($0), as: UTF8.self) }
        )
    }
}

/// A policy that allows everything but what `change` takes away.
private func openPolicy(
    _ name: String = "p",
    _ change: (inout PodSecurityPolicy) -> Void = { _ in }
) -> PodSecurityPolicy {
    var policy = PodSecurityPolicy(name: name)
    policy.privileged = true
    policy.volumes = ["*"]
    policy.allowedCapabilities = ["*"]
    policy.hostNetwork = true
    policy.hostPID = true
    policy.hostIPC = true
    policy.hostPorts = [.init(min: 0, max: 65535)]
    policy.seLinux.rule = "RunAsAny"
    policy.runAsUser.rule = "RunAsAny"
    policy.supplementalGroups.rule = "RunAsAny"
    policy.fsGroup.rule = "RunAsAny"
    policy.setSeccomp(allowed: "*")
    change(&policy)
    return policy
}

extension PodSecurityPolicy {
    fileprivate mutating func setSeccomp(allowed: String, default: String? = nil) {
        metadata.annotations = [("seccomp.security.alpha.kubernetes.io/allowedProfileNames", allowed)]
        if let `default` {
            metadata.annotations.append(("seccomp.security.alpha.kubernetes.io/defaultProfileName", `default`))
        }
    }

    fileprivate mutating func setSELinux(level: String) {
        var options = SELinuxOptions()
        options.level = level
        seLinux = SELinuxStrategy(rule: "MustRunAs", options: options)
    }
}
