import Admission
import Manifests
import MusterClient
import MusterService
import PolicyObjects
import Testing
import Transport
import WireProtocol

/// What clients can make the server hold has bounds.
@Suite("Limits of memory", .serialized, .timeLimit(.minutes(5)))
struct MemoryLimitTests {
    // MARK: Requesters of lines

    static func line(groups: [String], user: String = "u") -> String {
        let groups = groups.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"id\":1,\"namespace\":\"a\",\"user\":{\"username\":\"\(user)\",\"groups\":[\(groups)]},\"object\":"
            + "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}\n"
    }

    static let name = String(repeating: "g", count: 4_096)

    @Test(
        "a line's requester has the limits of a subject",
        arguments: [
            (line(groups: Array(repeating: "", count: 1_024)), nil),
            (line(groups: Array(repeating: "", count: 1_025)), "1025 groups; at most 1024"),
            (line(groups: [name]), nil),
            (line(groups: [name + "g"]), "longer than 4096 bytes"),
            (line(groups: [], user: name + "g"), "longer than 4096 bytes"),
            // 4 bytes of the id, 3 beside each name.
            (line(groups: Array(repeating: name, count: 15), user: String(repeating: "u", count: 4_044)), nil),
            (
                line(groups: Array(repeating: name, count: 15), user: String(repeating: "u", count: 4_045)),
                "takes 65537 bytes as a `Subject`; at most 65536"
            ),
        ] as [(String, String?)]
    )
    func requesters(line: String, problem: String?) async throws {
        let server = try TestServer()
        defer { server.stop() }
        let response = try await server.connect().evaluate("", line + SampleBatch.line(2))
        #expect(response.lines.count == 3)
        if let problem {
            #expect(response.lines[0].hasPrefix("{\"id\":1,\"line\":1,\"error\":\""), "\(response.lines[0])")
            #expect(response.lines[0].contains(problem), "\(response.lines[0])")
        } else {
            #expect(response.lines[0].hasPrefix("{\"id\":1,\"allowed\":"), "\(response.lines[0])")
        }
        #expect(
            response.lines[1].hasPrefix("{\"id\":2,\"allowed\":true"),
            "the next one is answered: \(response.lines[1])"
        )
    }

    // MARK: Subjects

    /// The failure that ends a stream's answers, and its summary.
    private static func end(_ body: [UInt8]) throws -> (failure: WireFailure?, summary: WireSummary?) {
        var decoder = ServerMessageDecoder()
        var position = 0
        var end: (failure: WireFailure?, summary: WireSummary?) = (nil, nil)
        while true {
            switch try decoder.next(body.span, from: &position) {
            case .needsBytes: return end
            case .failure(let failure): end.failure = failure
            case .summary(let summary): end.summary = summary
            default: break
            }
        }
    }

    @Test("the subjects of all streams share the server's memory", arguments: [true, false])
    func subjects(doFit: Bool) async throws {
        var limits = TransportLimits()
        limits.heldBytes = 8 << 20
        limits.heldBytesAlways = 64 << 10
        let server = try TestServer(limits: limits)
        defer { server.stop() }
        // Two bytes each on the wire, ten times as many here.
        let groups = [String](repeating: "", count: 1_024)
        let each = RequestSubject(Subject(username: "u", groups: groups)).memoryBytes
        let share = limits.heldBytes / 2 / each
        let count = doFit ? share - 10 : share + 5
        var body = try SampleBatch.opening()
        for number in 2...count {
            var subject = WireSubject()
            subject.id = UInt32(number)
            subject.username = "u"
            subject.groups = groups
            try ClientMessageEncoder.append(subject, to: &body)
        }
        ClientMessageEncoder.append(SampleBatch.item(0), to: &body)
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.batch))
        // A stream that has failed takes no more.
        let sending = Task {
            try? await exchange.send(body)
            exchange.finish()
        }
        let end = try Self.end(try await exchange.response().body)
        await sending.value
        if doFit {
            #expect(end.summary?.items == 1, "\(count) subjects of \(each) bytes: \(String(describing: end.failure))")
        } else {
            #expect(end.failure?.code == .unavailable, "\(count) subjects of \(each) bytes: \(end)")
            #expect(end.failure?.reason.contains("subject") == true)
        }
        for _ in 0..<200 where server.server.counters.heldBytes > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(server.server.counters.heldBytes == 0, "the subjects are forgotten with their stream")
    }

    @Test("a subject that is redefined for each item takes no more than what is under way")
    func redefinedSubjects() async throws {
        var limits = TransportLimits()
        limits.heldBytes = 8 << 20
        let server = try TestServer(limits: limits)
        defer { server.stop() }
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.batch))
        async let response = exchange.response()
        var body = try SampleBatch.opening()
        for number in 0..<2_000 {
            var subject = WireSubject()
            subject.id = 1
            subject.username = "u\(number)"
            subject.groups = ["system:authenticated"] + (0..<100).map { "group-\($0)" }
            try ClientMessageEncoder.append(subject, to: &body)
            ClientMessageEncoder.append(SampleBatch.item(number), to: &body)
            if body.count > 60_000 {
                try await exchange.send(body)
                body.removeAll()
            }
        }
        try await exchange.send(body)
        exchange.finish()
        #expect(try Self.end(try await response.body).summary?.allowed == 2_000)
    }

    // MARK: Definitions

    @Test("violations beyond the connection's share are sent inline, and the stream goes on")
    func definitions() async throws {
        var limits = TransportLimits()
        limits.heldBytes = 200_000
        limits.heldBytesAlways = 10_000
        limits.streamWindowBytes = 128 << 10
        limits.connectionWindowBytes = 256 << 10
        let server = try TestServer(Self.restrictive, limits: limits)
        defer { server.stop() }
        let exchange = try await server.connect().exchange(SampleBatch.head(MediaType.batch))
        async let response = exchange.response()
        let count = 4_000
        var body = try SampleBatch.opening(messages: true)
        for number in 0..<count {
            var item = SampleBatch.item(number)
            let text =
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\","
                + "\"image\":\"i\",\"securityContext\":{\"capabilities\":{\"add\":[\"C\(number)\"]}}}]}}"
            item.object = Array(text.utf8)
            ClientMessageEncoder.append(item, to: &body)
            if body.count > 30_000 {
                try await exchange.send(body)
                body.removeAll()
            }
        }
        try await exchange.send(body)
        exchange.finish()
        let answer = try await response.body
        #expect(try Self.end(answer).summary?.denied == UInt64(count))
        var (defined, inline) = (0, 0)
        var decoder = ServerMessageDecoder()
        var position = 0
        reading: while true {
            switch try decoder.next(answer.span, from: &position) {
            case .needsBytes: break reading
            case .violation: defined += 1
            case .verdicts(let run):
                for detail in run.details {
                    if case .denial(let denial) = detail.content { inline += denial.inline.count }
                }
            default: break
            }
        }
        #expect(defined + inline == count && defined > 100 && inline > 100, "\(defined) defined, \(inline) inline")
    }

    // MARK: Answers

    /// A line whose denial has a long message.
    private static func deniedLine(_ capabilities: Int) -> [UInt8] {
        let added = (0..<capabilities).map { "\"C\($0)\"" }.joined(separator: ",")
        return Array(
            ("{\"id\":1,\"namespace\":\"a\",\"user\":{\"username\":\"u\",\"groups\":[\"system:authenticated\"]},\"object\":"
                + "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\","
                + "\"image\":\"i\",\"securityContext\":{\"capabilities\":{\"add\":[\(added)]}}}]}}}\n").utf8
        )
    }

    @Test("answers that a client does not read are bounded, and all arrive when it does")
    func unreadAnswers() async throws {
        var limits = TransportLimits()
        limits.unsentBytesPerConnection = 200_000
        let server = try TestServer(Self.restrictive, isInTheClear: true, limits: limits)
        defer { server.stop() }
        let connection = try RawConnection(to: server.address, answerWindow: 0)
        let line = Self.deniedLine(2_000)
        let streams = try (0..<40).map { _ in try connection.open(MediaType.lines) }
        for stream in streams { try connection.data(stream, line, isLast: true) }
        let answer = 2_000 * 100
        // Until all is held that ever will be: for some time nothing changes any more.
        var (heldMax, held, looksWithoutChange) = (0, -1, 0)
        while looksWithoutChange < 20 || heldMax < answer {
            try await Task.sleep(for: .milliseconds(50))
            looksWithoutChange = held == server.server.counters.heldBytes ? looksWithoutChange + 1 : 0
            held = server.server.counters.heldBytes
            heldMax = max(heldMax, held)
        }
        // Requests, the bound, and an answer for each worker and the loop.
        #expect(heldMax < 40 * line.count + 200_000 + 8 * answer, "\(heldMax) bytes were held")
        for stream in streams { try connection.widen(stream, by: 0x7FFF_FFFF) }
        var bodies: [UInt32: [UInt8]] = [:]
        var ended = 0
        while ended < streams.count {
            let frame = try connection.next()
            guard frame.kind == 0 else { continue }
            bodies[frame.stream, default: []] += frame.payload
            if frame.flags & 1 == 1 { ended += 1 }
        }
        for stream in streams {
            let body = bodies[stream] ?? []
            #expect(body.count > answer, "stream \(stream): \(body.count) bytes")
            #expect(String(decoding: body.suffix(200), as: UTF8.self).contains("\"denied\":1"))
        }
        for _ in 0..<100 where server.server.counters.heldBytes > 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(server.server.counters.heldBytes == 0)
    }

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

    // MARK: Texts

    @Test("a violation that the table of a slice has no room for does not shift those behind it")
    func longTexts() {
        func body(_ text: String, _ count: Int) -> ViolationBody {
            var body = ViolationBody()
            body.set(text: Array(String(repeating: text, count: count).utf8))
            return body
        }
        var verdicts = SliceVerdicts(tableBytesMax: 100)
        let (first, long, second) = (body("a", 10), body("b", 200), body("c", 10))
        let places = [first, long, second, first, second, long, second].map { verdicts.intern($0) }
        #expect(places == [0, 1, 2, 0, 2, 3, 2])
        #expect(places.map { verdicts.bodies[$0] } == [first, long, second, first, second, long, second])
    }
}
