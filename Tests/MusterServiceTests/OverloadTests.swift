import Admission
import Manifests
import MusterService
import PolicyObjects
import Testing
import Transport
import WireProtocol

/// What becomes of a batch for which the server has no room any more.
@Suite("No room", .serialized) struct OverloadTests {
    /// A policy that everybody may use and that allows no capability.
    private static var restrictive: PolicySources {
        var sources = PolicySources.eksDefault
        sources.policies = sources.policies.map { policy in
            var policy = policy
            policy.allowedCapabilities = []
            return policy
        }
        return sources
    }

    /// A pod with a denial of some 100 bytes for each capability.
    private static func pod(_ capabilities: Int) -> String {
        let added = (0..<capabilities).map { "\"C\($0)\"" }.joined(separator: ",")
        return
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\","
            + "\"image\":\"i\",\"securityContext\":{\"capabilities\":{\"add\":[\(added)]}}}]}}"
    }

    private static func pod(ofBytes byteCount: Int) -> String {
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"annotations\":{\"a\":\""
            + String(repeating: "x", count: byteCount - 110) + "\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}"
    }

    private static func line(_ pod: String) -> [UInt8] {
        Array(
            ("{\"id\":1,\"namespace\":\"a\",\"user\":{\"username\":\"u\",\"groups\":[\"system:authenticated\"]},\"object\":"
                + pod + "}\n").utf8
        )
    }

    private static func message(_ pod: String) throws -> [UInt8] {
        var item = SampleBatch.item(1)
        item.object = Array(pod.utf8)
        var bytes: [UInt8] = []
        ClientMessageEncoder.append(item, to: &bytes)
        return bytes
    }

    /// The stream's frames up to its end: its body, and the code with which it was reset.
    private static func end(of stream: UInt32, _ connection: RawConnection) throws -> (body: [UInt8], reset: UInt32?) {
        var body: [UInt8] = []
        while true {
            let frame = try connection.next()
            guard frame.stream == stream else { continue }
            if frame.kind == 0 { body += frame.payload }
            if frame.kind == 3 { return (body, frame.payload.reduce(0) { $0 << 8 | UInt32($1) }) }
            if frame.kind <= 1, frame.flags & 1 == 1 { return (body, nil) }
        }
    }

    private static func failure(_ body: [UInt8]) throws -> WireFailure? {
        var decoder = ServerMessageDecoder()
        var position = 0
        while true {
            switch try decoder.next(body.span, from: &position) {
            case .needsBytes: return nil
            case .failure(let failure): return failure
            default: break
            }
        }
    }

    /// RFC 9113, section 7.
    private static let enhanceYourCalm: UInt32 = 0xB

    /// Long, for machines that have much else to do.
    private static func until(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ isTrue: () -> Bool
    ) async throws {
        for _ in 0..<3_000 where !isTrue() { try await Task.sleep(for: .milliseconds(20)) }
        try #require(isTrue(), sourceLocation: sourceLocation)
    }

    // MARK: Large answers

