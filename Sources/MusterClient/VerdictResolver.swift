import WireProtocol

/// Turns the numbers of a stream into names and texts.
struct VerdictResolver {
    let opened: WireOpened
    let violations: [ReceivedViolation]

    func verdict(
        _ run: ReceivedVerdicts,
        _ index: Int,
        _ content: ReceivedDetail.Content?,
        number: UInt64
    ) throws(ClientError) -> ItemVerdict {
        var verdict = ItemVerdict(number: number, outcome: run.outcomes[index])
        verdict.revision = opened.revision
        verdict.kubernetesVersion = opened.kubernetesVersion
        verdict.isMutated = run.isMutated(index)
        if run.policies[index] > 0 { verdict.policy = try policy(run.policies[index]) }
        switch content {
        case nil: break
        case .patch(let patch): verdict.patch = patch
        case .reason(let reason):
            verdict.reason = reason
            if verdict.outcome == .denied { verdict.message = reason }
        case .denial(let denial): try resolve(denial, into: &verdict)
        }
        return verdict
    }

    private func policy(_ number: UInt32) throws(ClientError) -> String {
        guard number >= 1, Int(number) <= opened.policies.count else {
            throw ClientError(.protocolViolation, "policy number \(number) of \(opened.policies.count)")
        }
        return opened.policies[Int(number) - 1]
    }

    private func resolve(_ denial: ReceivedDenial, into verdict: inout ItemVerdict) throws(ClientError) {
        var inline = denial.inline.makeIterator()
        var texts: [[UInt8]] = []
        texts.reserveCapacity(denial.violations.count)
        for (index, id) in denial.violations.enumerated() {
            guard let violation = id == 0 ? inline.next() : defined(id) else {
                throw ClientError(.protocolViolation, "violation \(id) has not been defined")
            }
            texts.append(violation.text)
            guard index < denial.policies.count, let type = violation.type else { continue }
            verdict.errors.append(
                ItemVerdict.ItemError(
                    policy: try policy(denial.policies[index]),
                    type: type,
                    field: violation.field,
                    badValue: violation.badValue,
                    detail: violation.detail,
                    text: violation.text
                )
            )
        }
        DenialMessage.append(
            name: denial.name,
            opening: opened.wording.opening(denial.cause),
            texts: denial.cause == .noPolicies ? nil : texts,
            isCut: denial.isCut,
            to: &verdict.message
        )
        verdict.bootstrapRBACMatters = denial.bootstrapRBACMatters
        verdict.isCut = denial.isCut
    }

    private func defined(_ id: UInt32) -> ReceivedViolation? {
        id >= 1 && Int(id) <= violations.count ? violations[Int(id) - 1] : nil
    }
}
