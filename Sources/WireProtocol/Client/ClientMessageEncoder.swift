import SwiftProtobuf

/// An item to send: the bytes are the caller's.
package struct OutgoingItem: Sendable, Equatable {
    package var subject: UInt32 = 0
    package var operation = ReceivedItem.Operation.create
    package var phase = ReceivedItem.Phase.byOperation
    package var encoding = ReceivedItem.Encoding.ofStream
    package var path = ReceivedItem.Path.pod
    package var namespace: [UInt8] = []
    package var object: [UInt8] = []
    package var oldObject: [UInt8]?
    package var subresource: [UInt8] = []
    package var generateName: [UInt8] = []
    package var volumeClaims: [[UInt8]] = []
    package var isStored = false

    package init() {}
}

/// Writes the body of an evaluate request: each message with its length, appended to `output`.
package enum ClientMessageEncoder {
    package static func append(_ open: WireOpen, to output: inout [UInt8]) throws(WireError) {
        try append(open, as: .open, to: &output)
    }

    package static func append(_ subject: WireSubject, to output: inout [UInt8]) throws(WireError) {
        try append(subject, as: .subject, to: &output)
    }

    package static func append(_ item: OutgoingItem, to output: inout [UInt8]) {
        let byteCount = size(item)
        output.appendVarint(UInt64(FieldSize.field(byteCount)))
        output.appendHeader(ClientMember.item.rawValue, byteCount: byteCount)
        output.appendVarintFieldUnlessZero(ItemField.subject.rawValue, UInt64(item.subject))
        output.appendFieldUnlessEmpty(ItemField.namespace.rawValue, item.namespace)
        output.appendVarintFieldUnlessZero(ItemField.operation.rawValue, UInt64(item.operation.rawValue))
        output.appendFieldUnlessEmpty(ItemField.object.rawValue, item.object)
        if let oldObject = item.oldObject { output.appendField(ItemField.oldObject.rawValue, oldObject) }
        output.appendFieldUnlessEmpty(ItemField.subresource.rawValue, item.subresource)
        output.appendVarintFieldUnlessZero(ItemField.phase.rawValue, UInt64(item.phase.rawValue))
        output.appendVarintFieldUnlessZero(ItemField.encoding.rawValue, UInt64(item.encoding.rawValue))
        output.appendVarintFieldUnlessZero(ItemField.path.rawValue, UInt64(item.path.rawValue))
        output.appendFieldUnlessEmpty(ItemField.generateName.rawValue, item.generateName)
        for claim in item.volumeClaims { output.appendField(ItemField.volumeClaims.rawValue, claim) }
        output.appendVarintFieldUnlessZero(ItemField.stored.rawValue, item.isStored ? 1 : 0)
    }

    /// The bytes that the item's fields take; all field numbers are below 16.
    private static func size(_ item: OutgoingItem) -> Int {
        var count = FieldSize.varintFieldUnlessZero(UInt64(item.subject))
        count += FieldSize.fieldUnlessEmpty(item.namespace.count)
        count += FieldSize.varintFieldUnlessZero(UInt64(item.operation.rawValue))
        count += FieldSize.fieldUnlessEmpty(item.object.count)
        if let oldObject = item.oldObject { count += FieldSize.field(oldObject.count) }
        count += FieldSize.fieldUnlessEmpty(item.subresource.count)
        count += FieldSize.varintFieldUnlessZero(UInt64(item.phase.rawValue))
        count += FieldSize.varintFieldUnlessZero(UInt64(item.encoding.rawValue))
        count += FieldSize.varintFieldUnlessZero(UInt64(item.path.rawValue))
        count += FieldSize.fieldUnlessEmpty(item.generateName.count)
        for claim in item.volumeClaims { count += FieldSize.field(claim.count) }
        count += FieldSize.varintFieldUnlessZero(item.isStored ? 1 : 0)
        return count
    }

    private static func append(
        _ message: some SwiftProtobuf.Message,
        as member: ClientMember,
        to output: inout [UInt8]
    ) throws(WireError) {
        let content = try ColdMessage.encode(message)
        output.appendVarint(UInt64(FieldSize.field(content.count)))
        output.appendField(member.rawValue, content)
    }
}