    @Test(
        "while the server holds twice its budget, a batch with a large answer is given up, and one with a small is answered",
        arguments: [true, false]
    )
    func overrun(isLines: Bool) async throws {
        var limits = TransportLimits()
        limits.heldBytes = 60_000
        limits.heldBytesAlways = 1 << 20
        let server = try TestServer(Self.restrictive, isInTheClear: true, limits: limits)
        defer { server.stop() }
        // Opened before: what is overrun accepts nobody.
        let reader = try RawConnection(to: server.address)
        let type = isLines ? MediaType.lines : MediaType.batch
        let large = try reader.open(type)
        let small = try reader.open(type)
        if !isLines {
            for stream in [large, small] {
                try reader.data(stream, try SampleBatch.opening(messages: true), isLast: false)
            }
        }
        // One that does not read: an answer of 200 KB waits.
        let greedy = try RawConnection(to: server.address, answerWindow: 0)
        let held = try greedy.open(MediaType.lines)
        try greedy.data(held, Self.line(Self.pod(2_000)), isLast: true)
        try await Self.until { server.server.counters.heldBytes > 2 * limits.heldBytes }

        func ask(_ stream: UInt32, _ capabilities: Int) throws -> (body: [UInt8], reset: UInt32?) {
            let pod = Self.pod(capabilities)
            try reader.data(stream, isLines ? Self.line(pod) : try Self.message(pod), isLast: true)
            return try Self.end(of: stream, reader)
        }
        let answered = try ask(small, 10)
        #expect(
            answered.reset == nil && answered.body.count > 1_000,
            "\(answered.body.count) \(String(describing: answered.reset))"
        )
        let refused = try ask(large, 2_000)
        if isLines {
            #expect(refused.reset == Self.enhanceYourCalm)
        } else {
            let failure = try Self.failure(refused.body)
            #expect(failure?.code == .unavailable, "\(String(describing: failure))")
            #expect(
                failure?.reason.contains("answers that clients have not read") == true,
                "\(String(describing: failure))"
            )
        }
        // Whoever held it all reads it, and then there is room again.
        try greedy.widen(held, by: 0x7FFF_FFFF)
        #expect(try Self.end(of: held, greedy).body.count > 100_000)
        try await Self.until { server.server.counters.heldBytes == 0 && server.server.batchCount == 0 }
        let again = try reader.open(MediaType.lines)
        try reader.data(again, Self.line(Self.pod(2_000)), isLast: true)
        #expect(try Self.end(of: again, reader).body.count > 100_000)
    }

    // MARK: Large items

    @Test(
        "an item for which there is no room besides its window is given up, and room comes back",
        arguments: [true, false]
    )
    func largeItems(isLines: Bool) async throws {
        let server = try TestServer(Self.restrictive, isInTheClear: true, largeItemBytesMax: 400_000)
        defer { server.stop() }
        let connection = try RawConnection(to: server.address)
        func ask(_ byteCount: Int) throws -> (body: [UInt8], reset: UInt32?) {
            let stream = try connection.open(isLines ? MediaType.lines : MediaType.batch)
            var bytes = isLines ? [] : try SampleBatch.opening()
            let pod = Self.pod(ofBytes: byteCount)
            bytes += isLines ? Self.line(pod) : try Self.message(pod)
            try connection.data(stream, bytes, isLast: true)
            return try Self.end(of: stream, connection)
        }
        // A connection alone has half.
        for _ in 0..<3 {
            let fits = try ask(190_000)
            #expect(fits.reset == nil && !fits.body.isEmpty)
        }
        let refused = try ask(700_000)
        if isLines {
            #expect(refused.reset == Self.enhanceYourCalm)
        } else {
            let failure = try Self.failure(refused.body)
            #expect(failure?.code == .unavailable, "\(String(describing: failure))")
            #expect(failure?.reason.contains("too many large items") == true, "\(String(describing: failure))")
        }
        try await Self.until { server.server.batchCount == 0 }
        let again = try ask(190_000)
        #expect(again.reset == nil && !again.body.isEmpty)
        try await Self.until { server.server.counters.heldBytes == 0 }
    }

    // MARK: Idle streams

    @Test("an idle stream holds no subjects that its evaluated items named", arguments: [1, 20]) func idleSubjects(
        rounds: Int
    ) async throws {
        let server = try TestServer(isInTheClear: true)
        defer { server.stop() }
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.batch))
        var body = try SampleBatch.opening()
        let groups = ["system:authenticated"] + (0..<1_000).map { "group \($0)" }
        let large = RequestSubject(Subject(username: "u", groups: groups)).memoryBytes
        for round in 0..<rounds {
            var subject = WireSubject()
            subject.id = 1
            subject.username = "u\(round)"
            subject.groups = groups
            try ClientMessageEncoder.append(subject, to: &body)
            ClientMessageEncoder.append(SampleBatch.item(round), to: &body)
        }
        // The number means somebody small at last.
        var subject = WireSubject()
        subject.id = 1
        try ClientMessageEncoder.append(subject, to: &body)
        try await exchange.send(body)
        var decoder = ServerMessageDecoder()
        var answered = 0
        while answered < rounds {
            let bytes = try #require(try await exchange.receive())
            var position = 0
            reading: while true {
                switch try decoder.next(bytes.span, from: &position) {
                case .needsBytes: break reading
                case .verdicts(let run): answered += run.outcomes.count
                default: break
                }
            }
        }
        try await Self.until { server.server.counters.heldBytes < large }
        exchange.finish()
        _ = try await exchange.response()
    }
}
