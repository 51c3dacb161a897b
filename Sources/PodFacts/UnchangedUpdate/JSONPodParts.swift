import JSONScan

/// The parts of a pod in JSON by which an update is compared, one after the other: most updates change one of them, or
/// nothing but fields that do not count.
struct JSONPodParts {
    enum Part: String, CaseIterable {
        case metadata, status, spec
    }

    /// The parts' texts; null and absent are the same.
    private var texts: [Part: [UInt8]] = [:]

    /// `ignored` are fields of the metadata that do not count; they are not in its text.
    init(_ body: RawSpan, ignoring ignored: [StaticString]) throws(IncomparableError) {
        do throws(JSONError) {
            var cursor = JSONCursor()
            try cursor.beginObject(in: body)
            var seen: Set<Part> = []
            while let key = try cursor.nextKey(in: body) {
                let part = Self.part(key, body)
                // Kubernetes merges repeated parts.
                if let part, !seen.insert(part).inserted { throw JSONError(.unexpectedByte, at: cursor.offset) }
                guard let part, try !cursor.passNull(in: body) else {
                    if part == nil { _ = try cursor.skipValue(in: body) }
                    continue
                }
                var text: [UInt8] = []
                if part == .metadata {
                    text = try Self.readMetadata(&cursor, body, ignored)
                } else {
                    text.append(body, in: try cursor.skipValue(in: body))
                }
                texts[part] = text
            }
            try cursor.end(in: body)
        } catch {
            throw IncomparableError()
        }
    }

    func text(_ part: Part) -> [UInt8]? { texts[part] }

    private static func part(_ key: JSONString, _ body: RawSpan) -> Part? {
        if key.equals("metadata", in: body) { return .metadata }
        if key.equals("spec", in: body) { return .spec }
        return key.equals("status", in: body) ? .status : nil
    }

    /// The text of the metadata with the members that count, as they stand.
    private static func readMetadata(
        _ cursor: inout JSONCursor,
        _ body: RawSpan,
        _ ignored: [StaticString]
    ) throws(JSONError) -> [UInt8] {
        var text = [UInt8(ascii: "{")]
        try cursor.beginObject(in: body)
        while let key = try cursor.nextKey(in: body) {
            let value = try cursor.skipValue(in: body)
            if ignored.contains(where: { key.equals($0, in: body) }) { continue }
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            // The key's quotes stand around its range.
            text.append(body, in: key.range.lowerBound - 1..<key.range.upperBound + 1)
            text.append(UInt8(ascii: ":"))
            text.append(body, in: value)
        }
        text.append(UInt8(ascii: "}"))
        return text
    }
}
