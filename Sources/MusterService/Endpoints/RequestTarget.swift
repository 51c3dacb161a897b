/// A request's path and its query, percent-decoded.
struct RequestTarget {
    private(set) var path: String
    private(set) var parameters: [(name: String, value: String)] = []

    /// Parameters that a query may have; a longer one is refused before it is taken apart.
    static let queryBytesMax = 4_096

    /// - Parameter target: `:path` as sent (RFC 9113, section 8.3.1). nil: its escapes are malformed or it is too long.
    init?(_ target: String) {
        guard let question = target.utf8.firstIndex(of: UInt8(ascii: "?")) else {
            path = target
            return
        }
        path = String(target[..<question])
        let query = target[target.utf8.index(after: question)...]
        guard query.utf8.count <= Self.queryBytesMax else { return nil }
        for part in query.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(sides[0]), let value = sides.count > 1 ? Self.decoded(sides[1]) : "" else {
                return nil
            }
            parameters.append((name, value))
        }
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
