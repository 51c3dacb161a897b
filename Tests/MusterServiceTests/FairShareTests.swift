import MusterService
import Testing
import Transport
import WireProtocol

/// No client takes all of what the server has.
@Suite("Fair shares", .serialized)
struct FairShareTests {
    private func holder(_ connection: UInt64, _ peer: PeerKey? = nil) -> FairShares.Holder {
        FairShares.Holder(connection: connection, peer: peer)
    }

    @Test("a connection alone gets half and no more", arguments: [(1, 1), (2, 1), (3, 2), (10, 5), (1_024, 512)])
    func half(total: Int, share: Int) {
        let shares = FairShares(total: total)
        for number in 0..<share { #expect(shares.take(1, for: holder(1)), "number \(number) of \(share)") }
        #expect(!shares.take(1, for: holder(1)))
        #expect(shares.used == share)
        shares.giveBack(1, from: holder(1))
        #expect(shares.take(1, for: holder(1)))
    }

    @Test("the more there are, the less each has, and somebody new finds some")
    func several() {
        let shares = FairShares(total: 100)
        var taken: [Int] = []
        for connection in 1...5 as ClosedRange<UInt64> {
            var count = 0
            while shares.take(1, for: holder(connection)) { count += 1 }
            taken.append(count)
        }
        #expect(taken == [50, 25, 13, 6, 3])
        #expect(shares.take(1, for: holder(6)))
    }

    @Test("connections of one peer have one share")
    func peers() {
        let shares = FairShares(total: 100)
        let peer = PeerKey.process(7)
        for connection in 1...50 as ClosedRange<UInt64> { #expect(shares.take(1, for: holder(connection, peer))) }
        #expect(!shares.take(1, for: holder(51, peer)))
        #expect(shares.take(1, for: holder(51, .process(8))))
        #expect(shares.take(1, for: holder(52)))
        for connection in 1...50 as ClosedRange<UInt64> { shares.giveBack(1, from: holder(connection, peer)) }
        #expect(shares.take(49, for: holder(1, peer)))
        #expect(shares.used == 51)
    }

    @Test("bytes: what fits exactly, and one more")
    func bytes() {
        let shares = FairShares(total: 1_000)
        #expect(!shares.take(1_001, for: holder(1)))
        #expect(shares.take(300, for: holder(1)))
        #expect(!shares.take(401, for: holder(1)), "701 held, 700 free")
        #expect(shares.take(400, for: holder(1)))
    }

    @Test("one connection cannot take all places for batches")
    func batches() async throws {
        let server = try TestServer(batchesMax: 8)
        defer { server.stop() }
        let greedy = try await server.connect()
        var open: [ClientExchange] = []
        for _ in 0..<4 {
            let exchange = greedy.exchange(SampleBatch.head(MediaType.lines))
            #expect(try await exchange.head.status == 200)
            open.append(exchange)
        }
        #expect(try await greedy.evaluate("", SampleBatch.line(0)).status == 503)
        let other = try await server.connect()
        #expect(try await other.evaluate("", SampleBatch.line(0)).status == 200)
        for exchange in open { exchange.finish() }
        for exchange in open { _ = try await exchange.response() }
    }
}
