import PodFacts
import PolicyObjects

/// procMount: how a container sees `/proc`.
///
/// | container's value | allowed when the policy's `allowedProcMountTypes` |
/// |---|---|
/// | unset, or `Default` | is empty or has `Default` |
/// | another text, the empty one too | has it |
///
/// Never mutates. Errors: one, as `field.Invalid`. With the gate ProcMountType off the API server drops the policy's list.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/procmount`.
struct ProcMountRule: ContainerRule {
    private let column: TextColumn
    private let unset: MaskRow

    init(_ compilation: inout PolicyCompilation) {
        let isOn = compilation.options.gates.procMountType
        var listings: [(text: [UInt8], policy: Int)] = []
        for (number, policy) in compilation.policies.enumerated() {
            var allowed = isOn ? policy.allowedProcMountTypes : []
            if allowed.isEmpty { allowed = ["Default"] }
            for type in allowed { listings.append((Array(type.utf8), number)) }
        }
        column = TextColumn(listings, always: compilation.emptyMask, into: &compilation.table)
        unset = column.row(Array("Default".utf8).span)
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if let type = pod.containers[container].procMount {
            rows.allow(column.row(pod.text.span.extracting(type.indices)))
        } else {
            rows.allow(unset)
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let text = pod.text.span
        let type = pod.containers[container].procMount
        if let type {
            if policy.isIn(column.row(text.extracting(type.indices))) { return }
        } else if policy.isIn(unset) {
            return
        }
        guard list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext.procMount")
        if let type {
            list.invalid(text.extracting(type.indices))
        } else {
            list.invalid(Array("Default".utf8).span)
        }
        list.detail("ProcMountType is not allowed")
        list.end()
    }
}
