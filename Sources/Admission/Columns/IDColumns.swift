import PolicyObjects

/// The rules of the four strategies over numbers.
enum IDRule: Sendable {
    case runAsAny
    case mustRunAs
    case mayRunAs
    case mustRunAsNonRoot
    case unknown

    init(_ text: String) {
        switch Array(text.utf8) {
        case Array("RunAsAny".utf8): self = .runAsAny
        case Array("MustRunAs".utf8): self = .mustRunAs
        case Array("MayRunAs".utf8): self = .mayRunAs
        case Array("MustRunAsNonRoot".utf8): self = .mustRunAsNonRoot
        default: self = .unknown
        }
    }
}

/// What the strategies of runAsUser, runAsGroup, fsGroup and supplementalGroups have in common: which policies have
/// which rule, what they would fill in, and how messages show their ranges.
struct IDColumns: Sendable {
    let any: PolicyMask
    let must: PolicyMask
    let may: PolicyMask
    let nonRoot: PolicyMask
    /// Policies with MustRunAs whose own default lies in one of their ranges.
    let acceptedDefault: PolicyMask
    /// The first range's `min` of each policy: what MustRunAs fills in.
    let defaults: [Int64]
    /// Each policy's ranges as messages show them: `[{1 10} {20 30}]`.
    let rangesTexts: PolicyTexts
    /// The ranges of policies with MustRunAs or MayRunAs.
    let ranges: [IntervalColumn.Range]

    /// Where `strategy` gives nil any number suits the policy.
    init(_ compilation: PolicyCompilation, _ strategy: (PodSecurityPolicy) -> PodSecurityPolicy.IDStrategy?) {
        var (any, must, may) = (compilation.emptyMask, compilation.emptyMask, compilation.emptyMask)
        var (nonRoot, acceptedDefault) = (compilation.emptyMask, compilation.emptyMask)
        var defaults: [Int64] = []
        var texts = PolicyTexts()
        var ranges: [IntervalColumn.Range] = []
        for (number, policy) in compilation.policies.enumerated() {
            let strategy = strategy(policy)
            let own = strategy?.ranges ?? []
            defaults.append(own.first?.min ?? 0)
            var rule = IDRule.runAsAny
            if let strategy { rule = IDRule(strategy.rule) }
            switch rule {
            case .runAsAny: any[number] = true
            case .mustRunAs: must[number] = true
            case .mayRunAs: may[number] = true
            case .mustRunAsNonRoot: nonRoot[number] = true
            case .unknown: break
            }
            guard rule == .mustRunAs || rule == .mayRunAs else {
                texts.append([])
                continue
            }
            texts.append(Self.text(own))
            for range in own {
                ranges.append(IntervalColumn.Range(policy: number, min: range.min, max: range.max))
                if rule == .mustRunAs, let first = own.first, range.min <= first.min, first.min <= range.max {
                    acceptedDefault[number] = true
                }
            }
        }
        (self.any, self.must, self.may, self.nonRoot) = (any, must, may, nonRoot)
        (self.acceptedDefault, self.defaults, self.rangesTexts, self.ranges) = (
            acceptedDefault, defaults, texts, ranges
        )
    }

    private static func text(_ ranges: [PodSecurityPolicy.IDRange]) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "[")]
        for (place, range) in ranges.enumerated() {
            if place > 0 { text.append(UInt8(ascii: " ")) }
            text.append("{")
            text.append(decimal: range.min)
            text.append(" ")
            text.append(decimal: range.max)
            text.append("}")
        }
        text.append("]")
        return text
    }
}

/// The column of a group strategy: fsGroup, supplementalGroups, runAsGroup.
struct GroupColumn: Sendable {
    /// No group is given, and mutation has filled in the policy's default.
    let unset: MaskRow
    /// Policies that fill in a default.
    let filling: MaskRow
    /// An empty list is given.
    let empty: MaskRow
    let values: IntervalColumn
    let defaults: [Int64]
    private let rangesTexts: PolicyTexts

    init(
        _ compilation: inout PolicyCompilation,
        _ strategy: (PodSecurityPolicy) -> PodSecurityPolicy.IDStrategy?
    ) {
        let columns = IDColumns(compilation, strategy)
        let anyOrMay = columns.any.union(columns.may)
        unset = compilation.table.row(anyOrMay.union(columns.acceptedDefault))
        empty = compilation.table.row(anyOrMay)
        filling = compilation.table.row(columns.must)
        values = IntervalColumn(columns.ranges, always: columns.any, into: &compilation.table)
        defaults = columns.defaults
        rangesTexts = columns.rangesTexts
    }

    /// The error's body for `group`, which is one of `groups`.
    func explain(_ group: Int64, of groups: Span<Int64>, _ policy: OnePolicy, into list: inout ViolationList) {
        list.invalid(groups: groups)
        list.detail("group ")
        list.append(group)
        list.append(" must be in the ranges: ")
        list.append(rangesTexts[policy.number])
        list.end()
    }
}
