import PodFacts
import PolicyObjects

/// Linux capabilities that a container adds and drops.
///
/// Names are plain texts; `*` is special in `allowedCapabilities` only.
///
/// A container may add what is in the policy's `allowedCapabilities` or `defaultAddCapabilities`, or anything if `*` is
/// allowed. Fills in `defaultAddCapabilities` that the container does not drop, and drops `requiredDropCapabilities`. If
/// that changes a set, both lists become the sorted sets, and errors come in that order without repeats; else they come
/// in the container's order with repeats. Errors: one for each bad addition, as `field.Invalid`.
///
/// Which policies would fill something in is the one mask that is no lookup: it is the union over the policies'
/// capabilities that the container does not name. The usual cases (no capability, one dropped) are rows of their own.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/capabilities`.
struct CapabilitiesRule: ContainerRule {
    private let table: TextTable
    /// By capability: policies in which it may be added.
    private let addable: [MaskRow]
    /// Policies that allow `*`: any other text may be added in them.
    private let anyAddable: MaskRow

    /// A capability in some policies' default additions or required drops.
    private struct Filled: Sendable {
        var capability: Int
        var row: MaskRow
    }
    private let defaultAdds: [Filled]
    private let requiredDrops: [Filled]
    /// Policies that fill something in where the container names none of their capabilities.
    private let fillingBare: MaskRow
    /// By capability: the same where the container does nothing but drop that one.
    private let fillingDropOnly: [MaskRow]

    init(_ compilation: inout PolicyCompilation) {
        var table = TextTable()
        var lists = Lists(count: compilation.policies.count)
        for (number, policy) in compilation.policies.enumerated() {
            for text in policy.allowedCapabilities {
                if text.utf8.elementsEqual("*".utf8) { lists.any[number] = true }
                lists.allow(table.insert(text.utf8), number)
            }
            for text in policy.defaultAddCapabilities {
                let capability = table.insert(text.utf8)
                lists.allow(capability, number)
                lists.fill(capability, number, \.defaultAdds)
            }
            for text in policy.requiredDropCapabilities {
                lists.fill(table.insert(text.utf8), number, \.requiredDrops)
            }
        }
        self.table = table
        let any = lists.any
        anyAddable = compilation.table.row(any)
        addable = lists.masks.map { compilation.table.row($0.addable.union(any)) }
        defaultAdds = lists.rows(\.defaultAdds, &compilation.table)
        requiredDrops = lists.rows(\.requiredDrops, &compilation.table)
        let bare = lists.filled
        fillingBare = compilation.table.row(bare)
        // Dropping a capability stills the policies that have no other to fill in.
        fillingDropOnly = lists.masks.map { masks in
            var stilled = masks.defaultAdds.union(masks.requiredDrops)
            stilled.formIntersection(lists.filledOnce)
            var filling = bare
            filling.subtract(stilled)
            return compilation.table.row(filling)
        }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        let added = pod.containers[container].capabilitiesAdd
        let dropped = pod.containers[container].capabilitiesDrop
        let text = pod.text.span
        if added.isEmpty {
            if dropped.isEmpty {
                rows.fill(fillingBare)
                return
            }
            if dropped.count == 1 {
                let range = pod.capabilities[Int(dropped.start)]
                let capability = table.find(text.extracting(range.indices))
                rows.fill(capability < 0 ? fillingBare : fillingDropOnly[capability])
                return
            }
        }
        for place in added.indices {
            rows.allow(addableRow(table.find(text.extracting(pod.capabilities[place].indices))))
        }
        if defaultAdds.isEmpty, requiredDrops.isEmpty { return }
        readSets(pod, container, &scratch)
        for filled in defaultAdds
        where !scratch.added.hasBit(filled.capability) && !scratch.dropped.hasBit(filled.capability) {
            rows.fill(filled.row)
        }
        for filled in requiredDrops where !scratch.dropped.hasBit(filled.capability) { rows.fill(filled.row) }
    }

    private func addableRow(_ capability: Int) -> MaskRow {
        capability < 0 ? anyAddable : addable[capability]
    }

