import PodFacts
import PolicyObjects

/// AppArmor profiles, which are annotations of the pod for each container.
///
/// | annotation `container.apparmor.security.beta.kubernetes.io/<name>` | allowed when the policy's `allowedProfileNames` |
/// |---|---|
/// | absent or empty | is absent, or has the policy's default, which was filled in |
/// | a text | is absent, or has it; there is no wildcard |
///
/// Fills in the policy's `defaultProfileName`. Errors: one, as `field.Forbidden`.
///
/// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/apparmor`.
struct AppArmorRule: ContainerRule {
    private let column: TextColumn
    private let unset: MaskRow
    private let filling: MaskRow
    private let defaults: PolicyTexts
    /// The allow list as written, in Go's quotes.
    private let quotedLists: PolicyTexts

    init(_ compilation: inout PolicyCompilation) {
        var listings: [(text: [UInt8], policy: Int)] = []
        var (any, unset, filling) = (compilation.emptyMask, compilation.emptyMask, compilation.emptyMask)
        var (defaults, quotedLists) = (PolicyTexts(), PolicyTexts())
        for (number, policy) in compilation.policies.enumerated() {
            let ownDefault = Array((policy.defaultAppArmorProfile ?? "").utf8)
            defaults.append(ownDefault)
            filling[number] = !ownDefault.isEmpty
            guard let list = policy.allowedAppArmorProfiles else {
                quotedLists.append([])
                any[number] = true
                unset[number] = true
                continue
            }
            var quoted: [UInt8] = []
            quoted.append(goQuoted: Array(list.utf8).span)
            quotedLists.append(quoted)
            for text in list.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let text = Array(text)
                listings.append((text, number))
                if !text.isEmpty, text == ownDefault { unset[number] = true }
            }
        }
        (self.defaults, self.quotedLists) = (defaults, quotedLists)
        column = TextColumn(listings, always: any, into: &compilation.table)
        self.unset = compilation.table.row(unset)
        self.filling = compilation.table.row(filling)
    }

    /// The container's profile, nil if there is none.
    private func profile(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: borrowing PodScratch
    ) -> TextRange? {
        guard let profile = scratch.index.annotation(.appArmorContainer, pod.containers[container].name, in: pod),
            !profile.isEmpty
        else { return nil }
        return profile
    }

    func match(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ scratch: inout PodScratch,
        into rows: inout MatchedRows
    ) {
        if let profile = profile(pod, container, scratch) {
            rows.allow(column.row(pod.text.span.extracting(profile.indices)))
        } else {
            rows.allow(unset)
            rows.fill(filling)
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
        let profile = profile(pod, container, scratch)
        if let profile {
            if policy.isIn(column.row(text.extracting(profile.indices))) { return }
        } else if policy.isIn(unset) {
            return
        }
        guard list.begin() else { return }
        list.append("pod.metadata.annotations[container.apparmor.security.beta.kubernetes.io/")
        list.append(text.extracting(pod.containers[container].name.indices))
        list.append("]")
        list.forbidden()
        if profile == nil, !policy.isIn(filling) {
            list.append("AppArmor profile must be set")
        } else {
            if let profile {
                list.append(text.extracting(profile.indices))
            } else {
                list.append(defaults[policy.number])
            }
            list.append(" is not an allowed profile. Allowed values: ")
            list.append(quotedLists[policy.number])
        }
        list.end()
    }

    func mutate(
        _ pod: borrowing PodFacts,
        _ container: Int,
        _ policy: OnePolicy,
        _ scratch: borrowing PodScratch,
        into patch: inout PodPatch
    ) {
        guard policy.isIn(filling), profile(pod, container, scratch) == nil else { return }
        patch.openAnnotation(
            "container.apparmor.security.beta.kubernetes.io/",
            pod.text.span.extracting(pod.containers[container].name.indices)
        )
        patch.append(string: defaults[policy.number])
        patch.closeAnnotation()
    }
}
