/// What a plain scalar means: the tables of go-yaml v2.2.8 (`resolve.go`), which kubectl reads manifests with.
///
/// The first that fits counts: null, booleans and infinities by their listed spellings; then numbers, with every `_`
/// dropped (a leading 0 means octal; `08` is a decimal float); else it is a string. Dates stay strings.
enum ScalarResolver {
    enum Value: Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Above `Int64.max`.
        case unsigned(UInt64)
        /// Infinities and NaN included.
        case float(Double)
        case string
    }

    /// False if the text at the end of `text` can only be a string; most are told by their first byte.
    static func mayMeanMore(_ text: [UInt8], from start: Int) -> Bool {
        guard start < text.count else { return true }
        switch text[start] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): return true
        case UInt8(ascii: "~"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
            UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"),
            UInt8(ascii: "O"):
            return text.count - start <= 5
        default: return false
        }
    }

    /// True if the text at the end of `text` is a whole number as JSON writes it, which fits `Int64`.
    static func isDecimal(_ text: [UInt8], from start: Int) -> Bool {
        let count = text.count - start
        guard count > 0, count <= 18, count == 1 || text[start] != UInt8(ascii: "0") else { return false }
        for index in start..<text.count where !isDigit(text[index]) { return false }
        return true
    }

    static func resolve(_ bytes: ArraySlice<UInt8>) -> Value {
        guard let first = bytes.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return number(bytes)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            // Most are options of a command.
            guard let second = bytes.dropFirst().first,
                isDigit(second) || second == UInt8(ascii: ".")
                    || second == UInt8(ascii: "_")
            else { return .string }
            if let value = infinity(bytes) { return .float(value) }
            return number(bytes)
        case UInt8(ascii: "."):
            return pointNumber(bytes)
        case UInt8(ascii: "~"):
            return bytes.count == 1 ? .null : .string
        case UInt8(ascii: "y"), UInt8(ascii: "Y"):
            return oneOf(bytes, "y", "Y", "yes", "Yes", "YES") ? .bool(true) : .string
        case UInt8(ascii: "n"), UInt8(ascii: "N"):
            if oneOf(bytes, "n", "N", "no", "No", "NO") { return .bool(false) }
            return oneOf(bytes, "null", "Null", "NULL") ? .null : .string
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            return oneOf(bytes, "true", "True", "TRUE") ? .bool(true) : .string
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            return oneOf(bytes, "false", "False", "FALSE") ? .bool(false) : .string
        case UInt8(ascii: "o"), UInt8(ascii: "O"):
            if oneOf(bytes, "on", "On", "ON") { return .bool(true) }
            return oneOf(bytes, "off", "Off", "OFF") ? .bool(false) : .string
        default:
            return .string
        }
    }

    private static func oneOf(_ bytes: ArraySlice<UInt8>, _ spellings: StaticString...) -> Bool {
        spellings.contains { spelling in
            spelling.utf8CodeUnitCount == bytes.count
                && spelling.withUTF8Buffer { unsafe bytes.elementsEqual($0) }
        }
    }

    private static func infinity(_ bytes: ArraySlice<UInt8>) -> Double? {
        if oneOf(bytes, "+.inf", "+.Inf", "+.INF") { return .infinity }
        return oneOf(bytes, "-.inf", "-.Inf", "-.INF") ? -.infinity : nil
    }

    /// A scalar that starts with a point: Go's `strconv.ParseFloat`, in which one `_` may stand between digits.
    private static func pointNumber(_ bytes: ArraySlice<UInt8>) -> Value {
        if oneOf(bytes, ".inf", ".Inf", ".INF") { return .float(.infinity) }
        if oneOf(bytes, ".nan", ".NaN", ".NAN") { return .float(.nan) }
        guard bytes.dropFirst().first.map(isDigit) == true else { return .string }
        var digits: [UInt8] = [UInt8(ascii: "0")]
        var previous: UInt8 = UInt8(ascii: ".")
        for byte in bytes {
            if byte == UInt8(ascii: "_") {
                guard isDigit(previous) else { return .string }
            } else {
                guard previous != UInt8(ascii: "_") || isDigit(byte) else { return .string }
                digits.append(byte)
            }
            previous = byte
        }
        guard previous != UInt8(ascii: "_"), isFloat(digits[...]), let value = GoNumber.double(digits) else {
            return .string
        }
        return .float(value)
    }

    /// A scalar that starts with a digit or a sign.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Value {
        // Most that are none have a letter or a mark that no number has: addresses, dates, names.
        guard bytes.allSatisfy(isOfNumbers) else { return .string }
        guard bytes.contains(UInt8(ascii: "_")) else { return plainNumber(bytes) }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }
        return plainNumber(plain[...])
    }

    private static func plainNumber(_ plain: ArraySlice<UInt8>) -> Value {
        let sign = plain.first
        let isSigned = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        let unsigned = isSigned ? plain.dropFirst() : plain
        if let value = goInteger(unsigned, isNegative: sign == UInt8(ascii: "-"), isSigned: isSigned) { return value }
        if isFloat(plain) { return GoNumber.double(plain).map(Value.float) ?? .string }
        return oddBinary(plain) ?? .string
    }

    /// `strconv.ParseInt` and, without a sign, `ParseUint`, with base 0: the prefix tells the base.
    private static func goInteger(_ digits: ArraySlice<UInt8>, isNegative: Bool, isSigned: Bool) -> Value? {
        guard let first = digits.first, isDigit(first) else { return nil }
        var base: UInt64 = 10
        var rest = digits
        if first == UInt8(ascii: "0"), digits.count > 1 {
            switch digits[digits.startIndex + 1] | 0x20 {
            case UInt8(ascii: "x"): (base, rest) = (16, digits.dropFirst(2))
            case UInt8(ascii: "b"): (base, rest) = (2, digits.dropFirst(2))
            case UInt8(ascii: "o"): (base, rest) = (8, digits.dropFirst(2))
            default: (base, rest) = (8, digits.dropFirst())
            }
        }
        guard let magnitude = magnitude(rest, base) else { return nil }
        return whole(magnitude, isNegative: isNegative, isSigned: isSigned)
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, _ base: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in digits {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            guard UInt64(digit) < base else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: base)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    private static func whole(_ magnitude: UInt64, isNegative: Bool, isSigned: Bool) -> Value? {
        if isNegative {
            guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
            return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
        }
        if let value = Int64(exactly: magnitude) { return .integer(value) }
        return isSigned ? nil : .unsigned(magnitude)
    }

    /// `0b` with a sign behind it, and `-0b`: go-yaml's own reading of binary numbers.
    private static func oddBinary(_ plain: ArraySlice<UInt8>) -> Value? {
        guard plain.starts(with: "0b".utf8) else { return nil }
        let rest = plain.dropFirst(2)
        let isNegative = rest.first == UInt8(ascii: "-")
        let isSigned = isNegative || rest.first == UInt8(ascii: "+")
        guard let magnitude = magnitude(isSigned ? rest.dropFirst() : rest, 2) else { return nil }
        return whole(magnitude, isNegative: isNegative, isSigned: isSigned)
    }

    /// A decimal number: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = rest.prefix(while: isDigit)
        rest = rest[whole.endIndex...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !whole.isEmpty || !fraction.isEmpty else { return false }
            rest = rest[fraction.endIndex...]
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = rest.first else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }

    private static func isOfNumbers(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"),
            UInt8(ascii: "O"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
