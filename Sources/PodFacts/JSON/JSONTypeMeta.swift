import JSONScan

/// What a body says it is.
///
/// Kubernetes asks that with Go's `encoding/json`, which matches `apiVersion` and `kind` **in any case**, before it
/// decodes the body with another decoder, which does not.
///
/// Kubernetes: `serializer/json`, `SimpleMetaFactory.Interpret`; `schema.ParseGroupVersion`.
struct JSONTypeMeta {
    private var apiVersion: [UInt8] = []
    private var kind: [UInt8] = []

    /// Takes a member of the top level; false if the key is one of the two and its value neither a string nor null.
    mutating func take(_ key: JSONString, _ value: Range<Int>, in body: RawSpan) -> Bool {
        let isKind = JSONTypeMeta.names(key, "kind", in: body)
        guard isKind || JSONTypeMeta.names(key, "apiversion", in: body) else { return true }
        switch body.byte(at: value.lowerBound) {
        case UInt8(ascii: "n"): return true
        case UInt8(ascii: "\""):
            let range = value.lowerBound + 1..<value.upperBound - 1
            let hasEscapes = range.contains { body.byte(at: $0) == UInt8(ascii: "\\") }
            let text = JSONString(range, hasEscapes: hasEscapes).bytes(from: body)
            if isKind { kind = text } else { apiVersion = text }
            return true
        default: return false
        }
    }

    /// Throws unless the body is a v1 Pod; what it leaves out is what a pod has.
    func checkPod() throws(PodReadError) {
        guard isPod else {
            throw PodReadError(
                .wrongKind,
                at: 0,
                "expected kind `Pod` of `v1`, found `\(String(decoding: kind, as: UTF8.self))` of `\(String(decoding: apiVersion, as: UTF8.self))`"
            )
        }
    }

    private var isPod: Bool {
        (kind.isEmpty || kind.elementsEqual("Pod".utf8))
            && ["", "/", "v1", "/v1"].contains { apiVersion.elementsEqual($0.utf8) }
    }

    /// Whether `key` is `name`, given in lower case, under Go's folding: ASCII, and the long s and the Kelvin sign for s
    /// and k (`encoding/json`, `equalFoldRight`).
    private static func names(_ key: JSONString, _ name: StaticString, in body: RawSpan) -> Bool {
        guard key.range.count >= name.utf8CodeUnitCount else { return false }
        let text = key.bytes(from: body)
        var index = 0
        return name.withUTF8Buffer { expected in
            for position in 0..<expected.count {
                let letter = unsafe expected[position]
                guard index < text.count else { return false }
                if text[index] | 0x20 == letter {
                    index += 1
                } else if letter == UInt8(ascii: "s"), text[index...].starts(with: "\u{17F}".utf8) {
                    index += 2
                } else if letter == UInt8(ascii: "k"), text[index...].starts(with: "\u{212A}".utf8) {
                    index += 3
                } else {
                    return false
                }
            }
            return index == text.count
        }
    }
}