    /// The container's interned capabilities as sets of bits.
    private func readSets(_ pod: borrowing PodFacts, _ container: Int, _ scratch: inout PodScratch) {
        let words = (table.count + 63) / 64
        scratch.added.resetBits(words)
        scratch.dropped.resetBits(words)
        let text = pod.text.span
        for place in pod.containers[container].capabilitiesAdd.indices {
            let capability = table.find(text.extracting(pod.capabilities[place].indices))
            if capability >= 0 { scratch.added.setBit(capability) }
        }
        for place in pod.containers[container].capabilitiesDrop.indices {
            let capability = table.find(text.extracting(pod.capabilities[place].indices))
            if capability >= 0 { scratch.dropped.setBit(capability) }
        }
    }

    /// The same of the lists that are read for explaining.
    private func readSets(_ container: Int, _ scratch: inout PodScratch) {
        let words = (table.count + 63) / 64
        scratch.added.resetBits(words)
        scratch.dropped.resetBits(words)
        scratch.capabilities.added.forEachKey(ofList: container) { if $0 >= 0 { scratch.added.setBit($0) } }
        scratch.capabilities.dropped.forEachKey(ofList: container) { if $0 >= 0 { scratch.dropped.setBit($0) } }
    }

    /// Looks up every capability of the pod, once.
    private func readLists(_ pod: borrowing PodFacts, _ lists: inout CapabilityLists) {
        lists.areListsRead = true
        lists.added.removeAll()
        lists.dropped.removeAll()
        let text = pod.text.span
        for container in pod.containers.indices {
            lists.added.beginList()
            for place in pod.containers[container].capabilitiesAdd.indices {
                let capability = table.find(text.extracting(pod.capabilities[place].indices))
                lists.added.append(key: capability, addableRow(capability))
            }
            lists.dropped.beginList()
            for place in pod.containers[container].capabilitiesDrop.indices {
                lists.dropped.append(key: table.find(text.extracting(pod.capabilities[place].indices)), .all)
            }
        }
    }

    /// The sets that the plugin makes of the lists of containers that it fills in.
    private func readAddedSets(_ pod: borrowing PodFacts, _ lists: inout CapabilityLists) {
        lists.beginSets()
        let text = pod.text.span
        for container in pod.containers.indices {
            lists.addedSets.beginList()
            for element in lists.appendSet(of: pod.containers[container].capabilitiesAdd, pod) {
                let place = Int(lists.setPlaces[element])
                let capability = table.find(text.extracting(pod.capabilities[place].indices))
                lists.addedSets.append(key: capability, addableRow(capability))
            }
        }
    }

    /// The policy adds or drops something in this container.
    ///
    /// Needs `readSets`.
    private func isFilled(_ policy: OnePolicy, _ scratch: borrowing PodScratch) -> Bool {
        for filled in defaultAdds
        where !scratch.added.hasBit(filled.capability) && !scratch.dropped.hasBit(filled.capability)
            && policy.isIn(filled.row)
        {
            return true
        }
        for filled in requiredDrops where !scratch.dropped.hasBit(filled.capability) && policy.isIn(filled.row) {
            return true
        }
        return false
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let added = pod.containers[container].capabilitiesAdd
        if added.isEmpty || policy.isIn(anyAddable) { return }
        if !scratch.capabilities.areListsRead { readLists(pod, &scratch.capabilities) }
        guard scratch.capabilities.added.isRefused(container, by: policy) else { return }
        readSets(container, &scratch)
        if added.count > 1, isFilled(policy, scratch) {
            explainSet(pod, container, policy, &scratch.capabilities, into: &list)
        } else {
            explainList(pod, container, policy, &scratch.capabilities, into: &list)
        }
    }

    private func explainList(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ lists: inout CapabilityLists,
        into list: inout ViolationList
    ) {
        let start = Int(pod.containers[container].capabilitiesAdd.start)
        lists.added.getRefused(container, by: policy, into: &lists.refused)
        for element in lists.refused {
            refuse(start + Int(element), pod, container, into: &list)
            if list.isTruncated { return }
        }
    }

    private func explainSet(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ lists: inout CapabilityLists,
        into list: inout ViolationList
    ) {
        if !lists.areSetsRead { readAddedSets(pod, &lists) }
        lists.addedSets.getRefused(container, by: policy, into: &lists.refused)
        for element in lists.refused {
            refuse(Int(lists.setPlaces[lists.setStarts[container] + Int(element)]), pod, container, into: &list)
            if list.isTruncated { return }
        }
    }

