import WireProtocol

/// Turns slices' verdicts into the messages of one stream: definitions of violations, runs of verdicts, the summary.
struct BatchEncoder {
    /// A run with more details than this is sent, and another one begun.
    static let runDetailBytesMax = 1 << 20

    private let wantsErrors: Bool
    private var table = ViolationTable()
    private var tally = VerdictTally()
    private var run = VerdictRun()
    private var denial = DenialEncoder()
    /// The stream's ids of the bodies of the slice that is being encoded; 0: inline.
    private var ids: [UInt32] = []

    init(wantsErrors: Bool) { self.wantsErrors = wantsErrors }

    /// The totals so far.
    var summary: WireSummary { tally.summary }

    /// What the definitions of violations take in memory.
    var memoryBytes: Int { table.memoryBytes }

    /// Appends the messages for the verdicts of a slice, whose first item is number `firstItem` of the stream.
    ///
    /// Unless `mayDefine`, violations that were not defined before are sent inline, and so not kept.
    mutating func encode(
        _ verdicts: SliceVerdicts,
        firstItem: UInt64,
        mayDefine: Bool,
        to output: inout [UInt8]
    ) throws(VerdictTally.Fault) {
        define(verdicts.bodies, mayDefine, to: &output)
        let first = firstItem + UInt64(verdicts.firstItem)
        run.begin(firstItem: first)
        var nextDetail = 0
        for (index, verdict) in verdicts.verdicts.enumerated() {
            let place = run.count
            run.append(verdict.outcome, policy: verdict.policy, isMutated: verdict.isMutated)
            if nextDetail < verdicts.details.count, verdicts.details[nextDetail].item == index {
                append(verdicts.details[nextDetail], of: verdicts, at: place)
                nextDetail += 1
            }
            if run.detailByteCount > Self.runDetailBytesMax {
                try send(to: &output)
                run.begin(firstItem: first + UInt64(index + 1))
            }
        }
        if !run.isEmpty { try send(to: &output) }
    }

    private mutating func send(to output: inout [UInt8]) throws(VerdictTally.Fault) {
        try tally.add(run)
        run.encode(to: &output)
    }

    private mutating func define(_ bodies: [ViolationBody], _ mayDefine: Bool, to output: inout [UInt8]) {
        ids.removeAll(keepingCapacity: true)
        for body in bodies {
            switch table.intern(body, mayGrow: mayDefine) {
            case .known(let id): ids.append(id)
            case .new(let id):
                ServerMessageEncoder.append(body, id: id, to: &output)
                ids.append(id)
            case .full: ids.append(0)
            }
        }
    }

    private mutating func append(_ detail: SliceVerdicts.Detail, of verdicts: SliceVerdicts, at place: Int) {
        let text = Array(verdicts.texts[detail.text])
        switch detail.kind {
        case .patch: run.appendPatch(text, ofItem: place)
        case .reason: run.appendReason(text, ofItem: place)
        case .denial(let cause):
            denial.begin(name: text, cause: cause)
            denial.bootstrapRBACMatters = detail.bootstrapRBACMatters
            denial.isCut = detail.isCut
            for reference in verdicts.violations[detail.violations] {
                let policy = wantsErrors ? reference.policy : nil
                if ids[reference.body] != 0 {
                    denial.append(violation: ids[reference.body], policy: policy)
                } else {
                    denial.append(inline: verdicts.bodies[reference.body], policy: policy)
                }
            }
            run.appendDenial(denial, ofItem: place)
        }
    }
}
