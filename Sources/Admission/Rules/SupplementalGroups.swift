import PodFacts
import PolicyObjects

/// supplementalGroups: which further groups the pod's processes may be in.
///
/// | pod `spec.securityContext.supplementalGroups` | allowed when the policy's `supplementalGroups` is |
/// |---|---|
/// | unset | RunAsAny, MayRunAs, or MustRunAs whose default is in its own ranges |
/// | an empty list | RunAsAny or MayRunAs: it is set, so MustRunAs fills in nothing |
/// | groups | RunAsAny, or has a range for each |
///
/// Fills in `[ranges[0].min]` of MustRunAs where it is unset. Errors: one for each bad group, as `field.Invalid` with the
/// whole list.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/group`.
struct SupplementalGroupsRule: PodRule {
    private let column: GroupColumn

    init(_ compilation: inout PolicyCompilation) {
        column = GroupColumn(&compilation) { $0.supplementalGroups }
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        guard let groups = pod.securityContext.supplementalGroups else {
            rows.allow(column.unset)
            rows.fill(column.filling)
            return
        }
        if groups.isEmpty { rows.allow(column.empty) }
        for place in groups.indices { rows.allow(column.values.row(pod.supplementalGroups[place])) }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        guard let range = pod.securityContext.supplementalGroups else {
            if policy.isIn(column.unset) { return }
            let groups: [1 of Int64] = [column.defaults[policy.number]]
            explain(groups.span, groups[0], policy, into: &list)
            return
        }
        let groups = pod.supplementalGroups.span.extracting(range.indices)
        if groups.isEmpty, !policy.isIn(column.empty), list.begin() {
            list.append("spec.securityContext.supplementalGroups")
            list.invalid(groups: groups)
            list.detail("unable to validate empty groups against required ranges")
            list.end()
        }
        if groups.isEmpty { return }
        if !scratch.supplementalGroups.areRead {
            scratch.supplementalGroups.begin()
            scratch.supplementalGroups.elements.beginList()
            for place in groups.indices {
                scratch.supplementalGroups.elements.append(column.values.row(groups[place]))
            }
        }
        scratch.supplementalGroups.findRefused(0, by: policy)
        for element in scratch.supplementalGroups.refused {
            explain(groups, groups[Int(element)], policy, into: &list)
            if list.isTruncated { return }
        }
    }

    private func explain(_ groups: Span<Int64>, _ group: Int64, _ policy: OnePolicy, into list: inout ViolationList) {
        guard list.begin() else { return }
        list.append("spec.securityContext.supplementalGroups")
        column.explain(group, of: groups, policy, into: &list)
    }

    func mutate(_ pod: borrowing PodFacts, _ policy: OnePolicy, into patch: inout PodPatch) {
        if pod.securityContext.supplementalGroups == nil, policy.isIn(column.filling) {
            patch.open("supplementalGroups")
            patch.append("[")
            patch.append(column.defaults[policy.number])
            patch.append("]")
        }
    }
}
