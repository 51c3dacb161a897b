/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Sendable {
        case unexpectedEnd
        case unexpectedByte
        case badEscape
        case badNumber
        case controlCharacter
        case tooDeep
        case trailingBytes
    }

    package var code: Code
    /// The offset of the offending byte from the start of the text.
    package var offset: Int

    package init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    package var description: String {
        switch code {
        case .unexpectedEnd: "unexpected end of JSON at byte \(offset)"
        case .unexpectedByte: "unexpected byte in JSON at byte \(offset)"
        case .badEscape: "bad escape in a JSON string at byte \(offset)"
        case .badNumber: "malformed JSON number at byte \(offset)"
        case .controlCharacter: "raw control character in a JSON string at byte \(offset)"
        case .tooDeep: "JSON nested deeper than 10,000 levels at byte \(offset)"
        case .trailingBytes: "bytes after the end of the JSON value at byte \(offset)"
        }
    }
}
