/// A `Denial` in the making: what Kubernetes' message about one pod consists of.
///
/// Made to be reused, as `VerdictRun` is.
package struct DenialEncoder: Sendable, Equatable {
    private var name: [UInt8] = []
    private var cause = DenialCause.admit
    private var violations: [UInt32] = []
    private var policies: [UInt32] = []
    /// The `inline_violations` fields, encoded.
    private var inline: [UInt8] = []
    package var bootstrapRBACMatters = false
    /// There are more errors than have been appended.
    package var isCut = false

    package init() {}

    /// Starts anew; `name` is given as it stands between the quotes of the message, escaped.
    package mutating func begin(name: some Collection<UInt8>, cause: DenialCause) {
        self.name.removeAll(keepingCapacity: true)
        self.name.append(contentsOf: name)
        self.cause = cause
        violations.removeAll(keepingCapacity: true)
        policies.removeAll(keepingCapacity: true)
        inline.removeAll(keepingCapacity: true)
        bootstrapRBACMatters = false
        isCut = false
    }

    /// The next violation of the message, by its id in the stream's table.
    ///
    /// `policy` is the one that raised it, counted from 1, if errors were asked for; for all violations or none.
    package mutating func append(violation id: UInt32, policy: UInt32? = nil) {
        violations.append(id)
        if let policy { policies.append(policy) }
    }

    /// The next violation of the message, in full.
    package mutating func append(inline violation: ViolationBody, policy: UInt32? = nil) {
        append(violation: 0, policy: policy)
        inline.appendField(4, violation.bytes)
    }

    var byteCount: Int {
        FieldSize.fieldUnlessEmpty(name.count) + FieldSize.varintFieldUnlessZero(UInt64(cause.rawValue))
            + FieldSize.fieldUnlessEmpty(FieldSize.packed(violations)) + inline.count
            + FieldSize.fieldUnlessEmpty(FieldSize.packed(policies)) + (bootstrapRBACMatters ? 2 : 0) + (isCut ? 2 : 0)
    }

    func encode(to output: inout [UInt8]) {
        output.appendFieldUnlessEmpty(1, name)
        output.appendVarintFieldUnlessZero(2, UInt64(cause.rawValue))
        appendPacked(3, violations, to: &output)
        output.append(contentsOf: inline)
        appendPacked(5, policies, to: &output)
        if bootstrapRBACMatters { output.appendVarintField(6, 1) }
        if isCut { output.appendVarintField(7, 1) }
    }

    private func appendPacked(_ field: UInt32, _ values: [UInt32], to output: inout [UInt8]) {
        guard !values.isEmpty else { return }
        output.appendHeader(field, byteCount: FieldSize.packed(values))
        for value in values { output.appendVarint(UInt64(value)) }
    }
}
