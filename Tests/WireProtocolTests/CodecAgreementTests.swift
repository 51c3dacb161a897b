import Foundation
import SwiftProtobuf
import Testing
import WireProtocol

/// The hand-written codec and the generated code say the same of the same bytes.
@Suite struct CodecAgreementTests {
    @Test(arguments: 1...60) func clientStreamsReadAsGeneratedCodeWroteThem(seed: Int) throws {
        var random = WireGenerator(seed: UInt64(seed))
        var messages: [WireClientMessage] = [.with { $0.open = random.open() }]
        var subjects: UInt32 = 0
        for _ in 0..<40 {
            if Int.random(in: 0..<4, using: &random) == 0 {
                let isNew = subjects == 0 || random.bool()
                if isNew { subjects += 1 }
                let id = isNew ? subjects : UInt32.random(in: 1...subjects, using: &random)
                messages.append(.with { $0.subject = random.subject(id: id) })
            } else {
                messages.append(.with { $0.item = random.item(subjects: subjects) })
            }
        }
        let stream = try messages.flatMap { try GeneratedCode.delimited($0) }
        let decoded = DecodedClientStream(
            random.cut(stream),
            slabBytes: [0, 700, 100_000].randomElement(using: &random) ?? 0
        )
        #expect(decoded.error == nil)
        #expect(decoded.faults.allSatisfy { $0 == nil })
        #expect(decoded.messages == messages)
        let itemBytes = decoded.items.reduce(0) { $0 + Int($1.wireByteCount) }
        let expected = try messages.reduce(0) { try $0 + ($1.message.isItem ? GeneratedCode.delimited($1).count : 0) }
        #expect(itemBytes == expected, "what flow control gives back for items")
    }

    @Test(arguments: 1...30) func generatedCodeReadsItemsAsWritten(seed: Int) throws {
        var random = WireGenerator(seed: UInt64(seed) + 1_000)
        let messages = (0..<30).map { _ in WireClientMessage.with { $0.item = random.item(subjects: 7) } }
        var stream: [UInt8] = []
        for message in messages { ClientMessageEncoder.append(OutgoingItem(message.item), to: &stream) }
        let read: [WireClientMessage] = try GeneratedCode.messages(stream)
        #expect(read == messages)
    }

    @Test(arguments: 1...60) func serverStreamsReadAsGeneratedCodeWroteThem(seed: Int) throws {
        var random = WireGenerator(seed: UInt64(seed) + 2_000)
        var messages: [WireServerMessage] = [
            .with {
                $0.opened.revision = random.text(upTo: 10)
                $0.opened.policies = ["a", "b"]
                $0.opened.wording = WireWording(admit: [1], validate: [2, 0xFF], noPolicies: [])
            }
        ]
        var items: UInt64 = 0
        for id in UInt32(1)...20 {
            messages.append(.with { $0.violation = random.violation(id: id) })
            let verdicts = random.verdicts(firstItem: items)
            items += UInt64(verdicts.outcomes.count)
            messages.append(.with { $0.verdicts = verdicts })
        }
        messages.append(.with { $0.summary.items = items })
        let stream = try messages.flatMap { try GeneratedCode.delimited($0) }
        let decoded = DecodedServerStream(random.cut(stream))
        #expect(decoded.error == nil)
        #expect(decoded.messages == messages)
        #expect(decoded.hasEnded)
    }

    @Test(arguments: 1...60) func generatedCodeReadsVerdictsAsWritten(seed: Int) throws {
        var random = WireGenerator(seed: UInt64(seed) + 3_000)
        var stream: [UInt8] = []
        var expected: [WireServerMessage] = []
        var run = VerdictRun()
        var denial = DenialEncoder()
        for first in 0..<5 {
            let verdicts = random.verdicts(firstItem: UInt64(first) * 1_000)
            run.fill(verdicts, &denial)
            run.encode(to: &stream)
            expected.append(.with { $0.verdicts = verdicts })
            let violation = random.violation(id: UInt32(first) + 1)
            ServerMessageEncoder.append(ViolationBody(violation), id: violation.id, to: &stream)
            expected.append(.with { $0.violation = violation })
        }
        let read: [WireServerMessage] = try GeneratedCode.messages(stream)
        #expect(read == expected)
    }
}

extension WireClientMessage.OneOf_Message? {
    fileprivate var isItem: Bool {
        if case .item = self { return true }
        return false
    }
}

extension OutgoingItem {
    init(_ message: WireItem) {
        self.init()
        subject = message.subject
        namespace = Array(message.namespace.utf8)
        operation = .init(rawValue: UInt8(message.operation.rawValue)) ?? .create
        object = [UInt8](message.object)
        oldObject = message.oldObject.isEmpty ? nil : [UInt8](message.oldObject)
        subresource = Array(message.subresource.utf8)
        phase = .init(rawValue: UInt8(message.phase.rawValue)) ?? .byOperation
        encoding = .init(rawValue: UInt8(message.encoding.rawValue)) ?? .ofStream
        path = .init(rawValue: UInt8(message.podPath.rawValue)) ?? .pod
        generateName = Array(message.generateName.utf8)
        volumeClaims = message.volumeClaims.map { Array($0.utf8) }
        isStored = message.stored
    }
}

extension ViolationBody {
    init(_ message: WireViolation) {
        self.init()
        if let type = ViolationType(rawValue: UInt8(message.type.rawValue)) {
            set(
                text: [UInt8](message.text),
                type: type,
                field: [UInt8](message.field),
                badValue: [UInt8](message.badValue),
                detail: [UInt8](message.detail)
            )
        } else {
            set(text: [UInt8](message.text))
        }
    }
}

extension VerdictRun {
    mutating func fill(_ message: WireVerdicts, _ denial: inout DenialEncoder) {
        begin(firstItem: message.firstItem)
        for (index, outcome) in message.outcomes.enumerated() {
            let isMutated = index / 8 < message.mutated.count && message.mutated[index / 8] >> UInt8(index % 8) & 1 == 1
            append(
                ItemOutcome(rawValue: UInt8(outcome.rawValue)) ?? .invalid,
                policy: message.policies[index],
                isMutated: isMutated
            )
        }
        for detail in message.details {
            switch detail.detail {
            case .patch(let bytes): appendPatch([UInt8](bytes), ofItem: Int(detail.item))
            case .reason(let bytes): appendReason([UInt8](bytes), ofItem: Int(detail.item))
            case .denial(let message):
                denial.fill(message)
                appendDenial(denial, ofItem: Int(detail.item))
            case nil: break
            }
        }
    }
}

extension DenialEncoder {
    mutating func fill(_ message: WireDenial) {
        begin(name: [UInt8](message.name), cause: DenialCause(rawValue: UInt8(message.cause.rawValue)) ?? .admit)
        bootstrapRBACMatters = message.bootstrapRbacMatters
        isCut = message.isCut
        var inline = message.inlineViolations.makeIterator()
        for (index, id) in message.violations.enumerated() {
            let policy = message.violationPolicies.isEmpty ? nil : message.violationPolicies[index]
            if id == 0, let next = inline.next() {
                append(inline: ViolationBody(next), policy: policy)
            } else {
                append(violation: id, policy: policy)
            }
        }
    }
}
