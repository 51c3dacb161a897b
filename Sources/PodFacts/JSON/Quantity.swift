import JSONScan

/// Kubernetes: `resource.Quantity`, as far as a body with a malformed one is refused (`resource.ParseQuantity`).
enum Quantity {
    /// Whether the JSON value in `range`, known to be well-formed, unmarshals into a quantity.
    ///
    /// `Quantity.UnmarshalJSON` takes `null`, a number, or what stands between the quotes **as it stands there**, escapes
    /// not undone, white space around it trimmed.
    static func isValid(json bytes: RawSpan, in range: Range<Int>) -> Bool {
        switch bytes.byte(at: range.lowerBound) {
        case UInt8(ascii: "n"): return true
        case UInt8(ascii: "\""):
            return isValid(bytes, in: trimmed(bytes, in: range.lowerBound + 1..<range.upperBound - 1))
        default: return isValid(bytes, in: range)
        }
    }

    private static func trimmed(_ bytes: RawSpan, in range: Range<Int>) -> Range<Int> {
        // Control characters cannot stand in a JSON string, so that of ASCII's white space only the blank is left.
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes.byte(at: start) == 0x20 { start += 1 }
        while start < end, bytes.byte(at: end - 1) == 0x20 { end -= 1 }
        return start..<end
    }

    /// `^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(suffix)$`, the suffix binary, decimal or an exponent.
    private static func isValid(_ bytes: RawSpan, in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        func byte() -> UInt8 { index < end ? bytes.byte(at: index) : 0 }
        if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { index += 1 }
        var digits = 0
        while byte().isJSONDigit {
            index += 1
            digits += 1
        }
        if byte() == UInt8(ascii: ".") {
            index += 1
            while byte().isJSONDigit {
                index += 1
                digits += 1
            }
        }
        return digits > 0 && isSuffix(bytes, in: index..<end)
    }

    private static func isSuffix(_ bytes: RawSpan, in range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let first = bytes.byte(at: range.lowerBound)
        if range.count == 1 {
            switch first {
            case UInt8(ascii: "n"), UInt8(ascii: "u"), UInt8(ascii: "m"), UInt8(ascii: "k"): return true
            default: return isLargeUnit(first)
            }
        }
        if range.count == 2, bytes.byte(at: range.lowerBound + 1) == UInt8(ascii: "i") {
            return first == UInt8(ascii: "K") || isLargeUnit(first)
        }
        guard first | 0x20 == UInt8(ascii: "e") else { return false }
        var digits = range.dropFirst()
        let sign = bytes.byte(at: range.lowerBound + 1)
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits = digits.dropFirst() }
        return !digits.isEmpty && digits.allSatisfy { bytes.byte(at: $0).isJSONDigit }
    }

    /// A unit that has both a decimal and a binary form.
    private static func isLargeUnit(_ letter: UInt8) -> Bool {
        switch letter {
        case UInt8(ascii: "M"), UInt8(ascii: "G"), UInt8(ascii: "T"), UInt8(ascii: "P"), UInt8(ascii: "E"): true
        default: false
        }
    }
}
