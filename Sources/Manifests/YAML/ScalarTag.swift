import PodFacts

/// What an explicit tag makes of a scalar, after go-yaml v2.2.8.
///
/// `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp` and `!!binary` mean something; every
/// other tag makes the text a string.
enum ScalarTag {
    struct Mismatch: Error {
        var text: String
    }

    enum Meaning {
        case value(ScalarResolver.Value)
        /// The decoded bytes of `!!binary`, damaged UTF-8 repaired.
        case binary([UInt8])
    }

    private static let prefix = "tag:yaml.org,2002:"

    static let merge = Array("tag:yaml.org,2002:merge".utf8)

    static func resolve(_ tag: [UInt8], _ text: ArraySlice<UInt8>) throws(Mismatch) -> Meaning {
        guard tag.starts(with: prefix.utf8) else { return .value(.string) }
        let name = String(decoding: tag.dropFirst(prefix.utf8.count), as: UTF8.self)
        switch name {
        case "int", "float", "bool", "null", "timestamp":
            return .value(try typed(name, text))
        case "binary":
            guard let bytes = Base64.decode(text) else {
                throw Mismatch(text: "!!binary value contains invalid base64 data")
            }
            return .binary(UTF8Repair.repairingEachByte(bytes))
        default:
            return .value(.string)
        }
    }

    private static func typed(_ name: String, _ text: ArraySlice<UInt8>) throws(Mismatch) -> ScalarResolver.Value {
        if name == "timestamp" {
            guard unsafe GoTime.isYAMLTimestamp(text.span.bytes) else { throw mismatch(name, text) }
            return .string
        }
        let value = ScalarResolver.resolve(text)
        switch (name, value) {
        case ("int", .integer), ("int", .unsigned), ("float", .float), ("bool", .bool), ("null", .null): return value
        case ("float", .integer(let whole)): return .float(Double(whole))
        default: throw mismatch(name, text)
        }
    }

    private static func mismatch(_ name: String, _ text: ArraySlice<UInt8>) -> Mismatch {
        Mismatch(text: "cannot decode `\(String(decoding: text.prefix(64), as: UTF8.self))` as a !!\(name)")
    }
}

/// RFC 4648 base64 as Go's `StdEncoding` takes it: padded, CR and LF ignored, unused bits free.
private enum Base64 {
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        var group: UInt32 = 0
        var count = 0
        var padding = 0
        var isClosed = false
        for byte in text where byte != 0x0A && byte != 0x0D {
            guard !isClosed else { return nil }
            if byte == UInt8(ascii: "=") {
                guard count + padding >= 2 else { return nil }
                padding += 1
            } else {
                guard padding == 0, let value = sextet(byte) else { return nil }
                group = group << 6 | UInt32(value)
                count += 1
            }
            guard count + padding == 4 else { continue }
            let bytes = group << UInt32(6 * padding)
            output.append(UInt8(truncatingIfNeeded: bytes >> 16))
            if padding < 2 { output.append(UInt8(truncatingIfNeeded: bytes >> 8)) }
            if padding < 1 { output.append(UInt8(truncatingIfNeeded: bytes)) }
            isClosed = padding > 0
            (group, count, padding) = (0, 0, 0)
        }
        return count + padding == 0 ? output : nil
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
