package import PodFacts
import PolicyObjects

/// Why a pod that PodSecurityPolicy admits will not run for all that.
package struct LaterRefusal: Sendable, Hashable {
    package enum Reason: UInt8, Sendable, CaseIterable {
        /// `privileged` is true and `allowPrivilegeEscalation` false.
        case escalationOfPrivileged
        /// The capability is called `CAP_SYS_ADMIN` and `allowPrivilegeEscalation` is false.
        case escalationWithSysAdmin
        /// The policy's default is no seccomp profile that a pod may have.
        case seccompDefault
        /// `runAsNonRoot` is true and `runAsUser` 0.
        case rootUser
        /// `runAsNonRoot` is true and only the image says as which user it runs.
        case imageUser
    }

    /// Who refuses the pod.
    package enum Refuser: String, Sendable {
        /// Its validation, after admission: the pod is not stored (422).
        case apiServer = "API server"
        /// The pod is stored and does not start.
        case kubelet
    }

    package var reason: Reason
    /// The container's kind and index; of the pod as a whole `container` and -1.
    package var kind: ContainerFacts.Kind
    package var index: Int32
    /// What the policy filled in is part of it.
    package var isByPolicy: Bool

    package var refuser: Refuser {
        switch reason {
        case .escalationOfPrivileged, .escalationWithSysAdmin, .seccompDefault: .apiServer
        case .rootUser, .imageUser: .kubelet
        }
    }

    /// It depends on nothing that the pod does not say.
    package var isCertain: Bool { reason != .imageUser }

    /// The field that Kubernetes' error names, or that the setting stands in.
    package var field: String {
        guard reason != .seccompDefault else { return "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod" }
        let list =
            switch kind {
            case .initContainer: "initContainers"
            case .container: "containers"
            case .ephemeralContainer: "ephemeralContainers"
            }
        return "spec.\(list)[\(index)].securityContext"
    }

    /// In Kubernetes' words, as far as it has some that do not depend on what is not known.
    package var text: String {
        switch reason {
        case .escalationOfPrivileged: "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        case .escalationWithSysAdmin:
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        case .seccompDefault: "must be a valid seccomp profile"
        case .rootUser: "container's runAsUser breaks non-root policy"
        case .imageUser:
            "container has runAsNonRoot and no runAsUser: it starts only if its image names a user by number, other than 0"
        }
    }
}

extension Evaluator {
    /// What the API server and the kubelet will have against a pod that the policy admits.
    ///
    /// The API server's refusals are listed only where the policy's filling in causes them: a pod that contradicts itself is
    /// refused whatever the policies are. Kubernetes: `validation.ValidateSecurityContext`, `kuberuntime.verifyRunAsNonRoot`.
    package func laterRefusals(_ pod: borrowing PodFacts, policy: Int) -> [LaterRefusal] {
        var refusals: [LaterRefusal] = []
        if policySet.hasInvalidSeccompDefault[policy], !pod.hasSeccomp {
            refusals.append(LaterRefusal(reason: .seccompDefault, kind: .container, index: -1, isByPolicy: true))
        }
        for place in pod.containers.indices {
            if case .ephemeralContainer = pod.containers[place].kind { continue }
            escalation(pod, place, policy, into: &refusals)
            user(pod, place, policy, into: &refusals)
        }
        return refusals
    }

    private func escalation(
        _ pod: borrowing PodFacts,
        _ place: Int,
        _ policy: Int,
        into refusals: inout [LaterRefusal]
    ) {
        let own = pod.containers[place].allowPrivilegeEscalation
        guard own != true else { return }
        let isFilled = own == nil && policySet.policies[policy].fillsEscalationFalse
        guard own == false || isFilled else { return }
        if isFilled, pod.containers[place].privileged == true {
            refusals.append(refusal(.escalationOfPrivileged, pod, place, isByPolicy: true))
        }
        let name = "CAP_SYS_ADMIN".utf8
        let isOwn = pod.containers[place].capabilitiesAdd.indices.contains { capability in
            pod.text[pod.capabilities[capability].indices].elementsEqual(name)
        }
        let isAdded = policySet.policies[policy].defaultAddCapabilities.contains { $0.utf8.elementsEqual(name) }
        if isOwn ? isFilled : isAdded {
            refusals.append(refusal(.escalationWithSysAdmin, pod, place, isByPolicy: true))
        }
    }

    private func user(_ pod: borrowing PodFacts, _ place: Int, _ policy: Int, into refusals: inout [LaterRefusal]) {
        var user = pod.containers[place].runAsUser ?? pod.securityContext.runAsUser
        var nonRoot = pod.containers[place].runAsNonRoot ?? pod.securityContext.runAsNonRoot
        guard nonRoot != false else { return }
        var isByPolicy = false
        if user == nil {
            let rule = policySet.policies[policy].runAsUser.rule.utf8
            if rule.elementsEqual("MustRunAs".utf8) {
                user = policySet.policies[policy].runAsUser.ranges?.first?.min
                isByPolicy = true
            } else if nonRoot == nil, rule.elementsEqual("MustRunAsNonRoot".utf8) {
                nonRoot = true
                isByPolicy = true
            }
        }
        guard nonRoot == true else { return }
        if user == nil {
            refusals.append(refusal(.imageUser, pod, place, isByPolicy: isByPolicy))
        } else if user == 0 {
            refusals.append(refusal(.rootUser, pod, place, isByPolicy: isByPolicy))
        }
    }

    private func refusal(
        _ reason: LaterRefusal.Reason,
        _ pod: borrowing PodFacts,
        _ place: Int,
        isByPolicy: Bool
    ) -> LaterRefusal {
        LaterRefusal(
            reason: reason,
            kind: pod.containers[place].kind,
            index: Int32(clamping: pod.containers[place].index),
            isByPolicy: isByPolicy
        )
    }
}

extension PodSecurityPolicy {
    fileprivate var fillsEscalationFalse: Bool { !(defaultAllowPrivilegeEscalation ?? allowPrivilegeEscalation) }

    /// Kubernetes: `validation.validateSeccompProfile`; the empty default fills nothing in.
    var hasInvalidSeccompDefault: Bool {
        guard !metadata.annotations.isEmpty, let profile = defaultSeccompProfile, !profile.isEmpty else { return false }
        let known = ["runtime/default", "docker/default", "unconfined"]
        return !profile.utf8.starts(with: "localhost/".utf8)
            && !known.contains { $0.utf8.elementsEqual(profile.utf8) }
    }
}

extension PodFacts {
    /// The pod itself says under which seccomp profile it runs.
    fileprivate var hasSeccomp: Bool {
        securityContext.seccomp != nil || annotations.contains { $0.kind == .seccompPod && !$0.value.isEmpty }
    }
}
