import Testing
import WireProtocol

@Suite struct ChecksumTests {
    /// RFC 3720, appendix B.4, and the usual check value.
    static let known: [([UInt8], UInt32)] = [
        (Array("123456789".utf8), 0xE306_9283),
        (Array(repeating: 0, count: 32), 0x8A91_36AA),
        (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
        (Array(0...31), 0x46DD_794E),
        ([], 0),
    ]

    @Test(arguments: Self.known)
    func knownValues(bytes: [UInt8], checksum: UInt32) {
        var crc = CRC32C()
        crc.update(bytes)
        #expect(crc.value == checksum)
    }

    @Test func theTallyRunsOverRecordsOfSixBytes() throws {
        var run = VerdictRun()
        run.begin(firstItem: 0)
        run.append(.allowed, policy: 0x0102_0304, isMutated: true)
        run.append(.denied)
        var tally = VerdictTally()
        try tally.add(run)
        var crc = CRC32C()
        crc.update([1, 1, 4, 3, 2, 1, 2, 0, 0, 0, 0, 0])
        #expect(tally.summary.checksum == crc.value)
        #expect(tally.summary.items == 2)
        #expect(tally.summary.allowed == 1)
        #expect(tally.summary.mutated == 1)
        #expect(tally.summary.denied == 1)
    }

    @Test(arguments: 1...20) func theOrderOfRunsDoesNotMatter(seed: Int) throws {
        var random = WireGenerator(seed: UInt64(seed))
        var runs: [VerdictRun] = []
        var first: UInt64 = 0
        for _ in 0..<20 {
            var run = VerdictRun()
            run.begin(firstItem: first)
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                run.append(
                    ItemOutcome.allCases.randomElement(using: &random) ?? .allowed,
                    policy: UInt32.random(in: 0...300, using: &random),
                    isMutated: random.bool()
                )
            }
            first += UInt64(run.count)
            runs.append(run)
        }
        var inOrder = VerdictTally()
        for run in runs { try inOrder.add(run) }
        var shuffled = VerdictTally()
        for run in runs.shuffled(using: &random) { try shuffled.add(run) }
        #expect(shuffled.isContiguous)
        #expect(shuffled.summary == inOrder.summary)
        #expect(throws: VerdictTally.Fault.self) { try shuffled.add(runs[3]) }
    }
}

@Suite struct ViolationTableTests {
    private func body(_ text: String) -> ViolationBody {
        var body = ViolationBody()
        body.set(text: Array(text.utf8))
        return body
    }

    @Test func aTextIsDefinedOnce() {
        var table = ViolationTable()
        for id in UInt32(1)...5_000 { #expect(table.intern(body("text \(id)")) == .new(id)) }
        for id in UInt32(1)...5_000 { #expect(table.intern(body("text \(id)")) == .known(id)) }
    }

    @Test func theTableIsBoundedInNumberAndBytes() {
        var table = ViolationTable(countMax: 2, byteCountMax: 1_000)
        #expect(table.intern(body("a")) == .new(1))
        #expect(table.intern(body("b")) == .new(2))
        #expect(table.intern(body("c")) == .full)
        #expect(table.intern(body("b")) == .known(2))
        let exact = body(String(repeating: "x", count: 100))
        var bytes = ViolationTable(countMax: 100, byteCountMax: exact.bytes.count)
        #expect(bytes.intern(exact) == .new(1))
        #expect(bytes.intern(body("y")) == .full)
        bytes = ViolationTable(countMax: 100, byteCountMax: exact.bytes.count - 1)
        #expect(bytes.intern(exact) == .full)
    }
}
