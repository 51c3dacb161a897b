/// What Kubernetes' decoder makes of numbers, corner for corner (json-iterator 1.1.10).
package enum JSONNumber {
    /// Whether a well-formed number with an exponent is too large to be skipped.
    ///
    /// json-iterator reads a skipped number with an exponent as a `float64`, but one that begins with the digit 0 as a
    /// `float32`; past their range it gives up (`iter_skip.go`, `iter_skip_strict.go`). Without an exponent no number is
    /// too large, whatever its length.
    package static func isHuge(_ bytes: RawSpan, in range: Range<Int>) -> Bool {
        var text: [UInt8] = []
        text.append(bytes, in: range)
        let string = String(decoding: text, as: UTF8.self)
        if bytes.byte(at: range.lowerBound) == UInt8(ascii: "0") {
            return !(Float(string)?.isFinite ?? false)
        }
        return !(Double(string)?.isFinite ?? false)
    }

    /// The integer that a well-formed JSON number is for a field of type `int64`, or nil if the field refuses it: a
    /// fraction, an exponent, or out of range.
    ///
    /// json-iterator notices an overflow only if a step makes the value smaller, so that some numbers past 2^64 wrap
    /// around (`readUint64`); they do so here too.
    package static func int64(_ bytes: RawSpan, in range: Range<Int>) -> Int64? {
        var index = range.lowerBound
        let isNegative = bytes.byte(at: index) == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard let magnitude: UInt64 = wrappingMagnitude(bytes, in: index..<range.upperBound) else { return nil }
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        return Int64(exactly: magnitude)
    }

    /// As `int64`, for a field of type `int32`.
    package static func int32(_ bytes: RawSpan, in range: Range<Int>) -> Int32? {
        var index = range.lowerBound
        let isNegative = bytes.byte(at: index) == UInt8(ascii: "-")
        if isNegative { index += 1 }
        guard let magnitude: UInt32 = wrappingMagnitude(bytes, in: index..<range.upperBound) else { return nil }
        if isNegative {
            guard magnitude <= UInt32(Int32.max) + 1 else { return nil }
            return Int32(truncatingIfNeeded: 0 &- magnitude)
        }
        return Int32(exactly: magnitude)
    }

    /// The digits' value, wrapped around as json-iterator does; nil if it notices the overflow or a byte is no digit.
    private static func wrappingMagnitude<Width: FixedWidthInteger & UnsignedInteger>(
        _ bytes: RawSpan,
        in range: Range<Int>
    ) -> Width? {
        let safeMax = Width.max / 10 - 1
        var value: Width = 0
        for index in range {
            let byte = bytes.byte(at: index)
            guard byte.isJSONDigit else { return nil }
            let next = value &* 10 &+ Width(truncatingIfNeeded: byte - 0x30)
            if value > safeMax, next < value { return nil }
            value = next
        }
        return value
    }
}
