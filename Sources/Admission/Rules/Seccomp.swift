import PodFacts
import PolicyObjects

/// Seccomp profiles: which system calls the pod's processes may make.
///
/// | | the profile that is judged, first that applies |
/// |---|---|
/// | pod | annotation POD if not empty; pod field; what the policy fills in |
/// | container | container field; annotation CTR if its key exists; pod field; annotation POD; what the policy fills in |
///
/// POD is `seccomp.security.alpha.kubernetes.io/pod`, CTR `container.seccomp.security.alpha.kubernetes.io/<name>`. Fields
/// exist since 1.19; as text a field is `unconfined`, `runtime/default`, `localhost/<profile>` or empty.
///
/// Allowed by the policy's annotation `allowedProfileNames`: `*`, or a list that has the text; without a list, only no
/// profile. In a list `runtime/default` and `docker/default` imply each other (not in 1.13).
///
/// Fills in the annotation POD: with the pod field's text, or with the policy's `defaultProfileName` where there is
/// neither. Errors: one, as `field.Forbidden` at the annotation, wherever the value came from.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/seccomp`.
struct SeccompRule: PodRule, ContainerRule {
    private let hasFields: Bool
    private let column: TextColumn
    /// The same texts by what follows `localhost/`.
    private let localhost: TextColumn
    private let empty: MaskRow
    private let unconfined: MaskRow
    private let runtimeDefault: MaskRow
    /// Neither annotation nor field: each policy's own default has been judged by its own list.
    private let unset: MaskRow
    private let filling: MaskRow
    /// Policies without a list, or with an empty one.
    private let withoutList: MaskRow
    private let defaults: PolicyTexts
    private let lists: PolicyTexts

    /// A policy's annotation `allowedProfileNames`, taken apart.
    private struct Allowed {
        var any = false
        var texts: [[UInt8]] = []

        init(_ annotation: String?, hasAliases: Bool) {
            guard let annotation else { return }
            let aliases = [Array("runtime/default".utf8), Array("docker/default".utf8)]
            for text in annotation.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let text = Array(text)
                if text == [UInt8(ascii: "*")] {
                    any = true
                } else if hasAliases, aliases.contains(text) {
                    texts.append(contentsOf: aliases)
                } else {
                    texts.append(text)
                }
            }
        }

