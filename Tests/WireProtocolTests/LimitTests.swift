import Testing
import WireProtocol

/// Each limit at *n* and at *n + 1*.
@Suite struct LimitTests {
    private static let limits: WireLimits = {
        var limits = WireLimits()
        limits.objectBytesMax = 100
        limits.messageBytesMax = 400
        limits.openBytesMax = 50
        limits.subjectBytesMax = 120
        limits.subjectsMax = 3
        limits.subjectTableBytesMax = 200
        limits.subjectNameBytesMax = 40
        limits.groupsMax = 4
        limits.nameBytesMax = 10
        limits.volumeClaimsMax = 2
        return limits
    }()

    private func decode(_ build: (inout [UInt8]) throws -> Void) throws -> DecodedClientStream {
        var bytes: [UInt8] = []
        try ClientMessageEncoder.append(WireOpen(), to: &bytes)
        try build(&bytes)
        return DecodedClientStream([bytes], limits: Self.limits)
    }

    private func fault(_ change: (inout OutgoingItem) -> Void) throws -> ReceivedItem.Fault? {
        var item = OutgoingItem()
        item.object = [1]
        change(&item)
        let decoded = try decode { ClientMessageEncoder.append(item, to: &$0) }
        #expect(decoded.error == nil)
        #expect(decoded.items.count == 1)
        return decoded.items.first?.fault
    }

    @Test func objects() throws {
        #expect(try fault { $0.object = Array(repeating: 0, count: 100) } == nil)
        #expect(try fault { $0.object = Array(repeating: 0, count: 101) } == .objectTooLarge)
        #expect(try fault { $0.oldObject = Array(repeating: 0, count: 100) } == nil)
        #expect(try fault { $0.oldObject = Array(repeating: 0, count: 101) } == .oldObjectTooLarge)
    }

    @Test func names() throws {
        let longest = Array(repeating: UInt8(ascii: "n"), count: 10)
        for path in [\OutgoingItem.namespace, \.subresource, \.generateName] {
            #expect(try fault { $0[keyPath: path] = longest } == nil)
            #expect(try fault { $0[keyPath: path] = longest + [0x6E] } == .nameTooLong)
        }
        #expect(try fault { $0.volumeClaims = [longest, []] } == nil)
        #expect(try fault { $0.volumeClaims = [longest + [0x6E]] } == .nameTooLong)
        #expect(try fault { $0.volumeClaims = [[], [], []] } == .tooManyVolumeClaims)
    }

    /// An item that is too long is passed over and the next one is read; in any cut, without keeping its bytes.
    @Test(arguments: [399, 400, 401, 100_000]) func messages(byteCount: Int) throws {
        var item = OutgoingItem()
        // Tag and length of the item take 3 or 4 bytes, tag and length of the object as much.
        item.object = Array(repeating: 0x5A, count: byteCount - (byteCount > 16_000 ? 8 : 6))
        var bytes: [UInt8] = []
        try ClientMessageEncoder.append(WireOpen(), to: &bytes)
        let openBytes = bytes.count
        ClientMessageEncoder.append(item, to: &bytes)
        let itemBytes = bytes.count - openBytes
        var next = OutgoingItem()
        next.object = [7]
        ClientMessageEncoder.append(next, to: &bytes)
        let decoded = DecodedClientStream(
            stride(from: 0, to: bytes.count, by: 1_000).map { Array(bytes[$0..<min($0 + 1_000, bytes.count)]) },
            limits: Self.limits
        )
        #expect(decoded.error == nil)
        #expect(decoded.faults == [byteCount > 400 ? .messageTooLarge : .objectTooLarge, nil])
        #expect(decoded.items.first.map { Int($0.wireByteCount) } == itemBytes)
    }

    @Test func messagesThatAreNoItems() throws {
        var subject = WireSubject()
        subject.id = 1
        subject.groups = Array(repeating: "g", count: 200)
        let decoded = try decode { try ClientMessageEncoder.append(subject, to: &$0) }
        #expect(decoded.error?.code == .limit)
        #expect(decoded.error?.offset == 3)
    }

    @Test func opens() throws {
        for (count, isTaken) in [(48, true), (49, false)] {
            var open = WireOpen()
            open.policySet = String(repeating: "s", count: count)
            var bytes: [UInt8] = []
            try ClientMessageEncoder.append(open, to: &bytes)
            #expect(DecodedClientStream([bytes], limits: Self.limits).error?.code == (isTaken ? nil : .limit))
        }
    }

    private func subject(_ id: UInt32, _ username: String = "", groups: [String] = []) -> WireSubject {
        var subject = WireSubject()
        subject.id = id
        subject.username = username
        subject.groups = groups
        return subject
    }

    private func code(_ subjects: [WireSubject]) throws -> WireError.Code? {
        try decode { bytes in
            for subject in subjects { try ClientMessageEncoder.append(subject, to: &bytes) }
        }.error?.code
    }

    @Test func subjects() throws {
        #expect(try code((1...3).map { subject($0) }) == nil)
        #expect(try code((1...4).map { subject($0) }) == .limit)
        #expect(try code([subject(1), subject(1), subject(2), subject(3), subject(2)]) == nil)
        #expect(try code([subject(1, groups: Array(repeating: "g", count: 4))]) == nil)
        #expect(try code([subject(1, groups: Array(repeating: "g", count: 5))]) == .limit)
        let longest = String(repeating: "u", count: 40)
        #expect(try code([subject(1, longest, groups: [longest])]) == nil)
        #expect(try code([subject(1, longest + "u")]) == .limit)
        #expect(try code([subject(1, groups: [longest + "u"])]) == .limit)
    }

    @Test func subjectsTogether() throws {
        // 2 bytes for the id, 2 + 40 for each text: 86.
        let longest = String(repeating: "u", count: 40)
        let large = { (id: UInt32) in self.subject(id, longest, groups: [longest]) }
        #expect(try code([large(1), large(2)]) == nil)
        #expect(try code([large(1), large(2), subject(3, String(repeating: "u", count: 24))]) == nil)
        #expect(try code([large(1), large(2), subject(3, String(repeating: "u", count: 25))]) == .limit)
        #expect(
            try code([large(1), large(2), large(1), large(2)]) == nil,
            "a new meaning takes the place of the old one"
        )
        // 120 bytes in one, and 121.
        #expect(try code([subject(1, longest, groups: [longest, String(repeating: "g", count: 32)])]) == nil)
        #expect(try code([subject(1, longest, groups: [longest, String(repeating: "g", count: 33)])]) == .limit)
    }
}
