/// A string of a JSON text as it stands there: where its bytes are, still escaped.
package struct JSONString: Equatable, Sendable {
    /// The bytes between the quotes.
    package var range: Range<Int>
    /// Some byte in `range` is a backslash.
    package var hasEscapes: Bool

    @inlinable
    package init(_ range: Range<Int>, hasEscapes: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
    }

    /// Whether the unescaped string is `text`.
    package func equals(_ text: StaticString, in bytes: RawSpan) -> Bool {
        guard hasEscapes else { return bytes.matches(text, in: range) }
        var decoded: [UInt8] = []
        append(to: &decoded, from: bytes)
        return unsafe decoded.span.bytes.matches(text, in: 0..<decoded.count)
    }

    /// The unescaped bytes; invalid UTF-8 stays as it is.
    package func bytes(from bytes: RawSpan) -> [UInt8] {
        var decoded: [UInt8] = []
        append(to: &decoded, from: bytes)
        return decoded
    }

    /// The unescaped string, damaged UTF-8 repaired: for what is shown, not compared.
    package func string(from bytes: RawSpan) -> String {
        String(decoding: self.bytes(from: bytes), as: UTF8.self)
    }

    /// Appends the unescaped bytes to `text`.
    ///
    /// A surrogate escape that has no partner becomes U+FFFD; a second surrogate escape behind such a one is consumed with
    /// it and becomes U+FFFD too. That is what Kubernetes' decoder does (json-iterator, `readEscapedChar`).
    /// - Precondition: the escapes have been checked, as `JSONCursor` and the scans do.
    package func append(to text: inout [UInt8], from bytes: RawSpan) {
        guard hasEscapes else { return text.append(bytes, in: range) }
        var offset = range.lowerBound
        let end = range.upperBound
        var run = offset
        while offset < end {
            guard bytes.byte(at: offset) == UInt8(ascii: "\\"), offset + 1 < end else {
                offset += 1
                continue
            }
            text.append(bytes, in: run..<offset)
            let kind = bytes.byte(at: offset + 1)
            offset += 2
            switch kind {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): offset = appendUnicodeEscape(at: offset, to: &text, from: bytes)
            default: text.append(kind)
            }
            run = offset
        }
        text.append(bytes, in: run..<max(run, end))
    }

    /// Appends the scalar of the escape whose four digits begin at `offset`; returns the offset behind what was consumed.
    private func appendUnicodeEscape(at offset: Int, to text: inout [UInt8], from bytes: RawSpan) -> Int {
        let unit = Self.hexUnit(at: offset, end: range.upperBound, in: bytes)
        let behind = min(offset + 4, range.upperBound)
        guard 0xD800 <= unit, unit < 0xE000 else {
            text.appendScalar(unit)
            return behind
        }
        guard behind + 6 <= range.upperBound, bytes.byte(at: behind) == UInt8(ascii: "\\"),
            bytes.byte(at: behind + 1) == UInt8(ascii: "u")
        else {
            text.appendScalar(unit)
            return behind
        }
        let second = Self.hexUnit(at: behind + 2, end: range.upperBound, in: bytes)
        if unit < 0xDC00, 0xDC00 <= second, second < 0xE000 {
            text.appendScalar(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))
        } else {
            text.appendScalar(unit)
            text.appendScalar(second)
        }
        return behind + 6
    }

    private static func hexUnit(at offset: Int, end: Int, in bytes: RawSpan) -> UInt32 {
        var unit: UInt32 = 0
        for index in offset..<max(offset, min(offset + 4, end)) {
            unit = unit << 4 | UInt32(bytes.byte(at: index).hexDigitValue ?? 0)
        }
        return unit
    }
}

extension [UInt8] {
    /// Appends `value` as UTF-8; a surrogate becomes U+FFFD.
    package mutating func appendScalar(_ value: UInt32) {
        let scalar = UnicodeScalar(value) ?? "\u{FFFD}"
        append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}

extension UInt8 {
    package var isJSONDigit: Bool { self >= 0x30 && self <= 0x39 }

    package var isJSONBlank: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    package var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
