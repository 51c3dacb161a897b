import MusterClient
import Testing
import WireProtocol

/// Numbers for requesters, within what a server keeps of them.
@Suite("Subjects of a client's stream") struct SubjectNumbersTests {
    /// A server's view of what a client defines.
    private struct Reader {
        var decoder: ClientMessageDecoder
        var meanings: [UInt32: ClientSubject] = [:]
        var definitions = 0

        init(subjectTableBytesMax: Int) throws {
            var limits = WireLimits()
            limits.subjectTableBytesMax = subjectTableBytesMax
            decoder = ClientMessageDecoder(limits: limits)
            var bytes: [UInt8] = []
            try ClientMessageEncoder.append(WireOpen(), to: &bytes)
            try read(bytes)
        }

        mutating func read(_ bytes: [UInt8]) throws {
            var position = 0
            var slab: [UInt8] = []
            while true {
                switch try decoder.next(bytes.span, from: &position, into: &slab) {
                case .needsBytes: return
                case .subject(let subject):
                    definitions += 1
                    meanings[subject.id] = ClientSubject(
                        username: Array(subject.username.utf8),
                        groups: subject.groups.map { Array($0.utf8) }
                    )
                default: break
                }
            }
        }
    }

    private static func subject(_ name: String, groupBytes: Int = 0) -> ClientSubject {
        let groups = groupBytes == 0 ? [] : [[UInt8](repeating: 0x67, count: groupBytes)]
        return ClientSubject(username: Array(name.utf8), groups: groups)
    }

    private static func ask(
        _ subjects: [ClientSubject],
        _ numbers: inout SubjectNumbers,
        _ reader: inout Reader
    ) throws {
        for subject in subjects {
            var output: [UInt8] = []
            let number = try numbers.number(of: subject, &output)
            try reader.read(output)
            #expect(reader.meanings[number] == subject, "number \(number)")
        }
    }

    @Test("large subjects in the place of small ones stay within the server's table")
    func largeForSmall() throws {
        var numbers = SubjectNumbers(countMax: 50, byteCountMax: 2_000)
        var reader = try Reader(subjectTableBytesMax: 2_000)
        try Self.ask((0..<50).map { Self.subject("small \($0)") }, &numbers, &reader)
        try Self.ask((0..<50).map { Self.subject("large \($0)", groupBytes: 700) }, &numbers, &reader)
        try Self.ask((0..<50).map { Self.subject("again \($0)") }, &numbers, &reader)
    }

    @Test("what replaced subjects took is free again") func smallForLarge() throws {
        var numbers = SubjectNumbers(countMax: 50, byteCountMax: 2_000)
        var reader = try Reader(subjectTableBytesMax: 2_000)
        // The table is full with two of these, and then has place for all of those.
        let small = (0..<20).map { Self.subject("small \($0)") }
        try Self.ask((0..<10).map { Self.subject("large \($0)", groupBytes: 900) }, &numbers, &reader)
        try Self.ask(small, &numbers, &reader)
        let before = reader.definitions
        try Self.ask(small + small.reversed() + small, &numbers, &reader)
        #expect(reader.definitions == before, "all are known")
    }

    @Test("random subjects mean what they should", arguments: 1...50) func random(seed: Int) throws {
        var random = SeededRandom(seed)
        var numbers = SubjectNumbers(countMax: 8, byteCountMax: 1_000)
        var reader = try Reader(subjectTableBytesMax: 1_000)
        let subjects = (0..<300).map { _ in
            Self.subject(
                "u\(Int.random(in: 0..<12, using: &random))",
                groupBytes: [0, 10, 100, 900].randomElement(using: &random) ?? 0
            )
        }
        try Self.ask(subjects, &numbers, &reader)
    }
}
