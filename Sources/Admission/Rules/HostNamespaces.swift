import PodFacts
import PolicyObjects

/// Host namespaces: the rule behind `hostNetwork`, `hostPID` and `hostIPC`.
///
/// | pod field | policy field | allowed when |
/// |---|---|---|
/// | `spec.hostNetwork` | `hostNetwork` | false or unset, or the policy says true |
/// | `spec.hostPID` | `hostPID` | the same |
/// | `spec.hostIPC` | `hostIPC` | the same |
///
/// Never mutates. Errors: one for each field, in this order, as `field.Invalid` under `spec.securityContext`, where the
/// internal pod has them.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `ValidatePod`.
struct HostNamespacesRule: PodRule {
    private let network: MaskRow
    private let pid: MaskRow
    private let ipc: MaskRow

    init(_ compilation: inout PolicyCompilation) {
        network = compilation.row { $0.hostNetwork }
        pid = compilation.row { $0.hostPID }
        ipc = compilation.row { $0.hostIPC }
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        if pod.hostNetwork { rows.allow(network) }
        if pod.hostPID { rows.allow(pid) }
        if pod.hostIPC { rows.allow(ipc) }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        if pod.hostNetwork, !policy.isIn(network) {
            explain("spec.securityContext.hostNetwork", "Host network is not allowed to be used", into: &list)
        }
        if pod.hostPID, !policy.isIn(pid) {
            explain("spec.securityContext.hostPID", "Host PID is not allowed to be used", into: &list)
        }
        if pod.hostIPC, !policy.isIn(ipc) {
            explain("spec.securityContext.hostIPC", "Host IPC is not allowed to be used", into: &list)
        }
    }

    private func explain(_ path: StaticString, _ detail: StaticString, into list: inout ViolationList) {
        guard list.begin() else { return }
        list.append(path)
        list.invalid(true)
        list.detail(detail)
        list.end()
    }
}
