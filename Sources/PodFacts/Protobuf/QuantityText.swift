import JSONScan

/// What Kubernetes takes for a resource quantity: `resource.ParseQuantity`.
///
/// A sign, digits with at most one point, then a suffix: `Ki` to `Ei`, one of `n u m k M G T P E`, none, or `e`/`E` with a
/// whole exponent. Kubernetes asks for no digit at all: `Ki` is zero. Only the empty text is refused.
enum QuantityText {
    /// The places of a quantity's parts.
    struct Parts {
        var isNegative = false
        var whole: Range<Int> = 0..<0
        var fraction: Range<Int> = 0..<0
        var suffix: Range<Int> = 0..<0
    }

    /// Whether a map's entry is a key and a quantity of digits and perhaps a suffix, written as every encoder does.
    ///
    /// All others take the long way, by `parts`.
    @inline(__always)
    static func isUsualMapEntry(_ entry: ProtobufCursor, _ bytes: RawSpan) -> Bool {
        guard let (_, value) = MapEntry.usual(entry, bytes), let text = value.usualOnlyField(1 << 3 | 2, bytes) else {
            return false
        }
        let suffix = text.skippingDigits(bytes)
        guard suffix.offset > text.offset else { return false }
        if suffix.isAtEnd { return true }
        guard let (first, second) = suffix.lastBytes(bytes) else { return false }
        guard let second else { return isDecimalSuffix(first) }
        return second == UInt8(ascii: "i") && isBinarySuffix(first)
    }

    static func parts(_ bytes: RawSpan, _ place: Range<Int>) -> Parts? {
        guard !place.isEmpty else { return nil }
        var parts = Parts()
        var index = place.lowerBound
        func byte(_ index: Int) -> UInt8? { index < place.upperBound ? bytes.byte(at: index) : nil }
        func digits() -> Range<Int> {
            let start = index
            while let next = byte(index), next >= 0x30, next <= 0x39 { index += 1 }
            return start..<index
        }
        if byte(index) == UInt8(ascii: "-") || byte(index) == UInt8(ascii: "+") {
            parts.isNegative = byte(index) == UInt8(ascii: "-")
            index += 1
        }
        parts.whole = digits()
        if byte(index) == UInt8(ascii: ".") {
            index += 1
            parts.fraction = digits()
        }
        parts.suffix = index..<place.upperBound
        return isSuffix(bytes, parts.suffix) ? parts : nil
    }

    private static func isSuffix(_ bytes: RawSpan, _ place: Range<Int>) -> Bool {
        guard let first = place.first.map({ bytes.byte(at: $0) }) else { return true }
        let isBinary = place.count == 2 && bytes.byte(at: place.lowerBound + 1) == UInt8(ascii: "i")
        if isBinary { return isBinarySuffix(first) }
        if place.count == 1 { return isDecimalSuffix(first) }
        guard first | 0x20 == UInt8(ascii: "e") else { return false }
        return exponent(bytes, place) != nil
    }

    @inline(__always)
    private static func isBinarySuffix(_ first: UInt8) -> Bool {
        switch first {
        case UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"), UInt8(ascii: "P"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    @inline(__always)
    private static func isDecimalSuffix(_ suffix: UInt8) -> Bool {
        switch suffix {
        case UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "m"), UInt8(ascii: "k"), UInt8(ascii: "M"),
            UInt8(ascii: "G"), UInt8(ascii: "T"), UInt8(ascii: "P"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// The exponent of a suffix that begins with `e` or `E`.
    static func exponent(_ bytes: RawSpan, _ suffix: Range<Int>) -> Int64? {
        guard suffix.count > 1, suffix.count <= 24 else { return nil }
        let text = String(decoding: suffix.dropFirst().map { bytes.byte(at: $0) }, as: UTF8.self)
        return Int64(text)
    }
}
