import PodFacts
import PolicyObjects

/// SELinux options: level, role, type and user.
///
/// | where | options | allowed when |
/// |---|---|---|
/// | pod | unset | always: MustRunAs fills in its own options |
/// | pod | set, `{}` too | RunAsAny, or all four texts are the policy's |
/// | container | unset | always: the pod's have been judged |
/// | container | set | as for the pod; they replace the pod's as a whole |
///
/// Levels are compared with their categories sorted. Fills in the pod's options only, even if every container has its
/// own. Errors: one for each text that differs, as `field.Invalid`; a bad pod value is reported once for the pod and again
/// for each container without its own.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/selinux`.
struct SELinuxRule: PodRule, ContainerRule {
    private let level: TextColumn
    private let role: TextColumn
    private let type: TextColumn
    private let user: TextColumn
    private let filling: MaskRow
    /// What each policy demands, as written.
    private let levels: PolicyTexts
    private let roles: PolicyTexts
    private let types: PolicyTexts
    private let users: PolicyTexts

    private typealias Options = PodSecurityPolicy.SELinuxOptions

    init(_ compilation: inout PolicyCompilation) {
        var any = compilation.emptyMask
        var must = compilation.emptyMask
        var demanded: [(policy: Int, options: Options)] = []
        var (levels, roles, types, users) = (PolicyTexts(), PolicyTexts(), PolicyTexts(), PolicyTexts())
        for (number, policy) in compilation.policies.enumerated() {
            let options = policy.seLinux.options ?? Options()
            levels.append(options.level.utf8)
            roles.append(options.role.utf8)
            types.append(options.type.utf8)
            users.append(options.user.utf8)
            if policy.seLinux.rule.utf8.elementsEqual("MustRunAs".utf8) {
                must[number] = true
                demanded.append((number, options))
            } else {
                any[number] = true
            }
        }
        (self.levels, self.roles, self.types, self.users) = (levels, roles, types, users)
        filling = compilation.table.row(must)
        func column(_ text: (Options) -> [UInt8]) -> TextColumn {
            TextColumn(demanded.map { (text($0.options), $0.policy) }, always: any, into: &compilation.table)
        }
        level = column { options in
            let text = Array(options.level.utf8)
            var canonical: [UInt8] = []
            return text.span.formCanonicalLevel(&canonical) ? canonical : text
        }
        role = column { Array($0.role.utf8) }
        type = column { Array($0.type.utf8) }
        user = column { Array($0.user.utf8) }
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        if let options = pod.securityContext.seLinux {
            match(options, pod.text.span, &scratch, into: &rows)
        } else {
            rows.fill(filling)
        }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if let options = pod.containers[container].seLinux {
            match(options, pod.text.span, &scratch, into: &rows)
        }
    }

    private func match(
        _ options: SELinuxFacts,
        _ text: Span<UInt8>,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        rows.allow(levelRow(text.extracting(options.level.indices), &scratch))
        rows.allow(role.row(text.extracting(options.role.indices)))
        rows.allow(type.row(text.extracting(options.type.indices)))
        rows.allow(user.row(text.extracting(options.user.indices)))
    }

    private func levelRow(_ text: Span<UInt8>, _ scratch: inout PodScratch) -> MaskRow {
        // The canonical form is as long.
        if text.count > level.longest { return level.unlisted }
        return text.formCanonicalLevel(&scratch.level) ? level.row(scratch.level.span) : level.row(text)
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        guard let options = pod.securityContext.seLinux else { return }
        explain(options, pod, nil, policy, &scratch, into: &list)
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        guard let options = pod.containers[container].seLinux ?? pod.securityContext.seLinux else { return }
        explain(options, pod, container, policy, &scratch, into: &list)
    }

    private func explain(
        _ options: SELinuxFacts,
        _ pod: borrowing PodFacts,
        _ container: Int?,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let text = pod.text.span
        func explain(
            _ value: TextRange,
            _ row: MaskRow,
            _ name: StaticString,
            _ demanded: PolicyTexts,
            _ pod: borrowing PodFacts,
            _ list: inout ViolationList
        ) {
            guard !policy.isIn(row), list.begin() else { return }
            if let container {
                list.append(pod.containers[container].kind, pod.containers[container].index)
            } else {
                list.append("spec")
            }
            list.append(".securityContext.seLinuxOptions")
            list.append(name)
            list.invalid(pod.text.span.extracting(value.indices))
            list.detail("must be ")
            list.append(demanded[policy.number])
            list.end()
        }
        let levelRow = levelRow(text.extracting(options.level.indices), &scratch)
        explain(options.level, levelRow, ".level", levels, pod, &list)
        explain(options.role, role.row(text.extracting(options.role.indices)), ".role", roles, pod, &list)
        explain(options.type, type.row(text.extracting(options.type.indices)), ".type", types, pod, &list)
        explain(options.user, user.row(text.extracting(options.user.indices)), ".user", users, pod, &list)
    }

    func mutate(_ pod: borrowing PodFacts, _ policy: OnePolicy, into patch: inout PodPatch) {
        guard pod.securityContext.seLinux == nil, policy.isIn(filling) else { return }
        patch.open("seLinuxOptions")
        patch.append("{")
        var isFirst = true
        func member(_ name: StaticString, _ texts: PolicyTexts, _ patch: inout PodPatch) {
            if texts.range(policy.number).isEmpty { return }
            if !isFirst { patch.append(",") }
            isFirst = false
            patch.append(name)
            patch.append(string: texts[policy.number])
        }
        member("\"user\":", users, &patch)
        member("\"role\":", roles, &patch)
        member("\"type\":", types, &patch)
        member("\"level\":", levels, &patch)
        patch.append("}")
    }
}

extension Span where Element == UInt8 {
    /// Writes the level with its categories (what follows the first colon, split at commas) in byte order; false if it
    /// stands in that order already.
    fileprivate func formCanonicalLevel(_ canonical: inout [UInt8]) -> Bool {
        var colon = 0
        while colon < count, self[colon] != UInt8(ascii: ":") { colon += 1 }
        if colon >= count { return false }
        var previous = 0..<0
        var isSorted = true
        var start = colon + 1
        for end in colon + 1...count where end == count || self[end] == UInt8(ascii: ",") {
            if start > colon + 1, precedes(start..<end, previous) { isSorted = false }
            previous = start..<end
            start = end + 1
        }
        if isSorted { return false }
        formSortedLevel(colon, &canonical)
        return true
    }

    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        for offset in 0..<Swift.min(left.count, right.count) {
            let (a, b) = (self[left.lowerBound + offset], self[right.lowerBound + offset])
            if a != b { return a < b }
        }
        return left.count < right.count
    }

    private func formSortedLevel(_ colon: Int, _ canonical: inout [UInt8]) {
        let text = indices.map { self[$0] }
        let categories = text[(colon + 1)...].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        canonical.removeAll(keepingCapacity: true)
        canonical.append(contentsOf: text[...colon])
        for (place, category) in categories.sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
            if place > 0 { canonical.append(UInt8(ascii: ",")) }
            canonical.append(contentsOf: category)
        }
    }
}
