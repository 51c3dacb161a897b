import PodFacts
import PolicyObjects

/// runAsUser and runAsNonRoot: as which user a container's processes may run.
///
/// One rule over the pair.
///
/// | effective `runAsUser` | allowed when the policy's `runAsUser` is |
/// |---|---|
/// | unset | RunAsAny; MustRunAs whose default is in its own ranges; MustRunAsNonRoot unless `runAsNonRoot` is false |
/// | a number | RunAsAny; has a range that holds it; MustRunAsNonRoot if it is not 0 and `runAsNonRoot` is not false |
///
/// Effective: the container's, else the pod's. Fills in, in the container: `ranges[0].min` of MustRunAs where the user is
/// unset; `runAsNonRoot: true` of MustRunAsNonRoot where both are unset. Errors: one, as `field.Invalid` at
/// `runAsNonRoot` or `runAsUser`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/user`.
struct RunAsUserRule: ContainerRule {
    /// `runAsNonRoot` unset or true.
    private let unset: MaskRow
    private let values: IntervalColumn
    /// `runAsNonRoot` false.
    private let unsetMayBeRoot: MaskRow
    private let valuesMayBeRoot: IntervalColumn

    private let fillingUser: MaskRow
    /// Both unset.
    private let filling: MaskRow
    private let nonRoot: MaskRow
    private let defaults: [Int64]
    private let rangesTexts: PolicyTexts

    init(_ compilation: inout PolicyCompilation) {
        let columns = IDColumns(compilation) { $0.runAsUser }
        let suitsDefault = columns.any.union(columns.acceptedDefault)
        unsetMayBeRoot = compilation.table.row(suitsDefault)
        unset = compilation.table.row(suitsDefault.union(columns.nonRoot))
        // MustRunAsNonRoot holds every number but 0.
        let notZero = columns.nonRoot.members.flatMap { policy in
            [
                IntervalColumn.Range(policy: policy, min: .min, max: -1),
                IntervalColumn.Range(policy: policy, min: 1, max: .max),
            ]
        }
        values = IntervalColumn(columns.ranges + notZero, always: columns.any, into: &compilation.table)
        valuesMayBeRoot = IntervalColumn(columns.ranges, always: columns.any, into: &compilation.table)
        fillingUser = compilation.table.row(columns.must)
        filling = compilation.table.row(columns.must.union(columns.nonRoot))
        nonRoot = compilation.table.row(columns.nonRoot)
        defaults = columns.defaults
        rangesTexts = columns.rangesTexts
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        let user = pod.containers[container].runAsUser ?? pod.securityContext.runAsUser
        let nonRoot = pod.containers[container].runAsNonRoot ?? pod.securityContext.runAsNonRoot
        rows.allow(allowing(user, nonRoot))
        if user == nil { rows.fill(nonRoot == nil ? filling : fillingUser) }
    }

    private func allowing(_ user: Int64?, _ nonRoot: Bool?) -> MaskRow {
        if let user { return nonRoot == false ? valuesMayBeRoot.row(user) : values.row(user) }
        return nonRoot == false ? unsetMayBeRoot : unset
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let user = pod.containers[container].runAsUser ?? pod.securityContext.runAsUser
        let isNonRoot = pod.containers[container].runAsNonRoot ?? pod.securityContext.runAsNonRoot
        if policy.isIn(allowing(user, isNonRoot)) { return }
        guard list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        if !policy.isIn(nonRoot) {
            list.append(".securityContext.runAsUser")
            list.invalid(user ?? defaults[policy.number])
            list.detail("must be in the ranges: ")
            list.append(rangesTexts[policy.number])
        } else if isNonRoot == false {
            list.append(".securityContext.runAsNonRoot")
            list.invalid(false)
            list.detail("must be true")
        } else {
            list.append(".securityContext.runAsUser")
            list.invalid(user ?? 0)
            list.detail("running with the root UID is forbidden")
        }
        list.end()
    }

    func mutate(_ pod: borrowing PodFacts, _ container: Int, _ policy: OnePolicy, into patch: inout PodPatch) {
        guard pod.containers[container].runAsUser ?? pod.securityContext.runAsUser == nil else { return }
        if policy.isIn(fillingUser) {
            patch.set("runAsUser", defaults[policy.number])
        } else if pod.containers[container].runAsNonRoot ?? pod.securityContext.runAsNonRoot == nil,
            policy.isIn(nonRoot)
        {
            patch.set("runAsNonRoot", true)
        }
    }
}