        func allows(_ text: [UInt8]) -> Bool {
            any || texts.contains(text) || (texts.isEmpty && text.isEmpty)
        }
    }

    init(_ compilation: inout PolicyCompilation) {
        hasFields = compilation.options.version >= .v1_20
        var listings: [(text: [UInt8], policy: Int)] = []
        var any = compilation.emptyMask
        var (empty, unset, filling) = (compilation.emptyMask, compilation.emptyMask, compilation.emptyMask)
        var withoutList = compilation.emptyMask
        var (defaults, lists) = (PolicyTexts(), PolicyTexts())
        for (number, policy) in compilation.policies.enumerated() {
            let allowed = Allowed(policy.allowedSeccompProfiles, hasAliases: hasFields)
            let ownDefault = Array((policy.defaultSeccompProfile ?? "").utf8)
            defaults.append(ownDefault)
            lists.append((policy.allowedSeccompProfiles ?? "").utf8)
            for text in allowed.texts { listings.append((text, number)) }
            any[number] = allowed.any
            empty[number] = allowed.allows([])
            unset[number] = allowed.allows(ownDefault)
            filling[number] = !ownDefault.isEmpty
            withoutList[number] = allowed.texts.isEmpty
        }
        (self.defaults, self.lists) = (defaults, lists)
        self.empty = compilation.table.row(empty)
        self.unset = compilation.table.row(unset)
        self.filling = compilation.table.row(filling)
        self.withoutList = compilation.table.row(withoutList)
        column = TextColumn(listings, always: any, into: &compilation.table)
        let prefix = Array("localhost/".utf8)
        let afterSlash = listings.compactMap { listing -> (text: [UInt8], policy: Int)? in
            listing.text.starts(with: prefix) ? (Array(listing.text.dropFirst(prefix.count)), listing.policy) : nil
        }
        localhost = TextColumn(afterSlash, always: any, into: &compilation.table)
        unconfined = column.row(Array("unconfined".utf8).span)
        runtimeDefault = column.row(Array("runtime/default".utf8).span)
    }

    /// Where a judged profile comes from.
    private enum Profile {
        case policyDefault
        case annotation(TextRange)
        case field(SeccompFacts)
    }

    private func podField(_ pod: borrowing PodFacts) -> SeccompFacts? {
        hasFields ? pod.securityContext.seccomp : nil
    }

    private func podProfile(_ pod: borrowing PodFacts, _ scratch: borrowing PodScratch) -> Profile {
        if let annotation = scratch.index.podSeccomp, !annotation.isEmpty { return .annotation(annotation) }
        if let field = podField(pod) { return .field(field) }
        return .policyDefault
    }

    private func containerProfile(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: borrowing PodScratch
    ) -> Profile {
        if hasFields, let field = pod.containers[container].seccomp { return .field(field) }
        if let annotation = scratch.index.annotation(.seccompContainer, pod.containers[container].name, in: pod) {
            return .annotation(annotation)
        }
        if let field = podField(pod) { return .field(field) }
        return podProfile(pod, scratch)
    }

    private func row(_ profile: Profile, _ text: Span<UInt8>) -> MaskRow {
        switch profile {
        case .policyDefault: unset
        case .annotation(let range): range.isEmpty ? empty : column.row(text.extracting(range.indices))
        case .field(let field):
            switch field.type {
            case .unconfined: unconfined
            case .runtimeDefault: runtimeDefault
            case .localhost:
                if let profile = field.localhostProfile {
                    localhost.row(text.extracting(profile.indices))
                } else {
                    empty
                }
            case .unknown: empty
            }
        }
    }

    func match(_ pod: borrowing PodFacts, _ scratch: inout PodScratch, into rows: inout MatchedRows) {
        let profile = podProfile(pod, scratch)
        rows.allow(row(profile, pod.text.span))
        switch profile {
        case .policyDefault: rows.fill(filling)
        case .annotation: break
        case .field(let field): if field.hasText { rows.fill(.all) }
        }
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        let profile = containerProfile(pod, container, scratch)
        if case .policyDefault = profile { return }
        rows.allow(row(profile, pod.text.span))
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let profile = podProfile(pod, scratch)
        guard !policy.isIn(row(profile, pod.text.span)), list.begin() else { return }
        list.append("pod.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]")
        explain(profile, pod.text.span, policy, into: &list)
    }

    func explain(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: inout PodScratch,
        into list: inout ViolationList
    ) {
        let profile = containerProfile(pod, container, scratch)
        guard !policy.isIn(row(profile, pod.text.span)), list.begin() else { return }
        list.append("pod.metadata.annotations[container.seccomp.security.alpha.kubernetes.io/")
        list.append(pod.text.span.extracting(pod.containers[container].name.indices))
        list.append("]")
        explain(profile, pod.text.span, policy, into: &list)
    }

    private func explain(_ profile: Profile, _ text: Span<UInt8>, _ policy: OnePolicy, into list: inout ViolationList) {
        list.forbidden()
        if policy.isIn(withoutList) {
            // Such a policy allows the empty profile, so that there is one here.
            list.append("seccomp may not be set")
        } else {
            switch profile {
            case .policyDefault: list.append(defaults[policy.number])
            case .annotation(let range): list.append(text.extracting(range.indices))
            case .field(let field): list.append(field, text)
            }
            list.append(" is not an allowed seccomp profile. Valid values are ")
            list.append(lists[policy.number])
        }
        list.end()
    }

    func mutate(
        _ pod: borrowing PodFacts,
        _ policy: OnePolicy,
        _ scratch: borrowing PodScratch,
        into patch: inout PodPatch
    ) {
        let text = pod.text.span
        switch podProfile(pod, scratch) {
        case .annotation: return
        case .policyDefault:
            guard policy.isIn(filling) else { return }
            patch.openAnnotation("seccomp.security.alpha.kubernetes.io/pod")
            patch.append(string: defaults[policy.number])
        case .field(let field):
            guard field.hasText else { return }
            patch.openAnnotation("seccomp.security.alpha.kubernetes.io/pod")
            patch.append(field, text)
        }
        patch.closeAnnotation()
    }
}

extension SeccompFacts {
    /// The field has a form as annotation.
    fileprivate var hasText: Bool {
        switch type {
        case .unconfined, .runtimeDefault: true
        case .localhost: localhostProfile != nil
        case .unknown: false
        }
    }
}

extension ViolationList {
    /// The field as annotation text.
    fileprivate mutating func append(_ field: SeccompFacts, _ text: Span<UInt8>) {
        switch field.type {
        case .unconfined: append("unconfined")
        case .runtimeDefault: append("runtime/default")
        case .localhost:
            guard let profile = field.localhostProfile else { return }
            append("localhost/")
            append(text.extracting(profile.indices))
        case .unknown: break
        }
    }
}

extension PodPatch {
    /// The field as annotation text, a JSON string.
    fileprivate mutating func append(_ field: SeccompFacts, _ text: Span<UInt8>) {
        append("\"")
        switch field.type {
        case .unconfined: append("unconfined")
        case .runtimeDefault: append("runtime/default")
        case .localhost:
            append("localhost/")
            if let profile = field.localhostProfile { append(escaped: text.extracting(profile.indices)) }
        case .unknown: break
        }
        append("\"")
    }
}
