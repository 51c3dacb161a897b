import PodFacts
import PolicyObjects

/// fsGroup: which group may own the pod's volumes.
///
/// | pod `spec.securityContext.fsGroup` | allowed when the policy's `fsGroup` is |
/// |---|---|
/// | unset | RunAsAny, MayRunAs, or MustRunAs whose default is in its own ranges |
/// | a number | RunAsAny, or has a range that holds it |
///
/// Fills in `ranges[0].min` of MustRunAs where it is unset. Errors: one, as `field.Invalid` with the list of the one
/// group.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/group`.
struct FSGroupRule: PodRule {
    private let column: GroupColumn

    init(_ compilation: inout PolicyCompilation) {
        column = GroupColumn(&compilation) { $0.fsGroup }
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        if let group = pod.securityContext.fsGroup {
            rows.allow(column.values.row(group))
        } else {
            rows.allow(column.unset)
            rows.fill(column.filling)
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        var group = column.defaults[policy.number]
        var row = column.unset
        if let value = pod.securityContext.fsGroup {
            group = value
            row = column.values.row(value)
        }
        if policy.isIn(row) { return }
        guard list.begin() else { return }
        list.append("spec.securityContext.fsGroup")
        let groups: [1 of Int64] = [group]
        column.explain(group, of: groups.span, policy, into: &list)
    }

    func mutate(_ pod: borrowing PodFacts, _ policy: OnePolicy, into patch: inout PodPatch) {
        if pod.securityContext.fsGroup == nil, policy.isIn(column.filling) {
            patch.set("fsGroup", column.defaults[policy.number])
        }
    }
}
