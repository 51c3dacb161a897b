import Foundation
import JSONScan
import SwiftProtobuf
import TestVectors

/// The files in proto-spec/vectors.
enum ProtocolVectors {
    struct Stream: Sendable, CustomStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// JSON of the messages, as protobuf maps them.
        var messages: [String]
        /// Whether the bytes are what an encoder writes.
        var isCanonical: Bool
        /// Numbers of the items that are invalid by themselves.
        var invalid: [Int]

        var description: String { name }

        func decodedMessages<Message: SwiftProtobuf.Message>() throws -> [Message] {
            try messages.map { try Message(jsonString: $0) }
        }
    }

    struct Malformed: Sendable, CustomStringConvertible {
        var name: String
        var bytes: [UInt8]
        var code: String
        var offset: UInt64?

        var description: String { name }
    }

    static let directory = SharedFiles.project.appendingPathComponent("proto-spec/vectors")

    static func streams(_ side: String) -> [Stream] {
        file("streams.json", side).map { vector in
            var writer = JSONWriter()
            return Stream(
                name: vector["name"]?.string ?? "",
                bytes: hex(vector["hex"]?.string ?? "?"),
                messages: (vector["messages"]?.array ?? []).map { message in
                    writer = JSONWriter()
                    writer.value(message)
                    return String(decoding: writer.bytes, as: UTF8.self)
                },
                isCanonical: vector["canonical"]?.bool ?? true,
                invalid: (vector["invalid"]?.array ?? []).compactMap { $0.integer.map { Int($0) } }
            )
        }
    }

    static func malformed(_ side: String) -> [Malformed] {
        file("malformed.json", side).map { vector in
            Malformed(
                name: vector["name"]?.string ?? "",
                bytes: hex(vector["hex"]?.string ?? "?"),
                code: vector["code"]?.string ?? "",
                offset: vector["offset"]?.integer.map { UInt64($0) }
            )
        }
    }

    private static func file(_ name: String, _ side: String) -> [JSONValue] {
        guard let bytes = try? SharedFiles.bytes(at: directory.appendingPathComponent(name)) else { return [] }
        return (try? JSONParser.parse(bytes))?[side]?.array ?? []
    }

    /// Bytes of hexadecimal digits, blanks between them allowed.
    static func hex(_ text: some StringProtocol) -> [UInt8] {
        let digits = text.utf8.compactMap { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        return stride(from: 0, to: digits.count - digits.count % 2, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
