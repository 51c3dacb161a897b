import PodFacts
import PolicyObjects

/// runtimeClass: which container runtime a pod may ask for.
///
/// | pod `spec.runtimeClassName` | allowed when the policy's `runtimeClass` |
/// |---|---|
/// | unset | is absent, has no default, or allows its default, which was filled in |
/// | a text, the empty one too | is absent, or `allowedRuntimeClassNames` has `*` or the text |
///
/// Fills in `defaultRuntimeClassName`. Errors: one, as `field.Invalid` without a detail. 1.13 does not know the field.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/runtimeclass`.
struct RuntimeClassRule: PodRule {
    private let column: TextColumn
    private let unset: MaskRow
    private let filling: MaskRow
    private let defaults: PolicyTexts

    init(_ compilation: inout PolicyCompilation) {
        let isKnown = compilation.options.version >= .v1_20
        var listings: [(text: [UInt8], policy: Int)] = []
        var (any, unset, filling) = (compilation.emptyMask, compilation.emptyMask, compilation.emptyMask)
        var defaults = PolicyTexts()
        for (number, policy) in compilation.policies.enumerated() {
            guard isKnown, let strategy = policy.runtimeClass else {
                defaults.append([])
                any[number] = true
                unset[number] = true
                continue
            }
            let names = strategy.allowedRuntimeClassNames.map { Array($0.utf8) }
            let allowsAny = names.contains([UInt8(ascii: "*")])
            any[number] = allowsAny
            for name in names { listings.append((name, number)) }
            let ownDefault = strategy.defaultRuntimeClassName.map { Array($0.utf8) }
            defaults.append(ownDefault ?? [])
            filling[number] = ownDefault != nil
            unset[number] = allowsAny || ownDefault.map(names.contains) ?? true
        }
        self.defaults = defaults
        column = TextColumn(listings, always: any, into: &compilation.table)
        self.unset = compilation.table.row(unset)
        self.filling = compilation.table.row(filling)
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        if let name = pod.runtimeClassName {
            rows.allow(column.row(pod.text.span.extracting(name.indices)))
        } else {
            rows.allow(unset)
            rows.fill(filling)
        }
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        if let name = pod.runtimeClassName {
            let text = pod.text.span.extracting(name.indices)
            guard !policy.isIn(column.row(text)), list.begin() else { return }
            list.append("spec.runtimeClassName")
            list.invalid(text)
        } else {
            guard !policy.isIn(unset), list.begin() else { return }
            list.append("spec.runtimeClassName")
            list.invalid(Array(defaults[policy.number]).span)
        }
        list.end()
    }

    func mutate(_ pod: borrowing PodFacts, _ policy: OnePolicy, into patch: inout PodPatch) {
        guard pod.runtimeClassName == nil, policy.isIn(filling) else { return }
        patch.openRuntimeClassName()
        patch.append(string: defaults[policy.number])
        patch.close()
    }
}
