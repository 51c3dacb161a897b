import PodFacts
import Testing

/// The corners of the protobuf reader, on bytes made by hand.
struct ProtobufPodReaderTests {
    /// A length-delimited field.
    static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
    }

    static func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    static func field(_ number: Int, varint value: UInt64) -> [UInt8] { varint(UInt64(number) << 3) + varint(value) }

    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func pod(metadata: [UInt8] = [], spec: [UInt8] = []) -> [UInt8] { field(1, metadata) + field(2, spec) }

    static func enveloped(_ pod: [UInt8], apiVersion: String = "v1", kind: String = "Pod") -> [UInt8] {
        Array("k8s\0".utf8) + field(1, field(1, apiVersion) + field(2, kind)) + field(2, pod) + field(3, "")
            + field(4, "")
    }

    static func read(_ body: [UInt8], limits: PodLimits = .standard, bare: Bool = true) throws(PodReadError) -> PodFacts
    {
        var reader = ProtobufPodReader(limits: limits, acceptsBarePod: bare)
        var facts = PodFacts()
        try reader.read(body.span.bytes, into: &facts)
        return facts
    }

    @Test func bareMessageIsAPodUnlessTheEnvelopeIsAskedFor() throws {
        let pod = Self.pod(metadata: Self.field(1, "web"))
        let bare = try Self.read(pod)
        #expect(bare.string(bare.name) == "web")
        let enveloped = try Self.read(Self.enveloped(pod), bare: false)
        #expect(enveloped.string(enveloped.name) == "web")
        #expect(throws: PodReadError(.malformed, at: 0, "body does not begin with `k8s\\0`")) {
            try Self.read(pod, bare: false)
        }
        #expect(throws: PodReadError(.malformed, at: 0, "empty body")) { try Self.read([]) }
        #expect(throws: PodReadError(.malformed, at: 4, "empty body")) { try Self.read(Array("k8s\0".utf8)) }
    }

    /// What has no version, or cannot be split, is defaulted to v1 by Kubernetes' own decoder.
    @Test(arguments: [
        ("v1", "Pod", true), ("", "", true), ("", "Pod", true), ("v1", "", true), ("/v1", "Pod", true),
        ("/", "Pod", true),
        ("apps/", "Pod", true), ("a/b/c", "Pod", true), ("apps/v1", "Deployment", false), ("v1", "pod", false),
        ("v1", "Service", false), ("v2", "Pod", false), ("apps/v1", "Pod", false),
    ])
    func envelopeMustHoldAV1Pod(apiVersion: String, kind: String, isPod: Bool) {
        let body = Self.enveloped(Self.pod(), apiVersion: apiVersion, kind: kind)
        let code = Result { () throws(PodReadError) in try Self.read(body) }.failure?.code
        #expect(code == (isPod ? nil : .wrongKind), "\(apiVersion) \(kind)")
    }

    /// gogo-protobuf bounds a map's key and value by the enclosing message, and goes on at the entry's end.
    @Test func mapValueReachesBeyondItsEntry() throws {
        let key = Self.field(1, "kubernetes.io/psp")
        let entry = key + [2 << 3 | 2, 6]
        let metadata = Self.field(12, entry) + Self.field(1, "name")
        let facts = try Self.read(Self.pod(metadata: metadata))
        #expect(facts.annotations.map { facts.string($0.value) } == ["\u{A}\u{4}name"])
        #expect(facts.string(facts.name) == "name")
    }

    /// A packed list's last varint may reach beyond the list; reading goes on behind it.
    @Test func packedGroupReachesBeyondItsList() throws {
        let context = Self.field(4, [5, 0x80]) + [0x01] + Self.field(5, varint: 9)
        let facts = try Self.read(Self.pod(spec: Self.field(14, context)))
        #expect(facts.supplementalGroups == [5, 128])
        #expect(facts.securityContext.fsGroup == 9)
    }

    @Test func packedAndUnpackedGroupsBothCount() throws {
        let context = Self.field(4, varint: 1) + Self.field(4, [2, 3]) + Self.field(4, varint: 4)
        let facts = try Self.read(Self.pod(spec: Self.field(14, context) + Self.field(14, Self.field(4, []))))
        #expect(facts.supplementalGroups == [1, 2, 3, 4])
        #expect(facts.securityContext.supplementalGroups == ListRange(start: 0, count: 4))
        let none = try Self.read(Self.pod(spec: Self.field(14, Self.field(4, []))))
        #expect(none.securityContext.supplementalGroups == nil)
    }

    /// The number is the low 32 bits of what precedes the wire type.
    @Test func longTagNamesAKnownField() throws {
        let tag = Self.varint((1 << 35 | 11) << 3)
        let facts = try Self.read(Self.pod(spec: tag + [1]))
        #expect(facts.hostNetwork)
    }

    @Test func listsOfCapabilitiesMayInterleaveAndMessagesMerge() throws {
        let first = Self.field(1, Self.field(1, "A") + Self.field(2, "B") + Self.field(1, "C"))
        let second = Self.field(1, Self.field(2, "D")) + Self.field(2, varint: 1)
        let container = Self.field(15, first) + Self.field(1, "c") + Self.field(15, second)
        let facts = try Self.read(Self.pod(spec: Self.field(2, container)))
        let read = try #require(facts.containers.first)
        #expect(facts.capabilities[read.capabilitiesAdd.indices].map { facts.string($0) } == ["A", "C"])
        #expect(facts.capabilities[read.capabilitiesDrop.indices].map { facts.string($0) } == ["B", "D"])
        #expect(read.privileged == true)
    }

    @Test(arguments: [2, 16, 17, 400])
    func ofAnnotationsWithOneKeyTheLastStays(count: Int) throws {
        let prefix = "container.apparmor.security.beta.kubernetes.io/"
        let entries = (0..<count).flatMap {
            Self.field(12, Self.field(1, prefix + "c\($0 % 2)") + Self.field(2, "v\($0)"))
        }
        let facts = try Self.read(Self.pod(metadata: entries))
        let values = facts.annotations.map { "\(facts.string($0.subject))=\(facts.string($0.value))" }
        #expect(values.sorted() == ["c0=v\((count - 1) / 2 * 2)", "c1=v\(count / 2 * 2 - 1)"])
    }

    /// Kubernetes decodes what PSP does not look at as well.
    @Test(arguments: [
        (
            "wrong wire type in the status", Self.pod() + Self.field(3, Self.field(1, varint: 1)),
            PodReadError.Code.wrongType
        ),
        (
            "bad quantity",
            Self.pod(spec: Self.field(2, Self.field(8, Self.field(1, Self.field(2, Self.field(1, "1x")))))),
            .wrongType
        ),
        ("group in place of a text", Self.pod(metadata: [1 << 3 | 3, 1 << 3 | 4]), .wrongType),
        ("field 0", [0, 0], .malformed),
        ("end of group", [9 << 3 | 4], .malformed),
        ("group without end", Self.varint(99 << 3 | 3), .malformed),
        ("varint of eleven bytes", Self.varint(99 << 3) + [UInt8](repeating: 0x80, count: 10) + [0], .malformed),
        ("negative length", Self.varint(99 << 3 | 2) + [UInt8](repeating: 0xFF, count: 9) + [1], .malformed),
        ("wire type 6", Self.varint(99 << 3 | 6), .malformed),
    ])
    func malformedFieldIsRefused(what: String, body: [UInt8], code: PodReadError.Code) {
        #expect(Result { () throws(PodReadError) in try Self.read(body) }.failure?.code == code, "\(what)")
    }

    @Test(arguments: [
        Self.varint(99 << 3 | 3) + Self.varint(7 << 3 | 3) + [0, 5] + Self.varint(9 << 3 | 4) + Self.varint(1 << 3 | 4),
        Self.varint(99 << 3 | 1) + [UInt8](repeating: 1, count: 8), Self.varint(99 << 3 | 5) + [1, 2, 3, 4],
        Self.varint(99 << 3) + [UInt8](repeating: 0xFF, count: 9) + [0x7F],
    ])
    func unknownFieldIsSteppedOver(field: [UInt8]) throws {
        let facts = try Self.read(field + Self.pod(metadata: field + Self.field(1, "web")))
        #expect(facts.string(facts.name) == "web")
    }

    @Test func limitsHoldAtTheirValueAndRefuseBeyond() throws {
        var limits = PodLimits.standard
        limits.containersMax = 2
        limits.volumesMax = 2
        limits.listElementsMax = 3
        let container = Self.field(2, []) + Self.field(20, [])
        _ = try Self.read(Self.pod(spec: container), limits: limits)
        let volumes = Self.field(1, []) + Self.field(1, [])
        _ = try Self.read(Self.pod(spec: volumes), limits: limits)
        let ports = Self.field(6, []) + Self.field(6, []) + Self.field(6, [])
        _ = try Self.read(Self.pod(spec: Self.field(2, ports)), limits: limits)
        let groups = Self.field(4, [1, 2, 3])
        _ = try Self.read(Self.pod(spec: Self.field(14, groups)), limits: limits)
        let over: [([UInt8], String)] = [
            (container + Self.field(34, []), "the pod has more than 2 containers"),
            (volumes + Self.field(1, []), "the pod has more than 2 volumes"),
            (Self.field(2, ports + Self.field(6, [])), "a list in the pod has more than 3 elements"),
            (Self.field(14, Self.field(4, [1, 2, 3, 4])), "a list in the pod has more than 3 elements"),
        ]
        for (spec, reason) in over {
            let failure = Result { () throws(PodReadError) in try Self.read(Self.pod(spec: spec), limits: limits) }
                .failure
            #expect(failure?.reason == reason)
            #expect(failure?.code == .limit)
        }
        let body = Self.enveloped(Self.pod())
        limits.podBytesMax = body.count
        _ = try Self.read(body, limits: limits)
        limits.podBytesMax -= 1
        let failure = Result { () throws(PodReadError) in try Self.read(body, limits: limits) }.failure
        #expect(failure?.reason == "the pod has more than \(body.count - 1) bytes")
    }

    @Test func factsAreEmptyAfterAnError() throws {
        var reader = ProtobufPodReader()
        var facts = PodFacts()
        let body = Self.pod(metadata: Self.field(1, "web"), spec: Self.field(11, varint: 1)) + [0]
        #expect(throws: PodReadError.self) { try reader.read(body.span.bytes, into: &facts) }
        #expect(facts.text.isEmpty && facts.name.isEmpty && !facts.hostNetwork)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
