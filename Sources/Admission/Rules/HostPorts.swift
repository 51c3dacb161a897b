import PodFacts
import PolicyObjects

/// Host ports: which ports of the node a container may take.
///
/// Each port with `hostPort` above 0 must lie in one of the policy's `hostPorts`. Kubernetes does not validate those
/// ranges: a reversed one holds nothing. Under `hostNetwork` a port without `hostPort` has been defaulted to its
/// `containerPort`. Never mutates. Errors: one for each offending port, as `field.Invalid` at `hostPort` of the container,
/// without the port's index.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/provider.go`, `hasInvalidHostPort`.
struct HostPortsRule: ContainerRule {
    private let column: IntervalColumn
    /// Each policy's ranges as messages show them: `[100,200-300]`.
    private let rangesTexts: PolicyTexts

    init(_ compilation: inout PolicyCompilation) {
        var ranges: [IntervalColumn.Range] = []
        var texts = PolicyTexts()
        for (number, policy) in compilation.policies.enumerated() {
            var text: [UInt8] = [UInt8(ascii: "[")]
            for (place, range) in policy.hostPorts.enumerated() {
                ranges.append(IntervalColumn.Range(policy: number, min: Int64(range.min), max: Int64(range.max)))
                if place > 0 { text.append(UInt8(ascii: ",")) }
                text.append(decimal: Int64(range.min))
                if range.min == range.max { continue }
                text.append(UInt8(ascii: "-"))
                text.append(decimal: Int64(range.max))
            }
            text.append(UInt8(ascii: "]"))
            texts.append(text)
        }
        column = IntervalColumn(ranges, always: compilation.emptyMask, into: &compilation.table)
        rangesTexts = texts
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        for place in pod.containers[container].ports.indices {
            let port = pod.ports[place].hostPort
            if port > 0 { rows.allow(column.row(Int64(port))) }
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let ports = pod.containers[container].ports.indices
        if ports.isEmpty { return }
        if !scratch.hostPorts.areRead { readLists(pod, &scratch.hostPorts) }
        scratch.hostPorts.findRefused(container, by: policy)
        for element in scratch.hostPorts.refused {
            guard list.begin() else { return }
            let port = Int64(pod.ports[ports.lowerBound + Int(element)].hostPort)
            list.append(pod.containers[container].kind, pod.containers[container].index)
            list.append(".hostPort")
            list.invalid(port)
            list.detail("Host port ")
            list.append(port)
            list.append(" is not allowed to be used. Allowed ports: ")
            list.append(rangesTexts[policy.number])
            list.end()
        }
    }

    private func readLists(_ pod: borrowing PodFacts, _ lists: inout ListsReadOnce) {
        lists.begin()
        for container in pod.containers.indices {
            lists.elements.beginList()
            for place in pod.containers[container].ports.indices {
                let port = Int64(pod.ports[place].hostPort)
                lists.elements.append(port > 0 ? column.row(port) : .all)
            }
        }
    }
}
