/// Parses a whole JSON text into a `JSONValue`, strictly (RFC 8259), without recursion.
///
/// Invalid UTF-8 in strings and lone surrogate escapes become U+FFFD. `next()` reads values that follow one another.
package struct JSONParser: Sendable {
    package static let depthMax = JSONCursor.depthMax

    private let bytes: [UInt8]
    private var cursor: JSONCursor

    /// The offset of the first byte that has not been read.
    package var offset: Int { cursor.offset }

    package init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        cursor = JSONCursor(at: offset)
    }

    /// Reads the one value that `bytes` hold, blanks around it allowed.
    package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        var cursor = JSONCursor()
        let span = unsafe bytes.span.bytes
        let value = try cursor.readTree(in: span)
        try cursor.end(in: span)
        return value
    }

    package static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try parse(Array(text.utf8))
    }

    /// The next value, or nil if only blanks are left.
    package mutating func next() throws(JSONError) -> JSONValue? {
        var cursor = cursor
        defer { self.cursor = cursor }
        let span = unsafe bytes.span.bytes
        cursor.skipBlanks(in: span)
        return cursor.offset == span.byteCount ? nil : try cursor.readTree(in: span)
    }
}

extension JSONCursor {
    /// An array or object that has been begun: its elements, or its members and the key whose value comes next.
    private struct OpenValue {
        var isObject: Bool
        var elements: [JSONValue] = []
        var members: [JSONValue.Member] = []
        var key = ""

        var value: JSONValue { isObject ? .object(members) : .array(elements) }

        mutating func take(_ value: JSONValue) {
            if isObject { members.append(JSONValue.Member(key, value)) } else { elements.append(value) }
        }
    }

    /// Reads the next value as a tree.
    package mutating func readTree(in bytes: RawSpan) throws(JSONError) -> JSONValue {
        var open: [OpenValue] = []
        while true {
            var finished: JSONValue?
            switch try kind(in: bytes) {
            case .object:
                try beginObject(in: bytes)
                open.append(OpenValue(isObject: true))
            case .array:
                try beginArray(in: bytes)
                open.append(OpenValue(isObject: false))
            case .string: finished = try readString(in: bytes).map { .string($0.string(from: bytes)) }
            case .number: finished = try readNumberTree(in: bytes)
            case .bool: finished = try readBool(in: bytes).map { .bool($0) }
            case .null: finished = try readNull(in: bytes)
            }
            // Put the finished value where it belongs; a container that ends behind it is finished in its turn.
            while true {
                guard let last = open.indices.last else { return finished ?? .null }
                if let value = finished { open[last].take(value) }
                if open[last].isObject {
                    if let key = try nextKey(in: bytes) {
                        open[last].key = key.string(from: bytes)
                        break
                    }
                } else if try nextElement(in: bytes) {
                    break
                }
                finished = open.removeLast().value
            }
        }
    }

    private mutating func readNull(in bytes: RawSpan) throws(JSONError) -> JSONValue {
        _ = try passNull(in: bytes)
        return .null
    }

    private mutating func readNumberTree(in bytes: RawSpan) throws(JSONError) -> JSONValue {
        guard let range = try readNumber(in: bytes) else { return .null }
        var text: [UInt8] = []
        text.append(bytes, in: range)
        let string = String(decoding: text, as: UTF8.self)
        return Int64(string).map { .integer($0) } ?? .number(string)
    }
}
