import PolicyObjects

/// What a rule compiles its columns from: the policies in bit order, and the table that takes their masks.
struct PolicyCompilation {
    let policies: [PodSecurityPolicy]
    let options: AdmissionOptions
    var table: MaskTableBuilder

    init(_ policies: [PodSecurityPolicy], options: AdmissionOptions) {
        self.policies = policies
        self.options = options
        table = MaskTableBuilder(policyCount: policies.count)
    }

    var emptyMask: PolicyMask { PolicyMask(count: policies.count) }
    var fullMask: PolicyMask { PolicyMask(all: policies.count) }

    /// The policies for which `condition` holds.
    func mask(where condition: (PodSecurityPolicy) -> Bool) -> PolicyMask {
        var mask = emptyMask
        for number in policies.indices where condition(policies[number]) { mask[number] = true }
        return mask
    }

    /// The row of the policies for which `condition` holds.
    mutating func row(where condition: (PodSecurityPolicy) -> Bool) -> MaskRow {
        table.row(mask(where: condition))
    }
}
