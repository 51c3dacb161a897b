import PodFacts
import PolicyObjects

/// readOnlyRootFilesystem: whether a container may write to its root filesystem.
///
/// | container's value | policy false | policy true |
/// |---|---|---|
/// | unset | allowed | filled in with true |
/// | false | allowed | one error, as `field.Invalid` |
/// | true | allowed | allowed |
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`.
struct ReadOnlyRootFilesystemRule: ContainerRule {
    private let allowingFalse: MaskRow
    private let filling: MaskRow

    init(_ compilation: inout PolicyCompilation) {
        allowingFalse = compilation.row { !$0.readOnlyRootFilesystem }
        filling = compilation.row { $0.readOnlyRootFilesystem }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        switch pod.containers[container].readOnlyRootFilesystem {
        case nil: rows.fill(filling)
        case .some(false): rows.allow(allowingFalse)
        case .some(true): break
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        guard pod.containers[container].readOnlyRootFilesystem == false, !policy.isIn(allowingFalse), list.begin()
        else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext.readOnlyRootFilesystem")
        list.invalid(false)
        list.detail("ReadOnlyRootFilesystem must be set to true")
        list.end()
    }

    func mutate(_ pod: borrowing PodFacts, _ container: Int, _ policy: OnePolicy, into patch: inout PodPatch) {
        if pod.containers[container].readOnlyRootFilesystem == nil, policy.isIn(filling) {
            patch.set("readOnlyRootFilesystem", true)
        }
    }
}
