import Glibc
import Locking
import MusterClient
import Testing
import Transport
import WireProtocol

/// The simulated server behind a socket, which resets streams after some bytes of the answer, as often as it is told.
private final class SimulatedService: HTTP2Service {
    let cutsLeft: Locked<[Int]>
    let streams = Locked(0)
    /// So many streams end in order, but without their summary.
    let summariesLeftOut: Int

    init(cutAfter bytes: [Int], summariesLeftOut: Int) {
        cutsLeft = Locked(bytes)
        self.summariesLeftOut = summariesLeftOut
    }

    func open(_ stream: HTTP2Stream, _ head: RequestHead) -> any HTTP2StreamHandler {
        let number = streams.withLock { streams in
            streams += 1
            return streams
        }
        let budget = cutsLeft.withLock { $0.isEmpty ? Int.max : $0.removeFirst() }
        // A negative number stands for overload.
        guard budget >= 0 else {
            stream.respond(status: 503, body: Array("busy".utf8))
            return DiscardingHandler(stream)
        }
        let handler = SimulatedHandler(stream, SimulatedServer(SeededRandom(number)), budget)
        handler.leavesSummaryOut = number <= summariesLeftOut
        return handler
    }
}

private final class SimulatedHandler: HTTP2StreamHandler {
    private let stream: HTTP2Stream
    private var server: SimulatedServer
    private var budget: Int
    var leavesSummaryOut = false

    init(_ stream: HTTP2Stream, _ server: SimulatedServer, _ budget: Int) {
        self.stream = stream
        self.server = server
        self.budget = budget
        stream.respond(status: 200, headers: [HeaderField("content-type", MediaType.batch)])
    }

    func received(_ bytes: RawSpan) {
        let copy = bytes.withUnsafeBytes { Array($0) }
        stream.consume(copy.count)
        answer { try $0.receive(copy) }
    }

    func receivedEnd() {
        answer { try $0.finish(leavesSummaryOut: leavesSummaryOut) }
        stream.finish()
    }

    private func answer(_ work: (inout SimulatedServer) throws -> [UInt8]) {
        do {
            let bytes = try work(&server)
            stream.write(Array(bytes.prefix(budget)))
            budget -= min(budget, bytes.count)
            if budget == 0 { stream.reset(.internalError) }
        } catch {
            stream.reset(.protocolError)
        }
    }

    func closed(_ reason: StreamCloseReason) {}
}

private struct ItemSource: AsyncSequence, Sendable {
    struct Broken: Error, Equatable {}

    typealias Element = ClientItem

    let items: [ClientItem]
    var failsAtEnd = false

    struct Iterator: AsyncIteratorProtocol {
        var items: ArraySlice<ClientItem>
        var failsAtEnd: Bool

        typealias Element = ClientItem

        mutating func next() async throws -> ClientItem? {
            if let item = items.popFirst() { return item }
            if failsAtEnd { throw Broken() }
            return nil
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(items: items[...], failsAtEnd: failsAtEnd) }
}

@Suite(.serialized) struct MusterClientTests {
    private func withServer(
        cutAfter cuts: [Int] = [],
        summariesLeftOut: Int = 0,
        tls: Bool = false,
        context: TLSServerContext? = nil,
        _ body: (_ url: String, _ service: SimulatedService) async throws -> Void
    ) async throws {
        let service = SimulatedService(cutAfter: cuts, summariesLeftOut: summariesLeftOut)
        let context = try context ?? (tls ? TLSServerContext(selfSignedFor: []) : nil)
        let server = HTTP2Server(
            configuration: ServerConfiguration(
                listen: [.tcp(host: "127.0.0.1", port: 0)],
                tls: context
            ),
            service: service
        )
        try server.start()
        do {
            try await body("\(context == nil ? "http" : "https")://\(server.boundAddresses[0])", service)
        } catch {
            await server.drain(timeout: .zero)
            throw error
        }
        await server.drain(timeout: .zero)
    }

    private func items(_ count: Int) -> [ClientItem] {
        var random = SeededRandom(count)
        return (0..<count).map { _ in random.item() }
    }

    private func evaluate(
        _ source: ItemSource,
        at url: String,
        trust: TLSClientContext.Trust = .insecure,
        options: MusterClient.Options = .init()
    ) async throws -> [ItemVerdict] {
        let client = try MusterClient(server: try ServerLocation(parsing: url), trust: trust, options: options)
        defer { client.stop() }
        let verdicts = Locked<[ItemVerdict]>([])
        var open = WireOpen()
        open.errors = true
        try await client.evaluate(source, open) { new in verdicts.withLock { $0 += new } }
        return verdicts.withLock { $0.sorted { $0.number < $1.number } }
    }

    private func expected(_ items: [ClientItem]) -> [ItemVerdict] {
        items.enumerated().map { SimulatedServer.verdict($1, number: UInt64($0)) }
    }

