import PodFacts
import PolicyObjects

/// privileged: whether a container may have all of the host's rights.
///
/// Allowed when the container's `privileged` is false or unset, or the policy says true. Never mutates. Errors: one, as
/// `field.Invalid`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `validateContainer`.
struct PrivilegedRule: ContainerRule {
    private let allowing: MaskRow

    init(_ compilation: inout PolicyCompilation) {
        allowing = compilation.row { $0.privileged }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if pod.containers[container].privileged == true { rows.allow(allowing) }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        guard pod.containers[container].privileged == true, !policy.isIn(allowing), list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext.privileged")
        list.invalid(true)
        list.detail("Privileged containers are not allowed")
        list.end()
    }
}
