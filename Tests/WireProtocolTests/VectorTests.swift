import Foundation
import SwiftProtobuf
import TestVectors
import Testing
import WireProtocol

/// The protocol's vectors, which other implementations reproduce as well, against the codec.
@Suite struct VectorTests {
    @Test func theFilesAreThere() {
        #expect(ProtocolVectors.streams("client").count >= 8)
        #expect(ProtocolVectors.streams("server").count >= 5)
        #expect(ProtocolVectors.malformed("client").count >= 26)
        #expect(ProtocolVectors.malformed("server").count >= 17)
    }

    @Test(arguments: ProtocolVectors.streams("client"))
    func requestsMeanWhatTheyShould(vector: ProtocolVectors.Stream) throws {
        let expected: [WireClientMessage] = try vector.decodedMessages()
        for step in [1, 2, 7, 1_000] {
            let decoded = DecodedClientStream(Self.pieces(vector.bytes, step))
            #expect(decoded.error == nil)
            #expect(decoded.faults.indices.filter { decoded.faults[$0] != nil } == vector.invalid)
            if vector.invalid.isEmpty { #expect(decoded.messages == expected) }
        }
        guard vector.isCanonical, vector.invalid.isEmpty else { return }
        var written: [UInt8] = []
        for message in expected {
            switch message.message {
            case .open(let open): try ClientMessageEncoder.append(open, to: &written)
            case .subject(let subject): try ClientMessageEncoder.append(subject, to: &written)
            case .item(let item): ClientMessageEncoder.append(OutgoingItem(item), to: &written)
            case nil: Issue.record("a message without a member")
            }
        }
        #expect(written == vector.bytes)
    }

    @Test(arguments: ProtocolVectors.streams("server"))
    func responsesMeanWhatTheyShould(vector: ProtocolVectors.Stream) throws {
        let expected: [WireServerMessage] = try vector.decodedMessages()
        for step in [1, 2, 7, 1_000] {
            let decoded = DecodedServerStream(Self.pieces(vector.bytes, step))
            #expect(decoded.error == nil)
            #expect(decoded.messages == expected.filter { $0.message != nil })
            #expect(decoded.hasEnded)
        }
        guard vector.isCanonical else { return }
        #expect(try Self.written(expected) == vector.bytes)
    }

    private static func written(_ messages: [WireServerMessage]) throws -> [UInt8] {
        var written: [UInt8] = []
        var tally = VerdictTally()
        var denial = DenialEncoder()
        for message in messages {
            switch message.message {
            case .opened(let opened): try ServerMessageEncoder.append(opened, to: &written)
            case .violation(let violation):
                ServerMessageEncoder.append(ViolationBody(violation), id: violation.id, to: &written)
            case .verdicts(let verdicts):
                var run = VerdictRun()
                run.fill(verdicts, &denial)
                try tally.add(run)
                run.encode(to: &written)
            case .summary(let summary):
                #expect(tally.summary == summary)
                try ServerMessageEncoder.append(summary, to: &written)
            case .failure(let failure): try ServerMessageEncoder.append(failure, to: &written)
            case nil: Issue.record("a message without a member")
            }
        }
        return written
    }

    @Test(arguments: ProtocolVectors.malformed("client"))
    func malformedRequestsFailAtTheirByte(vector: ProtocolVectors.Malformed) {
        for step in [1, 3, 1_000] {
            let error = DecodedClientStream(Self.pieces(vector.bytes, step)).error
            #expect(error.map { Self.name($0.code) } == vector.code)
            #expect(error?.offset == vector.offset)
        }
    }

    @Test(arguments: ProtocolVectors.malformed("server"))
    func malformedResponsesAreNotBelieved(vector: ProtocolVectors.Malformed) {
        for step in [1, 3, 1_000] {
            let decoded = DecodedServerStream(Self.pieces(vector.bytes, step))
            guard vector.code != "cut" else {
                #expect(decoded.error == nil)
                #expect(!decoded.hasEnded)
                continue
            }
            #expect(decoded.error.map { Self.name($0.code) } == vector.code)
            if let offset = vector.offset { #expect(decoded.error?.offset == offset) }
        }
    }

    /// The blocks marked `hex` in SPEC.md are the worked example's bytes, each line's comment behind `#`.
    @Test func theSpecificationShowsTheWorkedExample() throws {
        let text = try String(
            contentsOf: SharedFiles.project.appendingPathComponent("proto-spec/SPEC.md"),
            encoding: .utf8
        )
        var blocks: [[UInt8]] = []
        var isInside = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "```hex" {
                isInside = true
                blocks.append([])
            } else if line == "```" {
                isInside = false
            } else if isInside {
                blocks[blocks.count - 1] += ProtocolVectors.hex(line.prefix { $0 != "#" })
            }
        }
        let examples = [ProtocolVectors.streams("client").first, ProtocolVectors.streams("server").first]
        #expect(blocks == examples.map { $0?.bytes ?? [] })
    }

    private static func name(_ code: WireError.Code) -> String {
        switch code {
        case .malformed: "MALFORMED"
        case .limit: "LIMIT"
        case .outOfOrder: "OUT_OF_ORDER"
        case .unsupported: "UNSUPPORTED"
        }
    }

    private static func pieces(_ bytes: [UInt8], _ step: Int) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: step).map { Array(bytes[$0..<min($0 + step, bytes.count)]) }
    }
}
