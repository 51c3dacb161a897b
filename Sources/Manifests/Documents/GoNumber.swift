/// Numbers as Go reads and writes them: what kubectl makes of `1.0`, `1e3` or 2^63.
enum GoNumber {
    /// A finite float64 as `encoding/json` writes it: plain digits from 1e-6 up to 1e21, else with an exponent.
    ///
    /// Negative zero is written as zero: the API's integer fields take both alike.
    static func json(_ value: Double) -> [UInt8] {
        guard value != 0 else { return [0x30] }
        let digits = ShortestDigits(value.description)
        let exponent = digits.point - 1
        return exponent < -6 || exponent >= 21 ? digits.scientific(exponentDigits: 1) : digits.plain
    }

    /// A float64 as a mapping's key: `strconv.FormatFloat(value, 'g', -1, 32)`, and YAML's words for what is not
    /// finite.
    static func key(_ value: Double) -> [UInt8] {
        let single = Float(value)
        return general(single, description: single.description)
    }

    /// A float64 as YAML text has it: `strconv.FormatFloat(value, 'g', -1, 64)`, and YAML's words for what is not finite.
    static func general(_ value: Double) -> [UInt8] {
        general(value, description: value.description)
    }

    private static func general(_ value: some BinaryFloatingPoint, description: String) -> [UInt8] {
        if value.isNaN { return Array(".nan".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-.inf" : ".inf").utf8) }
        guard value != 0 else { return Array((value.sign == .minus ? "-0" : "0").utf8) }
        let digits = ShortestDigits(description)
        let exponent = digits.point - 1
        // Go takes 6 for the precision of a shortest conversion.
        return exponent < -4 || exponent >= 6 ? digits.scientific(exponentDigits: 2) : digits.plain
    }

    /// The value of decimal digits, correctly rounded; nil if it is out of range.
    ///
    /// `text` has been checked to be a number.
    static func double(_ text: some Collection<UInt8>) -> Double? {
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }

    /// The decimal digits of an `Int64`, an optional sign in front: nil if it is none or does not fit.
    static func int64(_ text: some Collection<UInt8>) -> Int64? {
        var value: Int64 = 0
        var bytes = text[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        for byte in bytes {
            guard (0x30...0x39).contains(byte) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte - 0x30)
            let (sum, carry) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}

/// The shortest decimal digits that give a number back, and where its decimal point stands among them.
private struct ShortestDigits {
    var isNegative = false
    var digits: [UInt8] = []
    /// The number is 0.DIGITS x 10^point.
    var point = 0

    /// - Parameter description: Swift's own shortest form, such as `-1234.5`, `1e-07` or `9.2e+18`.
    init(_ description: String) {
        var exponent = 0
        var isExponent = false
        var exponentIsNegative = false
        var sawPoint = false
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "-"): if isExponent { exponentIsNegative = true } else { isNegative = true }
            case UInt8(ascii: "+"): break
            case UInt8(ascii: "."): sawPoint = true
            case UInt8(ascii: "e"): isExponent = true
            default:
                if isExponent {
                    exponent = exponent * 10 + Int(byte - 0x30)
                } else {
                    digits.append(byte)
                    if !sawPoint { point += 1 }
                }
            }
        }
        point += exponentIsNegative ? -exponent : exponent
        let zeros = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == 0x30 { digits.removeLast() }
    }

    var plain: [UInt8] {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        if point <= 0 {
            text += Array("0.".utf8) + Array(repeating: 0x30, count: -point) + digits
        } else if point >= digits.count {
            text += digits + Array(repeating: 0x30, count: point - digits.count)
        } else {
            text += digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
        }
        return text
    }

    func scientific(exponentDigits: Int) -> [UInt8] {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        text.append(digits[0])
        if digits.count > 1 { text += [UInt8(ascii: ".")] + digits[1...] }
        let exponent = point - 1
        text += [UInt8(ascii: "e"), exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")]
        let written = Array(String(abs(exponent)).utf8)
        text += Array(repeating: 0x30, count: max(0, exponentDigits - written.count)) + written
        return text
    }
}
