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
        return Self.securityContext(kind, index)
    }

    static func securityContext(_ kind: ContainerFacts.Kind, _ index: Int32) -> String {
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
    package func laterRefusals(_ pod: borrowing PodFacts, policy: Int) -> [LaterRefusal] {
        let isSeccompInvalid = policySet.hasInvalidSeccompDefault[policy] && !pod.hasSeccomp
        return LaterRefusals(of: pod, isSeccompInvalid: isSeccompInvalid) { place in
            ContainerFilling(by: policySet.policies[policy], pod, pod.containers[place])
        }.list
    }
}

/// What the API server and the kubelet will have against a pod that a policy admits.
///
/// The API server's refusals are listed only where the policy's filling in causes them: a pod that contradicts itself is
/// refused whatever the policies are. Kubernetes: `validation.ValidateSecurityContext`, `kuberuntime.verifyRunAsNonRoot`.
struct LaterRefusals {
    private(set) var list: [LaterRefusal] = []

    /// `isSeccompInvalid` if a profile is filled in that no pod may have; `filling` tells what is filled into a container.
    init(of pod: borrowing PodFacts, isSeccompInvalid: Bool, _ filling: (Int) -> ContainerFilling) {
        if isSeccompInvalid {
            list.append(LaterRefusal(reason: .seccompDefault, kind: .container, index: -1, isByPolicy: true))
        }
        for place in pod.containers.indices {
            if case .ephemeralContainer = pod.containers[place].kind { continue }
            let filled = filling(place)
            escalation(pod, place, filled)
            user(pod, place, filled)
        }
    }

    private mutating func escalation(_ pod: borrowing PodFacts, _ place: Int, _ filled: ContainerFilling) {
        let own = pod.containers[place].allowPrivilegeEscalation
        guard (own ?? filled.allowPrivilegeEscalation) == false else { return }
        if own == nil, pod.containers[place].privileged == true {
            append(.escalationOfPrivileged, pod, place, isByPolicy: true)
        }
        if pod.adds(ContainerFilling.sysAdmin, place) ? own == nil : filled.addsSysAdmin {
            append(.escalationWithSysAdmin, pod, place, isByPolicy: true)
        }
    }

    private mutating func user(_ pod: borrowing PodFacts, _ place: Int, _ filled: ContainerFilling) {
        let user = pod.containers[place].runAsUser ?? pod.securityContext.runAsUser
        let nonRoot = pod.containers[place].runAsNonRoot ?? pod.securityContext.runAsNonRoot
        guard (nonRoot ?? filled.runAsNonRoot) == true else { return }
        let isByPolicy = user == nil && filled.runAsUser != nil || nonRoot == nil
        switch user ?? filled.runAsUser {
        case nil: append(.imageUser, pod, place, isByPolicy: isByPolicy)
        case 0: append(.rootUser, pod, place, isByPolicy: isByPolicy)
        default: break
        }
    }

    private mutating func append(
        _ reason: LaterRefusal.Reason,
        _ pod: borrowing PodFacts,
        _ place: Int,
        isByPolicy: Bool
    ) {
        list.append(
            LaterRefusal(
                reason: reason,
                kind: pod.containers[place].kind,
                index: Int32(clamping: pod.containers[place].index),
                isByPolicy: isByPolicy
            )
        )
    }
}

/// What a policy fills into a container, as far as what comes after admission depends on it.
struct ContainerFilling {
    static let sysAdmin = "CAP_SYS_ADMIN".utf8

    /// nil: it stays as it is.
    var allowPrivilegeEscalation: Bool?
    var addsSysAdmin = false
    var runAsUser: Int64?
    var runAsNonRoot: Bool?

    init() {}

    init(by policy: PodSecurityPolicy, _ pod: borrowing PodFacts, _ container: ContainerFacts) {
        if container.allowPrivilegeEscalation == nil, policy.fillsEscalationFalse { allowPrivilegeEscalation = false }
        addsSysAdmin = policy.defaultAddCapabilities.contains { $0.utf8.elementsEqual(Self.sysAdmin) }
        guard container.runAsUser == nil, pod.securityContext.runAsUser == nil else { return }
        let rule = policy.runAsUser.rule.utf8
        if rule.elementsEqual("MustRunAs".utf8) {
            runAsUser = policy.runAsUser.ranges?.first?.min
        } else if rule.elementsEqual("MustRunAsNonRoot".utf8) {
            runAsNonRoot = true
        }
    }
}

extension PodSecurityPolicy {
    fileprivate var fillsEscalationFalse: Bool { !(defaultAllowPrivilegeEscalation ?? allowPrivilegeEscalation) }

    /// The empty default fills nothing in.
    var hasInvalidSeccompDefault: Bool {
        guard !metadata.annotations.isEmpty, let profile = defaultSeccompProfile, !profile.isEmpty else { return false }
        return !SeccompAnnotation.isValid(profile)
    }
}

/// The profile that the annotation `seccomp.security.alpha.kubernetes.io/pod` names.
enum SeccompAnnotation {
    /// Kubernetes: `validation.validateSeccompProfile`.
    static func isValid(_ profile: String) -> Bool {
        profile.utf8.starts(with: "localhost/".utf8)
            || ["runtime/default", "docker/default", "unconfined"].contains { $0.utf8.elementsEqual(profile.utf8) }
    }
}

extension PodFacts {
    /// The container itself adds the capability.
    fileprivate func adds(_ capability: String.UTF8View, _ place: Int) -> Bool {
        containers[place].capabilitiesAdd.indices.contains { text[capabilities[$0].indices].elementsEqual(capability) }
    }

    /// The pod itself says under which seccomp profile it runs.
    fileprivate var hasSeccomp: Bool {
        securityContext.seccomp != nil || annotations.contains { $0.kind == .seccompPod && !$0.value.isEmpty }
    }
}
