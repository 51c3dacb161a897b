import SwiftProtobuf

/// The members of `ServerMessage`.
enum ServerMember: UInt32 {
    case opened = 1
    case verdicts = 2
    case violation = 3
    case summary = 4
    case failure = 5
}

/// Writes the body of an evaluate response: each message with its length, appended to `output`.
///
/// For verdicts see `VerdictRun`.
package enum ServerMessageEncoder {
    package static func append(_ opened: WireOpened, to output: inout [UInt8]) throws(WireError) {
        try append(opened, as: .opened, to: &output)
    }

    package static func append(_ summary: WireSummary, to output: inout [UInt8]) throws(WireError) {
        try append(summary, as: .summary, to: &output)
    }

    package static func append(_ failure: WireFailure, to output: inout [UInt8]) throws(WireError) {
        try append(failure, as: .failure, to: &output)
    }

    /// The definition of a violation that `ViolationTable.intern` called new.
    package static func append(_ violation: ViolationBody, id: UInt32, to output: inout [UInt8]) {
        let byteCount = FieldSize.varintFieldUnlessZero(UInt64(id)) + violation.bytes.count
        output.appendVarint(UInt64(FieldSize.field(byteCount)))
        output.appendHeader(ServerMember.violation.rawValue, byteCount: byteCount)
        output.appendVarintFieldUnlessZero(1, UInt64(id))
        output.append(contentsOf: violation.bytes)
    }

    private static func append(
        _ message: some SwiftProtobuf.Message,
        as member: ServerMember,
        to output: inout [UInt8]
    ) throws(WireError) {
        let content = try ColdMessage.encode(message)
        output.appendVarint(UInt64(FieldSize.field(content.count)))
        output.appendField(member.rawValue, content)
    }
}

extension WireFailure {
    /// What a server says about a stream that it cannot read.
    package init(_ error: WireError) {
        self.init()
        code =
            switch error.code {
            case .malformed: .malformed
            case .limit: .limit
            case .outOfOrder: .outOfOrder
            case .unsupported: .unsupported
            }
        offset = error.offset
        reason = error.reason
    }
}

extension WireStreamLimits {
    /// What `Opened` says about the limits.
    package init(_ limits: WireLimits) {
        self.init()
        objectBytes = UInt32(truncatingIfNeeded: limits.objectBytesMax)
        messageBytes = UInt32(truncatingIfNeeded: limits.messageBytesMax)
        subjects = UInt32(truncatingIfNeeded: limits.subjectsMax)
        subjectTableBytes = UInt32(truncatingIfNeeded: limits.subjectTableBytesMax)
    }
}