    private func refuse(_ place: Int, _ pod: borrowing PodFacts, _ container: Int, into list: inout ViolationList) {
        guard list.begin() else { return }
        list.append(pod.containers[container].kind, pod.containers[container].index)
        list.append(".securityContext.capabilities.add")
        list.invalid(pod.text.span.extracting(pod.capabilities[place].indices))
        list.detail("capability may not be added")
        list.end()
    }

    /// A list without repeats, in byte order.
    private static func sortedSet(_ list: ListRange, _ pod: borrowing PodFacts) -> [[UInt8]] {
        var texts = list.indices.map { Array(pod.text[pod.capabilities[$0].indices]) }
        texts.sort { $0.lexicographicallyPrecedes($1) }
        var set: [[UInt8]] = []
        for text in texts where set.last != text { set.append(text) }
        return set
    }

    func mutate(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into patch: inout PodPatch
    ) {
        readSets(pod, container, &scratch)
        guard isFilled(policy, scratch) else { return }
        var added = Self.sortedSet(pod.containers[container].capabilitiesAdd, pod)
        var dropped = Self.sortedSet(pod.containers[container].capabilitiesDrop, pod)
        for filled in defaultAdds
        where !scratch.added.hasBit(filled.capability) && !scratch.dropped.hasBit(filled.capability)
            && policy.isIn(filled.row)
        {
            added.append(Array(table.text(filled.capability)))
        }
        for filled in requiredDrops where !scratch.dropped.hasBit(filled.capability) && policy.isIn(filled.row) {
            dropped.append(Array(table.text(filled.capability)))
        }
        added.sort { $0.lexicographicallyPrecedes($1) }
        dropped.sort { $0.lexicographicallyPrecedes($1) }
        patch.setCapabilities(add: added, drop: dropped, exists: pod.containers[container].hasCapabilities)
    }

    /// The policies' lists by capability, while the set is compiled.
    private struct Lists {
        struct Masks {
            var addable: PolicyMask
            var defaultAdds: PolicyMask
            var requiredDrops: PolicyMask
        }
        private let none: PolicyMask
        /// Policies that allow `*`.
        var any: PolicyMask
        /// Policies that fill in at least one capability, and exactly one.
        private(set) var filled: PolicyMask
        private(set) var filledOnce: PolicyMask
        private(set) var masks: [Masks] = []

        init(count: Int) {
            none = PolicyMask(count: count)
            (any, filled, filledOnce) = (none, none, none)
        }

        mutating func allow(_ capability: Int, _ policy: Int) {
            makeMasks(for: capability)
            masks[capability].addable[policy] = true
        }

        mutating func fill(_ capability: Int, _ policy: Int, _ list: WritableKeyPath<Masks, PolicyMask>) {
            makeMasks(for: capability)
            let isNew = !masks[capability].defaultAdds[policy] && !masks[capability].requiredDrops[policy]
            masks[capability][keyPath: list][policy] = true
            guard isNew else { return }
            filledOnce[policy] = !filled[policy]
            filled[policy] = true
        }

        private mutating func makeMasks(for capability: Int) {
            while masks.count <= capability {
                masks.append(Masks(addable: none, defaultAdds: none, requiredDrops: none))
            }
        }

        func rows(_ list: KeyPath<Masks, PolicyMask>, _ table: inout MaskTableBuilder) -> [Filled] {
            masks.indices.filter { !masks[$0][keyPath: list].isEmpty }
                .map { Filled(capability: $0, row: table.row(masks[$0][keyPath: list])) }
        }
    }
}

extension [UInt64] {
    fileprivate mutating func resetBits(_ words: Int) {
        removeAll(keepingCapacity: true)
        for _ in 0..<words { append(0) }
    }

    fileprivate mutating func setBit(_ bit: Int) { self[bit >> 6] |= 1 << UInt64(bit & 63) }

    fileprivate func hasBit(_ bit: Int) -> Bool { self[bit >> 6] >> UInt64(bit & 63) & 1 == 1 }
}
