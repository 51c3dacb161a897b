import JSONScan

/// The envelope of Kubernetes' protobuf: `k8s\0`, then `runtime.Unknown {typeMeta 1 {apiVersion 1, kind 2}, raw 2, ...}`.
///
/// Kubernetes: `runtime/serializer/protobuf`, `Serializer.Decode`, with v1 Pod as the default kind.
enum KubernetesEnvelope {
    private static let magic: UInt32 = 0x0073_386B
    private static let usualStart: StaticString = "k8s\0\n\u{9}\n\u{2}v1\u{12}\u{3}Pod\u{12}"
    private static let usualEnd: StaticString = "\u{1A}\0\"\0"

    static func isPresent(in body: RawSpan) -> Bool {
        guard body.byteCount >= 4 else { return false }
        return unsafe UInt32(littleEndian: body.unsafeLoadUnaligned(fromUncheckedByteOffset: 0, as: UInt32.self))
            == magic
    }

    /// The place of the pod's message in a body that has the envelope.
    static func pod(in body: RawSpan) throws(ProtobufFault) -> ProtobufCursor {
        var cursor = ProtobufCursor(body)
        if body.hasPrefix(usualStart, at: cursor.place) {
            // As Kubernetes writes it; what follows the pod must still be read.
            cursor.move(to: usualStart.utf8CodeUnitCount)
            let pod = try cursor.message(body)
            if body.equals(usualEnd, at: cursor.place) || cursor.isAtEnd { return pod }
            cursor = ProtobufCursor(body)
        }
        cursor.move(to: 4)
        guard !cursor.isAtEnd else { throw ProtobufFault(.emptyBody, at: 4) }
        var apiVersion = 0..<0
        var kind = 0..<0
        var pod = cursor.empty
        while true {
            let tag = try cursor.tag(body)
            switch tag {
            case 0:
                guard isPod(body, apiVersion: apiVersion, kind: kind) else { throw ProtobufFault(.wrongKind, at: 4) }
                return pod
            case Tag.delimited(1):
                try readTypeMeta(try cursor.message(body), body, &apiVersion, &kind)
            // The last one counts: raw is bytes, not a message.
            case Tag.delimited(2): pod = try cursor.message(body)
            case Tag.delimited(3), Tag.delimited(4): _ = try cursor.delimited(body)
            default:
                guard tag >> 3 > 4 else { throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag) }
                try cursor.skip(tag, body)
            }
        }
    }

    private static func readTypeMeta(
        _ place: ProtobufCursor,
        _ body: RawSpan,
        _ apiVersion: inout Range<Int>,
        _ kind: inout Range<Int>
    ) throws(ProtobufFault) {
        var cursor = place
        while true {
            let tag = try cursor.tag(body)
            switch tag {
            case 0: return
            case Tag.delimited(1): apiVersion = try cursor.delimited(body)
            case Tag.delimited(2): kind = try cursor.delimited(body)
            default:
                guard tag >> 3 > 2 else { throw ProtobufFault(.wrongWireType, at: cursor.offset, tag: tag) }
                try cursor.skip(tag, body)
            }
        }
    }

    /// `Pod` or nothing, in `v1` or nothing.
    ///
    /// What cannot be split into group and version is nothing as well, and so is a group without a version.
    /// Kubernetes: `schema.FromAPIVersionAndKind`, then `copyKindDefaults`.
    private static func isPod(_ body: RawSpan, apiVersion: Range<Int>, kind: Range<Int>) -> Bool {
        guard kind.isEmpty || body.equals("Pod", at: kind) else { return false }
        let slashes = apiVersion.count { body.byte(at: $0) == UInt8(ascii: "/") }
        switch slashes {
        case 0: return apiVersion.isEmpty || body.equals("v1", at: apiVersion)
        case 1:
            if body.byte(at: apiVersion.upperBound - 1) == UInt8(ascii: "/") { return true }
            return body.equals("/v1", at: apiVersion)
        default: return true
        }
    }
}

extension RawSpan {
    /// Whether the bytes at `place` are those of `text`.
    @inline(__always)
    func equals(_ text: StaticString, at place: Range<Int>) -> Bool {
        place.count == text.utf8CodeUnitCount && hasPrefix(text, at: place)
    }

    /// Whether the bytes at `place` begin with those of `text`.
    @inline(__always)
    func hasPrefix(_ text: StaticString, at place: Range<Int>) -> Bool {
        guard place.count >= text.utf8CodeUnitCount, place.lowerBound >= 0, place.upperBound <= byteCount else {
            return false
        }
        // By words as long as there are eight bytes, then the rest.
        var index = 0
        while index &+ 8 <= text.utf8CodeUnitCount {
            let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: place.lowerBound &+ index, as: UInt64.self)
            let expected = unsafe UnsafeRawPointer(text.utf8Start + index).loadUnaligned(as: UInt64.self)
            guard word == expected else { return false }
            index &+= 8
        }
        while index < text.utf8CodeUnitCount {
            let byte = unsafe unsafeLoad(fromUncheckedByteOffset: place.lowerBound &+ index, as: UInt8.self)
            guard unsafe byte == text.utf8Start[index] else { return false }
            index &+= 1
        }
        return true
    }
}

extension PodReadError {
    /// The refusal of a body that does not begin with the envelope; nil if it does, or if it is empty, which is refused anyway.
    package static func missingEnvelope(of body: RawSpan) -> PodReadError? {
        guard body.byteCount > 0, !KubernetesEnvelope.isPresent(in: body) else { return nil }
        return PodReadError(ProtobufFault(.missingEnvelope, at: 0), limits: .standard)
    }
}
