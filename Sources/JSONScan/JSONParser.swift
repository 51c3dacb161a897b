/// Parses a whole JSON text into a `JSONValue`, strictly (RFC 8259), without recursion.
///
/// Invalid UTF-8 in strings and lone surrogate escapes become U+FFFD. `next()` reads values that follow one another.
package struct JSONParser: Sendable {
    package static let depthMax = 10_000

    private let bytes: [UInt8]
    /// The offset of the first byte that has not been read.
    package private(set) var offset: Int

    package init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Reads the one value that `bytes` hold, blanks around it allowed.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes)
        let value = try parser.value()
        guard parser.isAtEnd else { throw JSONError(.trailingBytes, at: parser.offset) }
        return value
    }

    package static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8))
    }

    /// The next value, or nil if only blanks are left.
    package mutating func next() throws(JSONError) -> JSONValue? {
        isAtEnd ? nil : try value()
    }

    /// Skips blanks; true if nothing else is left.
    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return offset == bytes.count
        }
    }

    private mutating func skipBlanks() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: offset) }
        return bytes[offset]
    }

    /// An array or object that is still open.
    private enum Open {
        case array([JSONValue])
        case object([JSONValue.Member], key: String)
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        var open: [Open] = []
        while true {
            skipBlanks()
            var finished: JSONValue
            switch try peek() {
            case UInt8(ascii: "{"):
                offset += 1
                skipBlanks()
                guard open.count < Self.depthMax else { throw JSONError(.tooDeep, at: offset) }
                if try peek() == UInt8(ascii: "}") {
                    offset += 1
                    finished = .object([])
                } else {
                    open.append(.object([], key: try key()))
                    continue
                }
            case UInt8(ascii: "["):
                offset += 1
                skipBlanks()
                guard open.count < Self.depthMax else { throw JSONError(.tooDeep, at: offset) }
                if try peek() == UInt8(ascii: "]") {
                    offset += 1
                    finished = .array([])
                } else {
                    open.append(.array([]))
                    continue
                }
            default:
                finished = try scalar()
            }
            // Put the finished value where it belongs; a container that this closes is finished in its turn.
            closing: while true {
                guard let innermost = open.popLast() else { return finished }
                skipBlanks()
                let separator = try peek()
                offset += 1
                switch innermost {
                case .array(var elements):
                    elements.append(finished)
                    if separator == UInt8(ascii: ",") {
                        open.append(.array(elements))
                        break closing
                    }
                    guard separator == UInt8(ascii: "]") else { throw JSONError(.unexpectedByte, at: offset - 1) }
                    finished = .array(elements)
                case .object(var members, let key):
                    members.append(.init(key, finished))
                    if separator == UInt8(ascii: ",") {
                        skipBlanks()
                        open.append(.object(members, key: try self.key()))
                        break closing
                    }
                    guard separator == UInt8(ascii: "}") else { throw JSONError(.unexpectedByte, at: offset - 1) }
                    finished = .object(members)
                }
            }
        }
    }

    private mutating func key() throws(JSONError) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: offset) }
        let text = try string()
        skipBlanks()
        guard try peek() == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
        offset += 1
        return text
    }

    private mutating func scalar() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let expected = Array(text.description.utf8)
        for byte in expected {
            guard try peek() == byte else { throw JSONError(.unexpectedByte, at: offset) }
            offset += 1
        }
        return value
    }

    private mutating func digits() throws(JSONError) {
        guard (try peek()).isDigit else { throw JSONError(.badNumber, at: offset) }
        while offset < bytes.count, bytes[offset].isDigit { offset += 1 }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        let first = try peek()
        guard first.isDigit else { throw JSONError(start == offset ? .unexpectedByte : .badNumber, at: offset) }
        if first == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        var isWhole = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            try digits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        return .number(text)
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        var text: [UInt8] = []
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &text)
            case 0..<0x20:
                throw JSONError(.controlCharacter, at: offset)
            default:
                text.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let kind = try peek()
        offset += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): appendScalar(try unicodeEscape(), to: &text)
        default: throw JSONError(.badEscape, at: offset - 1)
        }
    }

    /// The scalar of a `\u` escape whose `\u` has been read, a surrogate pair taken together.
    private mutating func unicodeEscape() throws(JSONError) -> UInt32 {
        let unit = try hexUnit()
        guard (0xD800..<0xE000).contains(unit) else { return unit }
        guard unit < 0xDC00, offset + 1 < bytes.count,
            bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        else { return 0xFFFD }
        let behindHigh = offset
        offset += 2
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low) else {
            offset = behindHigh
            return 0xFFFD
        }
        return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
    }

    private mutating func hexUnit() throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = (try peek()).hexDigitValue else { throw JSONError(.badEscape, at: offset) }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }

    private func appendScalar(_ value: UInt32, to text: inout [UInt8]) {
        text.append(contentsOf: String(UnicodeScalar(value).map(Character.init) ?? "\u{FFFD}").utf8)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    fileprivate var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
