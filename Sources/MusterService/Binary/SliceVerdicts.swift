import Admission
import FleetEvaluation
package import WireProtocol

/// The verdicts of a slice as the worker leaves them for the loop: flat lists, violations interned within the slice, so that
/// the loop looks up each distinct one once.
package struct SliceVerdicts {
    struct Verdict {
        var outcome: ItemOutcome
        /// The number of the admitting policy from 1; 0 for none.
        var policy: UInt32
        var isMutated: Bool
    }

    /// More about one item.
    struct Detail {
        enum Kind {
            case patch
            case reason
            case denial(DenialCause)
        }

        /// Counted from the first of this run.
        var item: Int
        var kind: Kind
        /// The patch, the reason, or a denial's name, in `texts`.
        var text: Range<Int>
        /// Of a denial, in `violations`.
        var violations: Range<Int>
        var bootstrapRBACMatters: Bool
        /// Of a denial: it has more violations.
        var isCut: Bool
    }

    struct ViolationReference {
        /// The index in `bodies`.
        var body: Int
        /// The policy that raised it, from 1; 0 if errors were not asked for.
        var policy: UInt32
    }

    /// The item of the slice with the first verdict.
    private(set) var firstItem = 0
    private(set) var verdicts: [Verdict] = []
    private(set) var details: [Detail] = []
    private(set) var violations: [ViolationReference] = []
    /// The violations in the order in which they occur: each distinct one once, as long as `table` has room for them.
    package private(set) var bodies: [ViolationBody] = []
    private(set) var texts: [UInt8] = []
    private var table: ViolationTable
    private let tableBytesMax: Int
    /// Where in `bodies` the table's entries are, by their ids from 1: bodies for which it had no room stand between them.
    private var bodyOfEntry: [Int] = []

    /// What the details take, roughly.
    var detailBytes: Int { texts.count + 16 * violations.count + bodyBytes }
    private var bodyBytes = 0

    package init(tableBytesMax: Int = WireLimits.violationTableBytesMax) {
        self.tableBytesMax = tableBytesMax
        table = ViolationTable(byteCountMax: tableBytesMax)
    }

    package mutating func removeAll(firstItem: Int) {
        self.firstItem = firstItem
        verdicts.removeAll(keepingCapacity: true)
        guard !details.isEmpty else { return }
        details.removeAll(keepingCapacity: true)
        violations.removeAll(keepingCapacity: true)
        bodies.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        table = ViolationTable(byteCountMax: tableBytesMax)
        bodyOfEntry.removeAll(keepingCapacity: true)
        bodyBytes = 0
    }

    mutating func appendInvalid(_ reason: [UInt8]) {
        appendText(.reason, reason)
        verdicts.append(Verdict(outcome: .invalid, policy: 0, isMutated: false))
    }

    mutating func append(_ judgement: Judgement, _ judge: borrowing PodJudge, _ settings: JudgeSettings) {
        switch judgement.outcome {
        case .allowed:
            if judgement.isMutated, settings.detail.contains(.patch) {
                let start = texts.count
                judge.appendPatch(to: &texts)
                addDetail(.patch, start..<texts.count)
            }
        case .denied:
            if !settings.detail.isDisjoint(with: [.message, .errors]) { appendDenial(judgement, judge, settings) }
        case .invalid: appendText(.reason, judge.reason)
        case .ignored, .overloaded: break
        }
        verdicts.append(
            Verdict(
                outcome: ItemOutcome(judgement.outcome),
                policy: UInt32(judgement.policy + 1),
                isMutated: judgement.isMutated
            )
        )
    }

    private mutating func appendText(_ kind: Detail.Kind, _ text: [UInt8]) {
        let start = texts.count
        texts.append(contentsOf: text)
        addDetail(kind, start..<texts.count)
    }

    private mutating func addDetail(
        _ kind: Detail.Kind,
        _ text: Range<Int>,
        violations: Range<Int> = 0..<0,
        bootstrapRBACMatters: Bool = false,
        isCut: Bool = false
    ) {
        details.append(
            Detail(
                item: verdicts.count,
                kind: kind,
                text: text,
                violations: violations,
                bootstrapRBACMatters: bootstrapRBACMatters,
                isCut: isCut
            )
        )
    }

    private mutating func appendDenial(_ judgement: Judgement, _ judge: borrowing PodJudge, _ settings: JudgeSettings) {
        if judgement.isByServiceAccountPlugin {
            let start = texts.count
            judge.appendMessage(to: &texts)
            return addDetail(.reason, start..<texts.count)
        }
        let wantsErrors = settings.detail.contains(.errors)
        let nameStart = texts.count
        judge.appendName(to: &texts)
        let first = violations.count
        let list = judge.violations
        for violation in list.violations {
            var body = ViolationBody()
            if wantsErrors {
                var badValue: [UInt8] = []
                list.appendBadValue(violation, to: &badValue)
                body.set(
                    text: Array(list.text(violation)),
                    type: ViolationType(violation.type),
                    field: Array(list.path(violation)),
                    badValue: badValue,
                    detail: Array(list.detail(violation))
                )
            } else {
                body.set(text: Array(list.text(violation)))
            }
            violations.append(
                ViolationReference(body: intern(body), policy: wantsErrors ? UInt32(violation.policy + 1) : 0)
            )
        }
        let cause: DenialCause =
            if !settings.policySet.hasUsablePolicies { .noPolicies } else {
                judgement.phase == .admit ? .admit : .validate
            }
        addDetail(
            .denial(cause),
            nameStart..<texts.count,
            violations: first..<violations.count,
            bootstrapRBACMatters: judgement.bootstrapRBACMatters,
            isCut: list.isTruncated
        )
    }

    /// The place of a body in `bodies`.
    package mutating func intern(_ body: ViolationBody) -> Int {
        switch table.intern(body) {
        case .known(let id): return bodyOfEntry[Int(id) - 1]
        case .new: bodyOfEntry.append(bodies.count)
        case .full: break
        }
        bodies.append(body)
        bodyBytes += body.bytes.count
        return bodies.count - 1
    }
}

extension ItemOutcome {
    init(_ outcome: PodOutcome) {
        self =
            switch outcome {
            case .allowed: .allowed
            case .denied: .denied
            case .invalid: .invalid
            case .ignored: .ignored
            case .overloaded: .overloaded
            }
    }
}

extension WireProtocol.ViolationType {
    init(_ type: Admission.ViolationType) {
        self =
            switch type {
            case .invalid: .invalid
            case .forbidden: .forbidden
            }
    }
}
