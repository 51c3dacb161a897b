/// The verdicts of consecutive items, ready to be sent as one `Verdicts`.
///
/// One value is meant to be filled again and again; `begin` keeps the memory, so that the steady state allocates nothing.
///
///     run.begin(firstItem: 512)
///     run.append(.allowed, policy: 3, isMutated: true)
///     run.append(.denied)
///     run.appendDenial(denial, ofItem: 1)
///     run.encode(to: &output)
package struct VerdictRun: Sendable, Equatable {
    package private(set) var firstItem: UInt64 = 0
    /// `ItemOutcome`s.
    package private(set) var outcomes: [UInt8] = []
    /// Numbers of policies, counted from 1; 0 for none.
    package private(set) var policies: [UInt32] = []
    /// A bit for each item.
    package private(set) var mutated: [UInt8] = []
    private var hasMutated = false
    /// The `details` fields, encoded.
    private var details: [UInt8] = []

    package init() {}

    package var count: Int { outcomes.count }
    package var isEmpty: Bool { outcomes.isEmpty }

    /// Bytes that the details take: to end a run before it grows large.
    package var detailByteCount: Int { details.count }

    package mutating func begin(firstItem: UInt64) {
        self.firstItem = firstItem
        outcomes.removeAll(keepingCapacity: true)
        policies.removeAll(keepingCapacity: true)
        mutated.removeAll(keepingCapacity: true)
        details.removeAll(keepingCapacity: true)
        hasMutated = false
    }

    /// The next item's verdict.
    ///
    /// `policy` counts from 1; 0 for none.
    package mutating func append(_ outcome: ItemOutcome, policy: UInt32 = 0, isMutated: Bool = false) {
        let index = outcomes.count
        if index & 7 == 0 { mutated.append(0) }
        if isMutated {
            mutated[index >> 3] |= 1 << UInt8(index & 7)
            hasMutated = true
        }
        outcomes.append(outcome.rawValue)
        policies.append(policy)
    }

    /// Details must be appended in ascending order of their items; `item` counts from the first of the run.
    package mutating func appendPatch(_ patch: [UInt8], ofItem item: Int) {
        appendDetail(item, field: 3, patch)
    }

    package mutating func appendReason(_ reason: [UInt8], ofItem item: Int) {
        appendDetail(item, field: 4, reason)
    }

    package mutating func appendDenial(_ denial: DenialEncoder, ofItem item: Int) {
        let byteCount = FieldSize.varintFieldUnlessZero(UInt64(item)) + FieldSize.field(denial.byteCount)
        details.appendHeader(5, byteCount: byteCount)
        details.appendVarintFieldUnlessZero(1, UInt64(item))
        details.appendHeader(2, byteCount: denial.byteCount)
        denial.encode(to: &details)
    }

    private mutating func appendDetail(_ item: Int, field: UInt32, _ content: [UInt8]) {
        let byteCount = FieldSize.varintFieldUnlessZero(UInt64(item)) + FieldSize.field(content.count)
        details.appendHeader(5, byteCount: byteCount)
        details.appendVarintFieldUnlessZero(1, UInt64(item))
        details.appendField(field, content)
    }

    /// Appends the run as a delimited `ServerMessage`.
    package func encode(to output: inout [UInt8]) {
        let policyBytes = FieldSize.packed(policies)
        var byteCount = FieldSize.varintFieldUnlessZero(firstItem)
        byteCount += FieldSize.fieldUnlessEmpty(outcomes.count) + FieldSize.fieldUnlessEmpty(policyBytes)
        if hasMutated { byteCount += FieldSize.field(mutated.count) }
        byteCount += details.count

        output.appendVarint(UInt64(FieldSize.field(byteCount)))
        output.appendHeader(ServerMember.verdicts.rawValue, byteCount: byteCount)
        output.appendVarintFieldUnlessZero(1, firstItem)
        // An outcome is below 128, so that its varint is its byte.
        output.appendFieldUnlessEmpty(2, outcomes)
        if policyBytes > 0 {
            output.appendHeader(3, byteCount: policyBytes)
            for policy in policies { output.appendVarint(UInt64(policy)) }
        }
        if hasMutated { output.appendField(4, mutated) }
        output.append(contentsOf: details)
    }
}
