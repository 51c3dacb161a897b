/// Writes JSON into a byte array: no spaces, commas where they belong, strings escaped.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("allowed")
/// writer.bool(true)
/// writer.endObject()          // {"allowed":true}
/// ```
/// The order of calls is the caller's to keep: a value after each key, an end for each begin. `bytes` may be taken out,
/// emptied (keeping its capacity) and put back between values.
package struct JSONWriter: Sendable {
    /// Which characters strings have escaped, beyond what RFC 8259 demands.
    package enum Escaping: Sendable {
        /// Quote, backslash and control characters only.
        case standard
        /// As Go's `json.Marshal`: also `<`, `>`, `&`, U+2028 and U+2029.
        case go
    }

    package var bytes: [UInt8]
    private let escaping: Escaping
    /// A value has been written where another may follow.
    private var needsComma = false

    package init(escaping: Escaping = .standard, into bytes: [UInt8] = []) {
        self.bytes = bytes
        self.escaping = escaping
    }

    // MARK: Structure

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A key of ASCII letters, digits and the like, which needs no escaping.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Any key.
    package mutating func key(escaping name: String) {
        separate()
        appendString(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Ends a line and lets an independent value follow, as NDJSON wants it.
    package mutating func endLine() {
        bytes.append(0x0A)
        needsComma = false
    }

    // MARK: Values

    package mutating func string(_ text: String) {
        separate()
        appendString(text)
        needsComma = true
    }

    /// A string from its bytes; each byte that is no valid UTF-8 becomes U+FFFD.
    package mutating func string(_ text: RawSpan) {
        separate()
        JSONWriter.appendQuoted(text, escaping: escaping, to: &bytes)
        needsComma = true
    }

    package mutating func string(_ text: [UInt8]) { string(unsafe text.span.bytes) }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        JSONWriter.appendInteger(Int64(clamping: value), to: &bytes)
        needsComma = true
    }

    package mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    package mutating func null() {
        raw("null")
    }

    /// A value that is JSON already, as it stands.
    package mutating func raw(_ json: RawSpan) {
        separate()
        bytes.append(json, in: 0..<json.byteCount)
        needsComma = true
    }

    package mutating func raw(_ json: StaticString) {
        separate()
        json.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
        needsComma = true
    }

    /// A tree.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let text):
            separate()
            bytes.append(contentsOf: text.utf8)
            needsComma = true
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(escaping: member.key)
                self.value(member.value)
            }
            endObject()
        }
    }

    // MARK: Bytes

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func appendString(_ text: String) {
        JSONWriter.appendQuoted(unsafe text.utf8Span.span.bytes, escaping: escaping, to: &bytes)
    }

    /// Appends a decimal integer.
    package static func appendInteger(_ value: Int64, to bytes: inout [UInt8]) {
        guard value < 0 || value >= 10 else { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        var magnitude = value.magnitude
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }

    /// Appends `text` in quotes, escaped.
    package static func appendQuoted(_ text: RawSpan, escaping: Escaping, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text, escaping: escaping, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends `text` as it stands between the quotes of a string; each byte that is no valid UTF-8 becomes U+FFFD.
    ///
    /// Runs that need nothing are copied whole.
    package static func appendEscaped(_ text: RawSpan, escaping: Escaping, to bytes: inout [UInt8]) {
        var run = 0
        var index = 0
        let count = text.byteCount
        while index < count {
            let byte = text.byte(at: index)
            if isPlain(byte, escaping) {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 1 : UTF8Sequence.length(at: index, in: text)
            let isSeparator = escaping == .go && isLineSeparator(at: index, length: length, in: text)
            if length > 1, !isSeparator {
                index += length
                continue
            }
            bytes.append(text, in: run..<index)
            if isSeparator {
                appendEscape(0x2020 | UInt16(text.byte(at: index + 2) & 0xF), to: &bytes)
            } else if length == 0 {
                bytes.append(contentsOf: UTF8.encodedReplacementCharacter)
            } else {
                appendEscape(byte, to: &bytes)
            }
            index += Swift.max(1, length)
            run = index
        }
        bytes.append(text, in: run..<count)
    }

    private static func isPlain(_ byte: UInt8, _ escaping: Escaping) -> Bool {
        guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return false }
        guard escaping == .go else { return true }
        return byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "&")
    }

    /// U+2028 or U+2029.
    private static func isLineSeparator(at index: Int, length: Int, in text: RawSpan) -> Bool {
        length == 3 && text.byte(at: index) == 0xE2 && text.byte(at: index + 1) == 0x80
            && text.byte(at: index + 2) & 0xFE == 0xA8
    }

    private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case 0x0D: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case 0x09: bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        default: appendEscape(UInt16(byte), to: &bytes)
        }
    }

    private static func appendEscape(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(unit >> shift & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
