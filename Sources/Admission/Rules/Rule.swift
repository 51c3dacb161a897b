import PodFacts

/// A rule on the pod as a whole.
///
/// A rule turns a policy set into columns once, and a pod into rows of the mask table many times; it knows no other
/// rule.
///
/// Rules are called by their concrete types (`Rules`); the protocol only says what each of them must have.
protocol PodRule: Sendable {
    init(_ compilation: inout PolicyCompilation)

    /// Selects the rows of the policies that allow what the pod says, and of those that would fill something in.
    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows)

    /// Writes one policy's errors about the pod as that policy would have mutated it.
    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    )
}

/// A rule on each container.
protocol ContainerRule: Sendable {
    init(_ compilation: inout PolicyCompilation)

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    )

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    )
}

/// A policy that is looked at alone: explaining a denial, or writing the patch of an admission.
struct OnePolicy: Sendable {
    let table: MaskTable
    let number: Int

    func isIn(_ row: MaskRow) -> Bool { table.contains(row, number) }
}

/// What matching and explaining a pod need beside it, reused for every pod.
struct PodScratch: Sendable {
    var index: PodIndex
    /// Sets of interned capabilities, a bit each.
    var added: [UInt64] = []
    var dropped: [UInt64] = []
    /// For explaining.
    var capabilities = CapabilityLists()
    var sysctls = ListsReadOnce()
    var hostPorts = ListsReadOnce()
    var supplementalGroups = ListsReadOnce()
    /// The canonical form of an SELinux level.
    var level: [UInt8] = []

    /// What was read for explaining belongs to an earlier pod.
    mutating func forgetLists() {
        capabilities.forget()
        sysctls.forget()
        hostPorts.forget()
        supplementalGroups.forget()
    }
}
