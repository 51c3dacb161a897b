/// Passing values whole: checked, but not looked at.
extension JSONCursor {
    /// Passes the next value, whatever it is, and returns where its bytes are.
    package mutating func skipValue(in bytes: RawSpan) throws(JSONError) -> Range<Int> {
        let kind = try kind(in: bytes)
        let start = offset
        switch kind {
        case .object, .array: try skipContainer(in: bytes)
        default: try passScalar(in: bytes)
        }
        return start..<offset
    }

    /// Passes an object or array without recursion: `open` has one bit a level, set for an object.
    private mutating func skipContainer(in bytes: RawSpan) throws(JSONError) {
        var open: [Bool] = []
        repeat {
            // A value begins here.
            let byte = try peek(in: bytes)
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard depth + open.count < depthMax else { throw JSONError(.tooDeep, at: offset) }
                offset += 1
                let isObject = byte == UInt8(ascii: "{")
                if try peek(in: bytes) != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    open.append(isObject)
                    if isObject { try passKey(in: bytes) }
                    continue
                }
                offset += 1
            } else {
                try passScalar(in: bytes)
            }
            // A value has ended here: what it stands in goes on with a comma, or ends too.
            while let isObject = open.last {
                let separator = try peek(in: bytes)
                offset += 1
                if separator == UInt8(ascii: ",") {
                    if isObject { try passKey(in: bytes) }
                    break
                }
                guard separator == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw JSONError(.unexpectedByte, at: offset - 1)
                }
                open.removeLast()
            }
        } while !open.isEmpty
    }

    private mutating func passKey(in bytes: RawSpan) throws(JSONError) {
        guard try peek(in: bytes) == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: offset) }
        _ = try passString(in: bytes)
        guard try peek(in: bytes) == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
        offset += 1
    }

    private mutating func passScalar(in bytes: RawSpan) throws(JSONError) {
        switch try peek(in: bytes) {
        case UInt8(ascii: "\""): _ = try passString(in: bytes)
        case UInt8(ascii: "t"): try passLiteral("true", in: bytes)
        case UInt8(ascii: "f"): try passLiteral("false", in: bytes)
        case UInt8(ascii: "n"): try passLiteral("null", in: bytes)
        default: try passNumber(in: bytes)
        }
    }

    mutating func passLiteral(_ text: StaticString, in bytes: RawSpan) throws(JSONError) {
        let end = offset + text.utf8CodeUnitCount
        guard end <= bytes.byteCount else { throw JSONError(.unexpectedEnd, at: bytes.byteCount) }
        guard bytes.matches(text, in: offset..<end) else { throw JSONError(.unexpectedByte, at: offset) }
        offset = end
    }

    /// Passes a string, whose opening quote is next, and checks its escapes and control characters.
    mutating func passString(in bytes: RawSpan) throws(JSONError) -> JSONString {
        let start = offset + 1
        var index = start
        var hasEscapes = false
        while true {
            index = bytes.plainTextEnd(from: index)
            guard index < bytes.byteCount else { break }
            switch bytes.byte(at: index) {
            case UInt8(ascii: "\""):
                offset = index + 1
                return JSONString(start..<index, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index = try Self.behindEscape(at: index, in: bytes)
            default: throw JSONError(.controlCharacter, at: index)
            }
        }
        throw JSONError(.unexpectedEnd, at: bytes.byteCount)
    }

    private static func behindEscape(at backslash: Int, in bytes: RawSpan) throws(JSONError) -> Int {
        guard backslash + 1 < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: bytes.byteCount) }
        switch bytes.byte(at: backslash + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash + 2
        case UInt8(ascii: "u"):
            for index in backslash + 2..<backslash + 6 {
                guard index < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: bytes.byteCount) }
                guard bytes.byte(at: index).hexDigitValue != nil else { throw JSONError(.badEscape, at: index) }
            }
            return backslash + 6
        default: throw JSONError(.badEscape, at: backslash + 1)
        }
    }

    /// Passes a number (RFC 8259 section 6).
    ///
    /// What follows it is the caller's to check.
    mutating func passNumber(in bytes: RawSpan) throws(JSONError) {
        let start = offset
        if try peek(in: bytes) == UInt8(ascii: "-") { offset += 1 }
        guard offset < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: offset) }
        let first = bytes.byte(at: offset)
        guard first.isJSONDigit else { throw JSONError(start == offset ? .unexpectedByte : .badNumber, at: offset) }
        if first == UInt8(ascii: "0") { offset += 1 } else { try passDigits(in: bytes) }
        if offset < bytes.byteCount, bytes.byte(at: offset) == UInt8(ascii: ".") {
            offset += 1
            try passDigits(in: bytes)
        }
        if offset < bytes.byteCount, bytes.byte(at: offset) | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.byteCount {
                let sign = bytes.byte(at: offset)
                if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            }
            try passDigits(in: bytes)
            if refusesHugeNumbers, JSONNumber.isHuge(bytes, in: start..<offset) {
                throw JSONError(.numberOutOfRange, at: start)
            }
        }
    }

    private mutating func passDigits(in bytes: RawSpan) throws(JSONError) {
        guard offset < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: offset) }
        guard bytes.byte(at: offset).isJSONDigit else { throw JSONError(.badNumber, at: offset) }
        while offset < bytes.byteCount, bytes.byte(at: offset).isJSONDigit { offset += 1 }
    }
}
