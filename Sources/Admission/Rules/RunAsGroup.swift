import PodFacts
import PolicyObjects

/// runAsGroup: which primary group a container's processes may have.
///
/// | effective `runAsGroup` (container's, else pod's) | allowed when the policy's `runAsGroup` is |
/// |---|---|
/// | unset | absent, RunAsAny, MayRunAs, or MustRunAs whose default is in its own ranges |
/// | a number | absent, RunAsAny, or has a range that holds it |
///
/// Fills in `ranges[0].min` of MustRunAs in the container. Errors: one, as `field.Invalid` at the container's
/// `securityContext`, without the field's name. With the gate RunAsGroup off (the default of 1.13) no policy has it.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/group`.
struct RunAsGroupRule: ContainerRule {
    private let column: GroupColumn

    init(_ compilation: inout PolicyCompilation) {
        let isOn = compilation.options.gates.runAsGroup
        column = GroupColumn(&compilation) { isOn ? $0.runAsGroup : nil }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if let group = pod.containers[container].runAsGroup ?? pod.securityContext.runAsGroup {
            rows.allow(column.values.row(group))
        } else {
            rows.allow(column.unset)
            rows.fill(column.filling)
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        var group = column.defaults[policy.number]
        var row = column.unset
        if let value = pod.containers[container].runAsGroup ?? pod.securityContext.runAsGroup {
            group = value
            row = column.values.row(value)
        }
        if policy.isIn(row) { return }
        guard list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext")
        let groups: [1 of Int64] = [group]
        column.explain(group, of: groups.span, policy, into: &list)
    }

    func mutate(_ pod: borrowing PodFacts, _ container: Int, _ policy: OnePolicy, into patch: inout PodPatch) {
        guard pod.containers[container].runAsGroup ?? pod.securityContext.runAsGroup == nil else { return }
        if policy.isIn(column.filling) { patch.set("runAsGroup", column.defaults[policy.number]) }
    }
}