    @Test(arguments: [0, 1, 5_000]) func aBatchIsAnswered(count: Int) async throws {
        let items = items(count)
        try await withServer(tls: true) { url, _ in
            let verdicts = try await evaluate(ItemSource(items: items), at: url)
            #expect(verdicts == expected(items))
        }
    }

    @Test func lostStreamsAreTakenUpAgain() async throws {
        let items = items(3_000)
        try await withServer(cutAfter: [0, 10, -1, 2_000, 5_000, 100, 7_777, 1]) { url, service in
            let verdicts = try await evaluate(ItemSource(items: items), at: url)
            #expect(verdicts == expected(items))
            #expect(service.streams.withLock { $0 } == 9)
        }
    }

    @Test(arguments: [0, 500]) func aStreamWithoutItsSummaryIsCutThoughEveryVerdictIsThere(count: Int) async throws {
        let items = items(count)
        try await withServer(summariesLeftOut: 1) { url, service in
            let verdicts = try await evaluate(ItemSource(items: items), at: url)
            #expect(verdicts == expected(items))
            #expect(service.streams.withLock { $0 } == 2, "the second stream asks for nothing but the summary")
        }
    }

    @Test(arguments: [0, 500]) func aServerThatNeverSendsASummaryIsGivenUp(count: Int) async throws {
        var options = MusterClient.Options()
        options.reconnectTimeout = .milliseconds(300)
        try await withServer(summariesLeftOut: .max) { url, _ in
            let error = await #expect(throws: ClientError(.unreachable, "")) {
                try await evaluate(ItemSource(items: items(count)), at: url, options: options)
            }
            #expect(error?.description.contains("without a summary") == true, "\(String(describing: error))")
            #expect(error?.description.contains(url) == true, "\(String(describing: error))")
        }
    }

    @Test func littleInFlightIsEnough() async throws {
        let items = items(700)
        var options = MusterClient.Options()
        // The simulated server holds some runs back, and must not be starved of what makes it go on.
        options.itemsInFlightMax = 300
        options.bytesInFlightMax = 25_000
        try await withServer { url, _ in
            let verdicts = try await evaluate(ItemSource(items: items), at: url, options: options)
            #expect(verdicts == expected(items))
        }
    }

    @Test func aSourceThatFailsEndsTheBatchWithItsError() async throws {
        try await withServer { url, _ in
            await #expect(throws: ItemSource.Broken()) {
                try await evaluate(ItemSource(items: items(10), failsAtEnd: true), at: url)
            }
        }
    }

    @Test func aCertificateThatNobodyVouchesForIsRefused() async throws {
        try await withServer(tls: true) { url, _ in
            await #expect(throws: ClientError(.unreachable, "")) {
                try await evaluate(ItemSource(items: items(1)), at: url, trust: .system)
            }
        }
    }

    @Test func theCertificateThatAServerPrintedCanBePinned() async throws {
        let tls = try TLSServerContext(selfSignedFor: [])
        let items = items(10)
        try await withServer(context: tls) { url, _ in
            let pin = try #require(CertificateFingerprint(parsing: tls.fingerprint))
            #expect(try await evaluate(ItemSource(items: items), at: url, trust: .pinned(pin)) == expected(items))
            let other = try #require(CertificateFingerprint(parsing: String(repeating: "00", count: 32)))
            await #expect(throws: ClientError(.unreachable, "")) {
                try await evaluate(ItemSource(items: items), at: url, trust: .pinned(other))
            }
        }
    }

    @Test(arguments: ["http", "https"]) func aServerThatSaysNothingIsGivenUpInTime(scheme: String) async throws {
        // A socket that listens takes connections, and nobody ever speaks on them.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 8)
                _ = getsockname(listener, $0, &length)
            }
        }
        let url = "\(scheme)://127.0.0.1:\(UInt16(bigEndian: name.sin_port))"
        var options = MusterClient.Options()
        options.patience.connect = .milliseconds(200)
        let error = await #expect(throws: ClientError(.timedOut, "")) {
            try await evaluate(ItemSource(items: items(1)), at: url, options: options)
        }
        #expect(error?.description.contains("--connect-timeout") == true, "\(String(describing: error))")
    }

    @Test func aServerThatIsNotThereIsSaidAtOnce() async throws {
        await #expect(throws: ClientError(.unreachable, "")) {
            try await evaluate(ItemSource(items: items(1)), at: "http://127.0.0.1:1")
        }
    }

    @Test func aServerThatStaysAwayIsGivenUp() async throws {
        var options = MusterClient.Options()
        options.reconnectTimeout = .milliseconds(300)
        try await withServer(cutAfter: Array(repeating: -1, count: 100)) { url, _ in
            await #expect(throws: ClientError(.unreachable, "")) {
                try await evaluate(ItemSource(items: items(1)), at: url, options: options)
            }
        }
    }
}
