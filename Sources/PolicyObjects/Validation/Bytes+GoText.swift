import JSONScan

/// Texts as Go's `fmt` writes them.
extension [UInt8] {
    /// `%q`: double quotes, printable text as it is, everything else escaped; bytes that are no UTF-8 as `\xNN`.
    ///
    /// Source: Go, `strconv.Quote`.
    package mutating func append(goQuoted text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        var plainStart = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
                continue
            }
            append(text.extracting(plainStart..<index))
            index += byte < 0x80 ? appendEscaped(ascii: byte) : appendEscaped(scalarOf: text, at: index)
            plainStart = index
        }
        append(text.extracting(plainStart..<text.count))
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(ascii byte: UInt8) -> Int {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x07: append(UInt8(ascii: "a"))
        case 0x08: append(UInt8(ascii: "b"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0B: append(UInt8(ascii: "v"))
        default:
            append(UInt8(ascii: "x"))
            append(hexadecimal: UInt32(byte), digits: 2)
        }
        return 1
    }

    /// Returns the number of bytes taken.
    private mutating func appendEscaped(scalarOf text: Span<UInt8>, at index: Int) -> Int {
        let length = unsafe UTF8Sequence.length(at: index, in: text.bytes)
        guard length > 0 else {
            append("\\x")
            append(hexadecimal: UInt32(text[index]), digits: 2)
            return 1
        }
        var value = UInt32(text[index]) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for offset in 1..<length { value = value << 6 | UInt32(text[index + offset]) & 0x3F }
        if let scalar = Unicode.Scalar(value), scalar.isPrintableInGo {
            append(text.extracting(index..<index + length))
        } else if value < 0x10000 {
            append("\\u")
            append(hexadecimal: value, digits: 4)
        } else {
            append("\\U")
            append(hexadecimal: value, digits: 8)
        }
        return length
    }

    /// A number in hexadecimal with leading zeros, as `%04x`.
    private mutating func append(hexadecimal value: UInt32, digits: Int) {
        var shift = (digits - 1) * 4
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt32(shift) & 15)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: Span<UInt8>) {
        // SAFETY: the pointer is used while the span is borrowed, and not kept.
        unsafe text.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    fileprivate mutating func append(_ text: StaticString) {
        // SAFETY: a literal's bytes live as long as the program.
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

extension Unicode.Scalar {
    /// Go's `unicode.IsPrint`, with the Unicode version (13.0) of the Go that the golden vectors were made with.
    fileprivate var isPrintableInGo: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
            .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            guard let age = properties.age else { return false }
            return age.major <= 13
        default:
            return false
        }
    }
}
