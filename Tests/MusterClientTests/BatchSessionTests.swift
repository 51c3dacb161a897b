import MusterClient
import Testing
import WireProtocol

/// The client's state machine against a simulated server, over streams that are cut anywhere.
@Suite struct BatchSessionTests {
    private static let open: WireOpen = {
        var open = WireOpen()
        open.messages = true
        open.errors = true
        open.patches = true
        return open
    }()

    @Test(arguments: 1...200) func everyItemGetsOneVerdictWhateverIsCut(seed: Int) throws {
        var random = SeededRandom(seed)
        let items = (0..<Int.random(in: 0...120, using: &random)).map { _ in random.item() }
        var session = BatchSession(Self.open)
        var pushed = 0
        var verdicts: [ItemVerdict] = []
        var streams = 0
        while !session.hasSummary {
            streams += 1
            session.beginStream()
            var server = SimulatedServer(random)
            // The first streams are cut after so many bytes of the answer.
            var budget = streams <= 4 ? Int.random(in: 0...600, using: &random) : Int.max
            var hasFinished = false
            stream: while !hasFinished {
                while pushed < items.count, Bool.random(using: &random) {
                    session.push(items[pushed])
                    pushed += 1
                }
                if pushed == items.count { session.finishInput() }
                var request: [UInt8] = []
                if session.hasBytesToSend {
                    try session.nextChunk(upTo: Int.random(in: 1...300, using: &random), into: &request)
                }
                var response = request.isEmpty ? [] : try server.receive(request)
                if session.isRequestAtEnd {
                    response += try server.finish()
                    hasFinished = true
                }
                for piece in Self.cut(response, &random) {
                    let taken = Array(piece.prefix(budget))
                    budget -= taken.count
                    let failure = try session.receive(taken, into: &verdicts)
                    #expect(failure == nil)
                    if taken.count < piece.count { break stream }
                }
            }
        }
        #expect(session.isComplete)
        #expect(session.unansweredBytes == 0)
        let expected = items.enumerated().map { SimulatedServer.verdict($1, number: UInt64($0)) }
        #expect(verdicts.sorted { $0.number < $1.number } == expected)
    }

    private static func cut(_ bytes: [UInt8], _ random: inout SeededRandom) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let count = min(bytes.count - start, Int.random(in: 1...90, using: &random))
            pieces.append(Array(bytes[start..<start + count]))
            start += count
        }
        return pieces
    }

    @Test func subjectsAreDefinedOnceAStreamAndAgainOnTheNext() throws {
        var session = BatchSession(Self.open)
        var random = SeededRandom(1)
        var item = random.item()
        for name in ["a", "b", "a", "a", "b", ""] {
            item.requester = ClientSubject(username: Array(name.utf8))
            session.push(item)
        }
        session.finishInput()
        for _ in 0..<2 {
            session.beginStream()
            var request: [UInt8] = []
            try session.nextChunk(upTo: .max, into: &request)
            var server = SimulatedServer(SeededRandom(1))
            _ = try server.receive(request)
            #expect(server.requesters.map { String(decoding: $0, as: UTF8.self) } == ["a", "b", "a", "a", "b", ""])
        }
    }

    @Test func aFailureThatPassesIsReturnedAndAnyOtherIsThrown() throws {
        for (code, isThrown) in [(WireFailureCode.unavailable, false), (.unknownPolicySet, true), (.malformed, true)] {
            var session = BatchSession(Self.open)
            session.beginStream()
            var failure = WireFailure()
            failure.code = code
            failure.reason = "because"
            var bytes: [UInt8] = []
            try ServerMessageEncoder.append(failure, to: &bytes)
            var verdicts: [ItemVerdict] = []
            if isThrown {
                #expect(throws: ClientError(.failed, "")) { try session.receive(bytes, into: &verdicts) }
            } else {
                let passing = try session.receive(bytes, into: &verdicts)
                #expect(passing == failure)
            }
        }
    }

    /// What a server may not say, in answer to two items.
    enum Lie: CaseIterable {
        case verdictTwice, verdictOnUnsentItem, unknownPolicy, unknownViolation, wrongCount, wrongChecksum, earlySummary
    }

    @Test(arguments: Lie.allCases) func aServerThatContradictsItselfIsNotBelieved(lie: Lie) throws {
        var session = BatchSession(Self.open)
        var random = SeededRandom(3)
        session.push(random.item())
        session.push(random.item())
        session.finishInput()
        session.beginStream()
        var request: [UInt8] = []
        try session.nextChunk(upTo: .max, into: &request)
        var bytes: [UInt8] = []
        var opened = WireOpened()
        opened.policies = ["p"]
        try ServerMessageEncoder.append(opened, to: &bytes)
        var tally = VerdictTally()
        var run = VerdictRun()
        run.begin(firstItem: lie == .verdictOnUnsentItem ? 1 : 0)
        run.append(.allowed, policy: lie == .unknownPolicy ? 2 : 1)
        if lie == .unknownViolation {
            run.append(.denied)
            var denial = DenialEncoder()
            denial.begin(name: [], cause: .admit)
            denial.append(violation: 1)
            run.appendDenial(denial, ofItem: 1)
        } else if lie != .earlySummary {
            run.append(.allowed, policy: 1)
        }
        try tally.add(run)
        run.encode(to: &bytes)
        if lie == .verdictTwice { run.encode(to: &bytes) }
        var summary = tally.summary
        if lie == .wrongCount { summary.denied += 1 }
        if lie == .wrongChecksum { summary.checksum ^= 1 }
        try ServerMessageEncoder.append(summary, to: &bytes)
        var verdicts: [ItemVerdict] = []
        #expect(throws: ClientError(.protocolViolation, "")) { try session.receive(bytes, into: &verdicts) }
    }
}

@Suite struct ServerLocationTests {
    @Test(arguments: [
        ("https://muster:9443", "muster:9443", true), ("https://muster/", "muster:443", true),
        ("http://127.0.0.1:80", "127.0.0.1:80", false), ("https://[::1]", "[::1]:443", true),
        ("http://muster", "muster:80", false),
        ("HTTPS://[::1]:7", "[::1]:7", true), ("https+unix:/run/m.sock", "unix:/run/m.sock", true),
        ("http+unix:/run/m.sock", "unix:/run/m.sock", false), ("unix:/run/m.sock", "unix:/run/m.sock", true),
    ])
    func aServerIsFound(text: String, address: String, usesTLS: Bool) throws {
        let location = try ServerLocation(parsing: text)
        #expect("\(location.address)" == address)
        #expect(location.usesTLS == usesTLS)
    }

    @Test(arguments: [
        "muster:9443", "ftp://x", "https:x", "https://u@x", "https://x/y", "https://x:y", "https://", "", "unix",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(throws: ClientError(.invalidServer, "")) { try ServerLocation(parsing: text) }
    }
}
