import Foundation
import SwiftProtobuf
import WireProtocol

/// The generated code as second opinion: the same streams, written and read by SwiftProtobuf.
enum GeneratedCode {
    static func delimited(_ message: some SwiftProtobuf.Message) throws -> [UInt8] {
        let content: [UInt8] = try message.serializedBytes()
        var bytes: [UInt8] = []
        var length = content.count
        while length >= 0x80 {
            bytes.append(UInt8(length & 0x7F) | 0x80)
            length >>= 7
        }
        return bytes + [UInt8(length)] + content
    }

    static func messages<Message: SwiftProtobuf.Message>(_ bytes: [UInt8]) throws -> [Message] {
        var messages: [Message] = []
        var index = 0
        while index < bytes.count {
            var length = 0
            var shift = 0
            repeat {
                length |= Int(bytes[index] & 0x7F) << shift
                shift += 7
                index += 1
            } while bytes[index - 1] >= 0x80
            messages.append(try Message(serializedBytes: Array(bytes[index..<index + length])))
            index += length
        }
        return messages
    }
}

/// What the client message decoder makes of a stream, put back into generated messages.
struct DecodedClientStream {
    var messages: [WireClientMessage] = []
    var faults: [ReceivedItem.Fault?] = []
    var items: [ReceivedItem] = []
    var error: WireError?

    /// Reads `pieces`; the slab is exchanged when it would grow beyond `slabBytes`.
    init(_ pieces: [[UInt8]], limits: WireLimits = .standard, slabBytes: Int = 4_096) {
        var decoder = ClientMessageDecoder(limits: limits)
        var slab: [UInt8] = []
        do throws(WireError) {
            for piece in pieces {
                var position = 0
                reading: while true {
                    switch try decoder.next(piece.span, from: &position, into: &slab) {
                    case .needsBytes: break reading
                    case .begins(let byteCount): if slab.count + byteCount > slabBytes { slab = [] }
                    case .open(let open): messages.append(.with { $0.open = open })
                    case .subject(let subject): messages.append(.with { $0.subject = subject })
                    case .item(let item):
                        items.append(item)
                        faults.append(item.fault)
                        messages.append(.with { $0.item = Self.message(item, slab) })
                    }
                }
            }
            try decoder.finish()
        } catch {
            self.error = error
        }
    }

    private static func message(_ item: ReceivedItem, _ slab: [UInt8]) -> WireItem {
        func text(_ range: ByteRange) -> String { String(decoding: slab[range.indices], as: UTF8.self) }
        var message = WireItem()
        message.subject = item.subject
        message.namespace = text(item.namespace)
        message.operation = WireOperation(rawValue: Int(item.operation.rawValue)) ?? .create
        message.object = Data(slab[item.object.indices])
        if let oldObject = item.oldObject { message.oldObject = Data(slab[oldObject.indices]) }
        message.subresource = text(item.subresource)
        message.phase = WirePhase(rawValue: Int(item.phase.rawValue)) ?? .unspecified
        message.encoding = WirePodEncoding(rawValue: Int(item.encoding.rawValue)) ?? .unspecified
        message.podPath = WirePodPath(rawValue: Int(item.path.rawValue)) ?? .pod
        message.generateName = text(item.generateName)
        item.forEachVolumeClaim(slab.span) { message.volumeClaims.append(text($0)) }
        message.stored = item.isStored
        return message
    }
}

/// What the server message decoder makes of a stream, put back into generated messages.
struct DecodedServerStream {
    var messages: [WireServerMessage] = []
    var hasEnded = false
    var error: WireError?

    init(_ pieces: [[UInt8]]) {
        var decoder = ServerMessageDecoder()
        do throws(WireError) {
            for piece in pieces {
                var position = 0
                reading: while true {
                    switch try decoder.next(piece.span, from: &position) {
                    case .needsBytes: break reading
                    case .opened(let opened): messages.append(.with { $0.opened = opened })
                    case .verdicts(let verdicts): messages.append(.with { $0.verdicts = Self.message(verdicts) })
                    case .violation(let violation): messages.append(.with { $0.violation = Self.violation(violation) })
                    case .summary(let summary): messages.append(.with { $0.summary = summary })
                    case .failure(let failure): messages.append(.with { $0.failure = failure })
                    }
                }
            }
        } catch {
            self.error = error
        }
        hasEnded = decoder.hasEnded
    }

    private static func violation(_ received: ReceivedViolation) -> WireViolation {
        var message = WireViolation()
        message.id = received.id
        message.text = Data(received.text)
        message.type = received.type.flatMap { WireErrorType(rawValue: Int($0.rawValue)) } ?? .unspecified
        message.field = Data(received.field)
        message.badValue = Data(received.badValue)
        message.detail = Data(received.detail)
        return message
    }

    private static func message(_ received: ReceivedVerdicts) -> WireVerdicts {
        var message = WireVerdicts()
        message.firstItem = received.firstItem
        message.outcomes = received.outcomes.map { WireOutcome(rawValue: Int($0.rawValue)) ?? .unspecified }
        message.policies = received.policies
        message.mutated = Data(received.mutated)
        message.details = received.details.map { received in
            var detail = WireDetail()
            detail.item = UInt32(received.item)
            switch received.content {
            case .patch(let bytes): detail.patch = Data(bytes)
            case .reason(let bytes): detail.reason = Data(bytes)
            case .denial(let denial):
                detail.denial.name = Data(denial.name)
                detail.denial.cause = WireCause(rawValue: Int(denial.cause.rawValue)) ?? .unspecified
                detail.denial.violations = denial.violations
                detail.denial.inlineViolations = denial.inline.map(Self.violation)
                detail.denial.violationPolicies = denial.policies
                detail.denial.bootstrapRbacMatters = denial.bootstrapRBACMatters
                detail.denial.isCut = denial.isCut
            }
            return detail
        }
        return message
    }
}
