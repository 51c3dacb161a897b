/// A field error, rendered as Kubernetes does.
package struct ReferenceError: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case bool(Bool)
        case integer(Int64)
        case text(Text)
        case groups([Int64])
    }

    package var path: Text
    /// nil: forbidden, which shows no value.
    package var value: Value?
    package var detail: Text

    init(invalid path: Text, _ value: Value, _ detail: Text) {
        self.path = path
        self.value = value
        self.detail = detail
    }

    init(forbidden path: Text, _ detail: Text) {
        self.path = path
        self.detail = detail
    }

    /// Path, colon and body.
    package var text: Text {
        var text = path
        if let value {
            text += Text(": Invalid value: ".utf8)
            switch value {
            case .bool(let value): text += Text("\(value)".utf8)
            case .integer(let value): text += Text("\(value)".utf8)
            case .text(let value): text += Self.quoted(value)
            case .groups(let groups):
                text += Text("[]int64{\(groups.map(String.init).joined(separator: ", "))}".utf8)
            }
        } else {
            text += Text(": Forbidden".utf8)
        }
        return detail.isEmpty ? text : text + Text(": ".utf8) + detail
    }

    /// Go's `%q`, for texts whose characters beyond ASCII are letters.
    package static func quoted(_ text: Text) -> Text {
        var result = Text("\"".utf8)
        var rest = text[...]
        while let byte = rest.first {
            if byte >= 0x80, let scalar = firstScalar(of: rest) {
                result += Text(String(scalar).utf8)
                rest.removeFirst(String(scalar).utf8.count)
                continue
            }
            rest.removeFirst()
            switch byte {
            case 0x22: result += Text("\\\"".utf8)
            case 0x5C: result += Text("\\\\".utf8)
            case 0x07: result += Text("\\a".utf8)
            case 0x08: result += Text("\\b".utf8)
            case 0x09: result += Text("\\t".utf8)
            case 0x0A: result += Text("\\n".utf8)
            case 0x0B: result += Text("\\v".utf8)
            case 0x0C: result += Text("\\f".utf8)
            case 0x0D: result += Text("\\r".utf8)
            case 0x20..<0x7F: result.append(byte)
            default:
                let digits = String(byte, radix: 16)
                result += Text("\\x\(digits.count == 1 ? "0" : "")\(digits)".utf8)
            }
        }
        return result + Text("\"".utf8)
    }

    private static func firstScalar(of bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        for count in 2...4 where count <= bytes.count {
            if let text = String(validating: bytes.prefix(count), as: UTF8.self), text.unicodeScalars.count == 1 {
                return text.unicodeScalars.first
            }
        }
        return nil
    }
}
