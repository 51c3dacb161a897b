import JSONScan

/// Strings, numbers and literals, checked as Go's `encoding/json` checks them.
extension JSONObjectScanner {
    /// Passes a string whose opening quote is next.
    mutating func passString(_ bytes: Span<UInt8>, isKey: Bool) -> Outcome? {
        index += 1
        var position = index
        while true {
            position = unsafe bytes.bytes.plainTextEnd(from: position)
            guard position < bytes.count else { return .incomplete }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                index = position + 1
                return nil
            }
            if byte < 0x20 {
                index = position
                return flaw("control character in string literal")
            }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            // An escape in a key or a name hides what it says; in other texts this costs a slower reading only.
            if isKey || open.count <= 2 { needsCanonicalForm = true }
            guard position < bytes.count else { return .incomplete }
            switch bytes[position] {
            case UInt8(ascii: "u"):
                guard position + 4 < bytes.count else { return .incomplete }
                for offset in 1...4 where !isHexDigit(bytes[position + offset]) {
                    index = position + offset
                    return flaw("invalid character in \\u hexadecimal character escape")
                }
                // Surrogates: the API server's decoder takes some of them otherwise than kubectl's.
                if bytes[position + 1] | 0x20 == UInt8(ascii: "d") { needsCanonicalForm = true }
                position += 5
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                position += 1
            default:
                index = position
                return flaw("invalid character in string escape code")
            }
        }
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    mutating func passScalar(_ bytes: Span<UInt8>, _ first: UInt8) -> Outcome? {
        switch first {
        case UInt8(ascii: "t"): return passLiteral("true", bytes)
        case UInt8(ascii: "f"): return passLiteral("false", bytes)
        case UInt8(ascii: "n"): return passLiteral("null", bytes)
        case UInt8(ascii: "-"), 0x30...0x39: return passNumber(bytes)
        default: return flaw("invalid character looking for beginning of value")
        }
    }

    private mutating func passLiteral(_ text: StaticString, _ bytes: Span<UInt8>) -> Outcome? {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return .incomplete }
        guard isEqual(index..<index + count, text, bytes) else { return flaw("invalid character in literal") }
        index += count
        return nil
    }

    private mutating func passNumber(_ bytes: Span<UInt8>) -> Outcome? {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let digits = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index < bytes.count || open.isEmpty else { return .incomplete }
        guard index > digits, index == digits + 1 || bytes[digits] != 0x30 else {
            return flaw("invalid number")
        }
        // "-0" and what may not fit an Int64 are written anew.
        if index - digits > 18 || (digits > start && bytes[digits] == 0x30) { needsCanonicalForm = true }
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            if let outcome = passDigits(bytes) { return outcome }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if let outcome = passDigits(bytes) { return outcome }
        }
        return nil
    }

    private mutating func passDigits(_ bytes: Span<UInt8>) -> Outcome? {
        needsCanonicalForm = true
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index < bytes.count || open.isEmpty else { return .incomplete }
        return index > start ? nil : flaw("invalid number")
    }
}
