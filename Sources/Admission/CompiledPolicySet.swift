package import PolicyObjects

/// A policy set compiled by column: immutable, shared by all workers.
///
/// Policy *i* in byte order of the names is bit *i* of every mask. Each rule holds the numbers of the rows that its
/// states select; all rows lie in one flat table.
package final class CompiledPolicySet: Sendable {
    /// In bit order.
    package let policies: [PodSecurityPolicy]
    /// All policies' names, in bit order.
    package let policyNames: [String]
    package let sources: PolicySources
    package let options: AdmissionOptions
    package let revision: Revision
    package let authorizer: Authorizer
    /// The policies whose strategies can be built; the others are skipped in silence, as Kubernetes does.
    package let usable: PolicyMask
    package let hasUsablePolicies: Bool
    /// Of each policy: the seccomp profile that it fills in is none that the API server takes.
    let hasInvalidSeccompDefault: [Bool]

    let table: MaskTable
    let rules: Rules
    let bareRows: Rules.BareRows
    /// Policy names to numbers, for the hint annotation.
    let names: TextTable

    package init(_ sources: PolicySources, options: AdmissionOptions = AdmissionOptions()) {
        let policies = Self.inBitOrder(sources.policies)
        self.policies = policies
        self.sources = sources
        self.options = options
        policyNames = policies.map(\.name)
        revision = Revision(of: sources, options: options)
        authorizer = Authorizer(policyNames: policyNames, sources: sources, options: options)

        var compilation = PolicyCompilation(policies, options: options)
        rules = Rules(&compilation)
        bareRows = rules.bareRows(&compilation.table)
        table = compilation.table.build()
        usable = compilation.mask { $0.isUsable(options) }
        hasUsablePolicies = !usable.isEmpty
        hasInvalidSeccompDefault = policies.map(\.hasInvalidSeccompDefault)
        var names = TextTable()
        for policy in policies { _ = names.insert(policy.name.utf8) }
        self.names = names
    }

    /// Byte order of the names; of policies with one name the last stands.
    private static func inBitOrder(_ policies: [PodSecurityPolicy]) -> [PodSecurityPolicy] {
        let keys = policies.map { Array($0.name.utf8) }
        let order = policies.indices.sorted { left, right in
            if keys[left] == keys[right] { return left < right }
            return keys[left].lexicographicallyPrecedes(keys[right])
        }
        var result: [PodSecurityPolicy] = []
        result.reserveCapacity(policies.count)
        for (place, number) in order.enumerated() {
            let isLast = place + 1 == order.count || keys[order[place + 1]] != keys[number]
            if isLast { result.append(policies[number]) }
        }
        return result
    }
}

extension PodSecurityPolicy {
    /// Kubernetes can build this policy's strategies.
    ///
    /// Source: Kubernetes 1.20.2, `pkg/security/podsecuritypolicy/factory.go`, `CreateStrategies`.
    fileprivate func isUsable(_ options: AdmissionOptions) -> Bool {
        func hasRanges(_ strategy: IDStrategy) -> Bool { !(strategy.ranges ?? []).isEmpty }
        func isGroupUsable(_ strategy: IDStrategy) -> Bool {
            switch IDRule(strategy.rule) {
            case .runAsAny: true
            case .mustRunAs, .mayRunAs: hasRanges(strategy)
            case .mustRunAsNonRoot, .unknown: false
            }
        }
        switch IDRule(runAsUser.rule) {
        case .runAsAny, .mustRunAsNonRoot: break
        case .mustRunAs: guard hasRanges(runAsUser) else { return false }
        case .mayRunAs, .unknown: return false
        }
        if options.gates.runAsGroup, let runAsGroup, !isGroupUsable(runAsGroup) { return false }
        guard isGroupUsable(fsGroup), isGroupUsable(supplementalGroups) else { return false }
        if seLinux.rule.utf8.elementsEqual("RunAsAny".utf8) { return true }
        return seLinux.rule.utf8.elementsEqual("MustRunAs".utf8) && seLinux.options != nil
    }
}

extension CompiledPolicySet {
    /// The mask table's rows and the words in each: what the set costs in memory.
    package var tableSize: (rows: Int, words: Int) { (table.cells.count / table.words, table.words) }
}
