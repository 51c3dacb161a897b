import PodFacts
import PolicyObjects

/// allowPrivilegeEscalation: whether a container's processes may gain more rights than their parent.
///
/// | container's value | allowed when |
/// |---|---|
/// | unset | the policy allows it, or does not fill in true |
/// | false | always |
/// | true | the policy allows it |
///
/// Fills in `defaultAllowPrivilegeEscalation` if the policy has it, else false if the policy does not allow it. Errors:
/// one, as `field.Invalid`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`.
struct PrivilegeEscalationRule: ContainerRule {
    private let allowingTrue: MaskRow
    private let allowingUnset: MaskRow
    private let filling: MaskRow
    private let fillingTrue: MaskRow

    init(_ compilation: inout PolicyCompilation) {
        allowingTrue = compilation.row { $0.allowPrivilegeEscalation }
        allowingUnset = compilation.row { $0.allowPrivilegeEscalation || $0.defaultAllowPrivilegeEscalation != true }
        filling = compilation.row { $0.defaultAllowPrivilegeEscalation != nil || !$0.allowPrivilegeEscalation }
        fillingTrue = compilation.row { $0.defaultAllowPrivilegeEscalation == true }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        switch pod.containers[container].allowPrivilegeEscalation {
        case nil:
            rows.allow(allowingUnset)
            rows.fill(filling)
        case .some(true): rows.allow(allowingTrue)
        case .some(false): break
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        switch pod.containers[container].allowPrivilegeEscalation {
        case nil: if policy.isIn(allowingUnset) { return }
        case .some(true): if policy.isIn(allowingTrue) { return }
        case .some(false): return
        }
        guard list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext.allowPrivilegeEscalation")
        list.invalid(true)
        list.detail("Allowing privilege escalation for containers is not allowed")
        list.end()
    }

    func mutate(_ pod: borrowing PodFacts, _ container: Int, _ policy: OnePolicy, into patch: inout PodPatch) {
        if pod.containers[container].allowPrivilegeEscalation == nil, policy.isIn(filling) {
            patch.set("allowPrivilegeEscalation", policy.isIn(fillingTrue))
        }
    }
}
