package import PodFacts
import PolicyObjects

/// One worker's way to a policy set's answers: it owns the scratch that every pod reuses.
///
/// In the steady state `authorize` and `evaluate` allocate nothing. A value belongs to one worker at a time.
package struct Evaluator: ~Copyable {
    package let policySet: CompiledPolicySet
    package var authorizations: AuthorizationCache
    /// The set's own, held here so that folding does not go through its reference.
    let table: MaskTable
    private var rows = MatchedRows()
    var scratch: PodScratch

    package init(_ policySet: CompiledPolicySet) {
        self.policySet = policySet
        authorizations = AuthorizationCache(policySet)
        table = policySet.table
        scratch = PodScratch(
            index: PodIndex(judgesEphemeralContainers: policySet.options.gates.ephemeralContainers)
        )
    }

    /// The policies that the requester or the pod's service account may use in the namespace of the request.
    ///
    /// The result is valid until the next call.
    package mutating func authorize(
        _ requester: RequestSubject?,
        namespace: Span<UInt8>,
        pod: borrowing PodFacts
    ) -> AuthorizedPolicies {
        authorizations.authorizedPolicies(
            requester: requester,
            namespace: namespace,
            serviceAccount: pod.text.span.extracting(pod.serviceAccountName.indices)
        )
    }

    /// The plugin's answer.
    ///
    /// A set without usable policies denies every pod (`CompiledPolicySet.hasUsablePolicies`).
    package mutating func evaluate(
        _ pod: borrowing PodFacts,
        phase: AdmissionPhase,
        authorized: AuthorizedPolicies
    ) -> Verdict {
        if authorized.isEmpty { return Verdict(outcome: .denied) }
        match(pod)
        switch phase {
        case .admit: return firstAdmitting(authorized)
        case .validate: return firstUnchanged(authorized, hint: hint(pod))
        }
    }

    mutating func match(_ pod: borrowing PodFacts) {
        rows.removeAll()
        scratch.index.read(pod)
        scratch.forgetLists()
        policySet.rules.match(pod, &scratch, bare: policySet.bareRows, into: &rows)
    }

    /// Writes one policy's errors.
    mutating func explain(_ pod: borrowing PodFacts, _ policy: Int, into list: inout ViolationList) {
        list.policy = Int32(policy)
        policySet.rules.explain(pod, OnePolicy(table: table, number: policy), &scratch, into: &list)
    }

    /// CREATE: the first policy that admits the pod as it is, or else the first that admits it after filling it in.
    private mutating func firstAdmitting(_ authorized: AuthorizedPolicies) -> Verdict {
        var firstMutating: Int32 = -1
        for place in authorized.indices {
            let word = Int(authorizations.wordNumbers[place])
            let allowing = fold(authorizations.words[place], word)
            if allowing == 0 { continue }
            let unchanged = allowing & ~filling(word)
            if unchanged != 0 {
                return Verdict(outcome: .allowed, policy: Int32(word * 64 + unchanged.trailingZeroBitCount))
            }
            if firstMutating < 0 { firstMutating = Int32(word * 64 + allowing.trailingZeroBitCount) }
        }
        if firstMutating < 0 { return Verdict(outcome: .denied) }
        return Verdict(outcome: .allowed, policy: firstMutating, isMutated: true)
    }

    /// UPDATE and Validate: the hinted policy if it admits the pod as it is, or else the first that does.
    private mutating func firstUnchanged(_ authorized: AuthorizedPolicies, hint: Int) -> Verdict {
        var first: Int32 = -1
        for place in authorized.indices {
            let word = Int(authorizations.wordNumbers[place])
            if first >= 0 && word != hint >> 6 { continue }
            let allowing = fold(authorizations.words[place], word)
            if allowing == 0 { continue }
            let unchanged = allowing & ~filling(word)
            if unchanged == 0 { continue }
            if word == hint >> 6, unchanged >> UInt64(hint & 63) & 1 == 1 {
                return Verdict(outcome: .allowed, policy: Int32(hint))
            }
            if first < 0 { first = Int32(word * 64 + unchanged.trailingZeroBitCount) }
            if hint < 0 { break }
        }
        return first < 0 ? Verdict(outcome: .denied) : Verdict(outcome: .allowed, policy: first)
    }

    /// The policies of `start` that every selected row allows.
    func fold(_ start: UInt64, _ word: Int) -> UInt64 {
        let words = table.words
        let cells = table.cells.span
        var mask = start
        for place in 0..<rows.allowing.count { mask &= cells[rows.allowing[place] * words + word] }
        return mask
    }

    func filling(_ word: Int) -> UInt64 {
        let words = table.words
        let cells = table.cells.span
        var mask: UInt64 = 0
        for place in 0..<rows.filling.count { mask |= cells[rows.filling[place] * words + word] }
        return mask
    }

    /// The number of the policy that the annotation `kubernetes.io/psp` names, or -1.
    private mutating func hint(_ pod: borrowing PodFacts) -> Int {
        guard let hint = scratch.index.policyHint else { return -1 }
        return policySet.names.find(pod.text.span.extracting(hint.indices))
    }
}
