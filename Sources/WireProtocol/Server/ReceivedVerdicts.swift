/// A `Verdicts` as a client reads it.
package struct ReceivedVerdicts: Sendable, Equatable {
    package var firstItem: UInt64 = 0
    package var outcomes: [ItemOutcome] = []
    /// For each item the number of its policy, counted from 1; 0 for none.
    package var policies: [UInt32] = []
    /// A bit for each item, or empty if none is set.
    package var mutated: [UInt8] = []
    /// In ascending order of their items.
    package var details: [ReceivedDetail] = []

    package init() {}

    package func isMutated(_ index: Int) -> Bool {
        index >> 3 < mutated.count && mutated[index >> 3] >> UInt8(index & 7) & 1 == 1
    }
}

/// More about one item of a run.
package struct ReceivedDetail: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case denial(ReceivedDenial)
        /// JSON.
        case patch([UInt8])
        case reason([UInt8])
    }

    /// Counted from the first item of the run.
    package var item: Int = 0
    package var content: Content

    package init(item: Int, content: Content) {
        self.item = item
        self.content = content
    }
}

/// A `Denial` as a client reads it.
package struct ReceivedDenial: Sendable, Equatable {
    /// As it stands between the quotes of the message.
    package var name: [UInt8] = []
    package var cause = DenialCause.admit
    /// Ids of the stream's violations; 0: the next of `inline`.
    package var violations: [UInt32] = []
    package var inline: [ReceivedViolation] = []
    /// As many as violations, or empty.
    package var policies: [UInt32] = []
    package var bootstrapRBACMatters = false
    /// There are more errors than were sent.
    package var isCut = false

    package init() {}
}

/// A `Violation` as a client reads it.
package struct ReceivedViolation: Sendable, Equatable {
    package var id: UInt32 = 0
    /// Kubernetes' text; it need not be UTF-8.
    package var text: [UInt8] = []
    /// nil unless errors were asked for.
    package var type: ViolationType?
    package var field: [UInt8] = []
    /// JSON.
    package var badValue: [UInt8] = []
    package var detail: [UInt8] = []

    package init() {}
}

extension ReceivedViolation {
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(FieldFault) {
        var reader = FieldReader(range)
        while !reader.isAtEnd {
            let start = reader.index
            let tag = try reader.tag(bytes)
            switch tag.number {
            case 1:
                try reader.expect(tag.type, .varint, at: start)
                id = try reader.uint32(bytes)
            case 3:
                try reader.expect(tag.type, .varint, at: start)
                type = UInt8(exactly: try reader.uint32(bytes)).flatMap(ViolationType.init)
            case 2, 4, 5, 6:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                let content = bytes.array(try reader.content(bytes))
                switch tag.number {
                case 2: text = content
                case 4: field = content
                case 5: badValue = content
                default: detail = content
                }
            default: try reader.skip(tag.type, bytes)
            }
        }
    }
}

extension ReceivedDenial {
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(FieldFault) {
        var reader = FieldReader(range)
        var isCauseKnown = false
        while !reader.isAtEnd {
            let start = reader.index
            let tag = try reader.tag(bytes)
            switch tag.number {
            case 1:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                name = bytes.array(try reader.content(bytes))
            case 2:
                try reader.expect(tag.type, .varint, at: start)
                guard let known = UInt8(exactly: try reader.uint32(bytes)).flatMap(DenialCause.init) else {
                    throw FieldFault(.unknownValue, at: start)
                }
                cause = known
                isCauseKnown = true
            case 3: try reader.appendNumbers(tag.type, bytes, to: &violations, at: start)
            case 4:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                inline.append(try ReceivedViolation(bytes, try reader.content(bytes)))
            case 5: try reader.appendNumbers(tag.type, bytes, to: &policies, at: start)
            case 6, 7:
                try reader.expect(tag.type, .varint, at: start)
                let isSet = try reader.varint(bytes) != 0
                if tag.number == 6 { bootstrapRBACMatters = isSet } else { isCut = isSet }
            default: try reader.skip(tag.type, bytes)
            }
        }
        let inlineReferences = violations.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
        guard isCauseKnown, inlineReferences == inline.count, policies.isEmpty || policies.count == violations.count
        else {
            throw FieldFault(.inconsistent, at: range.lowerBound)
        }
    }
}

