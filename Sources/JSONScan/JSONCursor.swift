/// Walks a JSON text byte by byte, without a tree and without copies: a place in the text and the steps from there.
///
/// The text is passed to each call, so that a cursor can be stored and copied:
/// ```swift
/// var cursor = JSONCursor()
/// try cursor.beginObject(in: line)
/// while let key = try cursor.nextKey(in: line) {
///     if key.equals("namespace", in: line) {
///         namespace = try cursor.readString(in: line)?.bytes(from: line)
///     } else if key.equals("object", in: line) {
///         object = try cursor.skipValue(in: line)
///     } else {
///         _ = try cursor.skipValue(in: line)
///     }
/// }
/// try cursor.end(in: line)
/// ```
/// Every step checks what it passes strictly (RFC 8259; nesting up to `depthMax`, as Kubernetes), skipped values
/// included. Strings need not be valid UTF-8.
package struct JSONCursor: Sendable {
    /// Kubernetes' decoders accept 10,000 levels (Go: `encoding/json`, `maxNestingDepth`).
    package static let depthMax = 10_000

    /// What a value is, seen from its first byte.
    package enum Kind: UInt8, Sendable {
        case object, array, string, number, bool, null
    }

    /// The offset of the first byte that has not been passed.
    package var offset: Int
    /// Arrays and objects that have been begun and not ended.
    private(set) var depth = 0
    /// An array or object has just been begun: no comma comes before its next element.
    private var isFirst = false
    /// The nesting that is let through.
    package var depthMax = JSONCursor.depthMax
    /// Numbers that no Double holds (`1e999`) are refused even in skipped values, as Kubernetes does.
    package var refusesHugeNumbers = false

    package init(at offset: Int = 0) {
        self.offset = offset
    }

    // MARK: Looking

    /// Passes blanks.
    package mutating func skipBlanks(in bytes: RawSpan) {
        while offset < bytes.byteCount, bytes.byte(at: offset).isJSONBlank { offset += 1 }
    }

    /// The next byte that is no blank; it is not passed.
    package mutating func peek(in bytes: RawSpan) throws(JSONError) -> UInt8 {
        skipBlanks(in: bytes)
        guard offset < bytes.byteCount else { throw JSONError(.unexpectedEnd, at: offset) }
        return bytes.byte(at: offset)
    }

    /// The kind of the value that comes next.
    package mutating func kind(in bytes: RawSpan) throws(JSONError) -> Kind {
        switch try peek(in: bytes) {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw JSONError(.unexpectedByte, at: offset)
        }
    }

    /// Checks that nothing but blanks is left.
    package mutating func end(in bytes: RawSpan) throws(JSONError) {
        skipBlanks(in: bytes)
        guard offset == bytes.byteCount else { throw JSONError(.trailingBytes, at: offset) }
    }

    // MARK: Objects and arrays

    /// Passes the `{` of an object, whose members `nextKey` then gives.
    package mutating func beginObject(in bytes: RawSpan) throws(JSONError) {
        try begin(UInt8(ascii: "{"), in: bytes)
    }

    /// Passes the `[` of an array, whose elements `nextElement` then announces.
    package mutating func beginArray(in bytes: RawSpan) throws(JSONError) {
        try begin(UInt8(ascii: "["), in: bytes)
    }

    /// The key of the next member, passed with its colon; nil (and the `}` passed) if there is none.
    ///
    /// The value must be read or skipped before the next call.
    package mutating func nextKey(in bytes: RawSpan) throws(JSONError) -> JSONString? {
        guard try nextPlace(closedBy: UInt8(ascii: "}"), in: bytes) else { return nil }
        guard try peek(in: bytes) == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: offset) }
        let key = try passString(in: bytes)
        guard try peek(in: bytes) == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
        offset += 1
        return key
    }

    /// Whether another element comes; if not, the `]` is passed.
    ///
    /// The element must be read or skipped before the next call.
    package mutating func nextElement(in bytes: RawSpan) throws(JSONError) -> Bool {
        try nextPlace(closedBy: UInt8(ascii: "]"), in: bytes)
    }

    private mutating func begin(_ bracket: UInt8, in bytes: RawSpan) throws(JSONError) {
        guard try peek(in: bytes) == bracket else { throw JSONError(.unexpectedByte, at: offset) }
        guard depth < depthMax else { throw JSONError(.tooDeep, at: offset) }
        offset += 1
        depth += 1
        isFirst = true
    }

    private mutating func nextPlace(closedBy bracket: UInt8, in bytes: RawSpan) throws(JSONError) -> Bool {
        let byte = try peek(in: bytes)
        if byte == bracket {
            offset += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: offset) }
        offset += 1
        return true
    }

    // MARK: Values

    /// Passes `null` if it is next.
    package mutating func passNull(in bytes: RawSpan) throws(JSONError) -> Bool {
        guard try peek(in: bytes) == UInt8(ascii: "n") else { return false }
        try passLiteral("null", in: bytes)
        return true
    }

    /// The next value if it is a string (passed), nil if it is `null` (passed); anything else is an error.
    package mutating func readString(in bytes: RawSpan) throws(JSONError) -> JSONString? {
        if try passNull(in: bytes) { return nil }
        guard bytes.byte(at: offset) == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: offset) }
        return try passString(in: bytes)
    }

    /// The next value if it is a boolean (passed), nil if it is `null` (passed); anything else is an error.
    package mutating func readBool(in bytes: RawSpan) throws(JSONError) -> Bool? {
        if try passNull(in: bytes) { return nil }
        switch bytes.byte(at: offset) {
        case UInt8(ascii: "t"):
            try passLiteral("true", in: bytes)
            return true
        case UInt8(ascii: "f"):
            try passLiteral("false", in: bytes)
            return false
        default: throw JSONError(.unexpectedByte, at: offset)
        }
    }

    /// The bytes of the next value if it is a number (passed), nil if it is `null` (passed); anything else is an error.
    package mutating func readNumber(in bytes: RawSpan) throws(JSONError) -> Range<Int>? {
        if try passNull(in: bytes) { return nil }
        let start = offset
        try passNumber(in: bytes)
        return start..<offset
    }
}
