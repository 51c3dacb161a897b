/// Finds the messages in a stream of bytes that comes in any cut: a varint with the length, then that many bytes.
///
/// It copies nothing and keeps nothing but where it is. The owner asks `next` for what comes, and takes the bytes itself.
struct DelimitedFraming: Sendable {
    enum Step {
        /// The input is used up in the middle of a length.
        case needsBytes
        /// A message of so many bytes begins.
        case begins(byteCount: Int)
        /// This part of the input belongs to the message; `isLast` completes it.
        case bytes(Range<Int>, isLast: Bool)
    }

    /// A length takes at most so many bytes.
    private static let lengthBytesMax = 5

    /// How many bytes of the stream have been passed.
    private(set) var offset: UInt64 = 0
    /// Where the current message's length, and where its first byte is in the stream.
    private(set) var lengthOffset: UInt64 = 0
    private(set) var bodyOffset: UInt64 = 0
    private var length: UInt64 = 0
    private var lengthBytes = 0
    /// What is still missing of the current message; -1 between messages.
    private var missing = -1

    init() {}

    /// True between messages: the only place at which a stream may end.
    var isBetweenMessages: Bool { missing < 0 && lengthBytes == 0 }

    /// The length of a message is known, and not all of its bytes have come.
    var isInsideMessage: Bool { missing >= 0 }

    /// The current message with its length.
    var messageByteCount: Int { Int(bodyOffset - lengthOffset) + Int(length) }

    mutating func next(_ input: Span<UInt8>, from position: inout Int) throws(WireError) -> Step {
        if missing >= 0 { return body(input, from: &position) }
        while position < input.count {
            let byte = input[position]
            if lengthBytes == 0 {
                lengthOffset = offset
                length = 0
            }
            length |= UInt64(byte & 0x7F) << UInt64(7 * lengthBytes)
            lengthBytes += 1
            position += 1
            offset += 1
            if byte < 0x80 {
                guard length <= UInt64(WireLimits.lengthMax) else {
                    throw WireError(
                        .malformed,
                        at: lengthOffset,
                        "a message of \(length) bytes, longer than protobuf allows"
                    )
                }
                lengthBytes = 0
                bodyOffset = offset
                missing = Int(length)
                return .begins(byteCount: missing)
            }
            if lengthBytes == Self.lengthBytesMax {
                throw WireError(.malformed, at: lengthOffset, "the length of a message takes more than 5 bytes")
            }
        }
        return .needsBytes
    }

    private mutating func body(_ input: Span<UInt8>, from position: inout Int) -> Step {
        let count = min(missing, input.count - position)
        let range = position..<position + count
        position += count
        offset += UInt64(count)
        missing -= count
        if missing > 0 { return .bytes(range, isLast: false) }
        missing = -1
        return .bytes(range, isLast: true)
    }
}
