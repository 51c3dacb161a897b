/// A resource quantity by its value.
extension ComparableValue {
    /// Nil for what is no quantity.
    ///
    /// `1000m` and `1` are the same, so are `1024Ki` and `1Mi`. Values that 128 bits do not hold exactly in billionths stay
    /// texts: two different ways to write one of those count as different.
    static func quantity(_ text: [UInt8]) -> ComparableValue? {
        let bytes = unsafe text.span.bytes
        guard let parts = QuantityText.parts(bytes, 0..<text.count) else { return nil }
        return exact(parts, text) ?? .text(text)
    }

    private static func exact(_ parts: QuantityText.Parts, _ text: [UInt8]) -> ComparableValue? {
        let digits = Array((text[parts.whole] + text[parts.fraction]).drop { $0 == UInt8(ascii: "0") })
        guard digits.count <= 30 else { return nil }
        var value: Int128 = 0
        for digit in digits { value = value * 10 + Int128(digit - UInt8(ascii: "0")) }
        guard let scale = scale(parts, text), multiply(&value, by: 2, times: scale.binary) else { return nil }
        let decimal = scale.decimal - parts.fraction.count + 9
        if decimal >= 0 {
            guard multiply(&value, by: 10, times: value == 0 ? 0 : decimal) else { return nil }
        } else {
            for _ in 0..<(value == 0 ? 0 : -decimal) {
                let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
                guard remainder == 0 else { return nil }
                value = quotient
            }
        }
        return .quantity(parts.isNegative ? -value : value)
    }

    private static func multiply(_ value: inout Int128, by factor: Int128, times: Int) -> Bool {
        guard times <= 128 else { return false }
        for _ in 0..<times {
            let (product, overflow) = value.multipliedReportingOverflow(by: factor)
            guard !overflow else { return false }
            value = product
        }
        return true
    }

    private static func scale(_ parts: QuantityText.Parts, _ text: [UInt8]) -> (binary: Int, decimal: Int)? {
        let suffix = text[parts.suffix]
        guard let first = suffix.first else { return (0, 0) }
        if suffix.count == 2, suffix.last == UInt8(ascii: "i") {
            return Array("KMGTPE".utf8).firstIndex(of: first).map { (10 * ($0 + 1), 0) }
        }
        if suffix.count == 1 {
            let decimals: [(String, Int)] = [
                ("n", -9), ("u", -6), ("m", -3), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
            ]
            return decimals.first { $0.0.utf8.first == first }.map { (0, $0.1) }
        }
        guard let exponent = QuantityText.exponent(unsafe text.span.bytes, parts.suffix), abs(exponent) <= 40 else {
            return nil
        }
        return (0, Int(exponent))
    }
}
