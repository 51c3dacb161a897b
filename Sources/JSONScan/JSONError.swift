/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case unexpectedEnd
        case unexpectedByte
        case badEscape
        case badNumber
        case numberOutOfRange
        case controlCharacter
        case tooDeep
        case tooLong
        case trailingBytes
    }

    package var code: Code
    /// The offset of the offending byte from the start of the text.
    package var offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    /// What is wrong, without the place.
    package var reason: String {
        switch code {
        case .unexpectedEnd: "unexpected end of JSON"
        case .unexpectedByte: "unexpected byte in JSON"
        case .badEscape: "bad escape in a JSON string"
        case .badNumber: "malformed JSON number"
        case .numberOutOfRange: "JSON number out of range"
        case .controlCharacter: "raw control character in a JSON string"
        case .tooDeep: "JSON nested too deeply"
        case .tooLong: "JSON value longer than is read"
        case .trailingBytes: "bytes after the end of the JSON value"
        }
    }

    package var description: String { "\(reason) at byte \(offset)" }
}
