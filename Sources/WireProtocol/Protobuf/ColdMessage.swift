import SwiftProtobuf

/// The messages that come once or a few times a stream go through generated code.
enum ColdMessage {
    /// Fails only for a message of more than 2 GiB.
    static func encode(_ message: some SwiftProtobuf.Message) throws(WireError) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            throw WireError(.limit, at: 0, "a message is too large to encode")
        }
    }

    static func decode<Message: SwiftProtobuf.Message>(
        _ bytes: ArraySlice<UInt8>,
        at offset: UInt64
    ) throws(WireError) -> Message {
        do {
            return try Message(serializedBytes: Array(bytes))
        } catch {
            let name = Message.protoMessageName.split(separator: ".").last.map(String.init) ?? ""
            throw WireError(.malformed, at: offset, "`\(name)` cannot be decoded")
        }
    }
}