extension ReceivedDetail {
    /// nil for a detail of a kind that is not known here.
    init?(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(FieldFault) {
        var reader = FieldReader(range)
        var item: UInt32 = 0
        var content: Content?
        while !reader.isAtEnd {
            let start = reader.index
            let tag = try reader.tag(bytes)
            switch tag.number {
            case 1:
                try reader.expect(tag.type, .varint, at: start)
                item = try reader.uint32(bytes)
            case 2, 3, 4:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                guard content == nil else { throw FieldFault(.twoMessages, at: start) }
                let place = try reader.content(bytes)
                switch tag.number {
                case 2: content = .denial(try ReceivedDenial(bytes, place))
                case 3: content = .patch(bytes.array(place))
                default: content = .reason(bytes.array(place))
                }
            default: try reader.skip(tag.type, bytes)
            }
        }
        guard let content else { return nil }
        self.init(item: Int(item), content: content)
    }
}

extension ReceivedVerdicts {
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(FieldFault) {
        var reader = FieldReader(range)
        var numbers: [UInt32] = []
        while !reader.isAtEnd {
            let start = reader.index
            let tag = try reader.tag(bytes)
            switch tag.number {
            case 1:
                try reader.expect(tag.type, .varint, at: start)
                firstItem = try reader.varint(bytes)
            case 2: try reader.appendNumbers(tag.type, bytes, to: &numbers, at: start)
            case 3: try reader.appendNumbers(tag.type, bytes, to: &policies, at: start)
            case 4:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                mutated = bytes.array(try reader.content(bytes))
            case 5:
                try reader.expect(tag.type, .lengthDelimited, at: start)
                if let detail = try ReceivedDetail(bytes, try reader.content(bytes)) { details.append(detail) }
            default: try reader.skip(tag.type, bytes)
            }
        }
        outcomes.reserveCapacity(numbers.count)
        for number in numbers {
            guard let outcome = UInt8(exactly: number).flatMap(ItemOutcome.init) else {
                throw FieldFault(.unknownValue, at: range.lowerBound)
            }
            outcomes.append(outcome)
        }
        try check(range)
    }

    private func check(_ range: Range<Int>) throws(FieldFault) {
        var isConsistent = policies.count == outcomes.count && !outcomes.isEmpty
        isConsistent = isConsistent && (mutated.isEmpty || mutated.count == (outcomes.count + 7) / 8)
        isConsistent = isConsistent && !firstItem.addingReportingOverflow(UInt64(outcomes.count)).overflow
        var next = 0
        for detail in details {
            isConsistent = isConsistent && detail.item >= next && detail.item < outcomes.count
            next = detail.item + 1
        }
        guard isConsistent else { throw FieldFault(.inconsistent, at: range.lowerBound) }
    }
}

extension Span<UInt8> {
    func array(_ range: Range<Int>) -> [UInt8] {
        unsafe extracting(range).withUnsafeBufferPointer { unsafe Array($0) }
    }
}

extension FieldReader {
    /// A repeated number, packed or not.
    mutating func appendNumbers(
        _ type: WireType,
        _ bytes: Span<UInt8>,
        to numbers: inout [UInt32],
        at start: Int
    ) throws(FieldFault) {
        if type == .varint {
            numbers.append(try uint32(bytes))
            return
        }
        try expect(type, .lengthDelimited, at: start)
        var packed = FieldReader(try content(bytes))
        while !packed.isAtEnd { numbers.append(try packed.uint32(bytes)) }
    }
}
