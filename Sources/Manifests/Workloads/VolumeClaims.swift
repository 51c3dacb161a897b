import JSONScan

/// The volume claims of a StatefulSet, each of which gives its pods a volume.
package enum VolumeClaims {
    /// The names of `spec.volumeClaimTemplates`, in order, of a StatefulSet in canonical JSON.
    package static func names(in object: [UInt8]) -> [[UInt8]] {
        var names: [[UInt8]] = []
        let bytes = unsafe object.span.bytes
        do throws(JSONError) {
            var cursor = JSONCursor()
            try cursor.beginObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                if key.equals("spec", in: bytes), try cursor.kind(in: bytes) == .object {
                    try readSpec(&cursor, bytes, &names)
                } else {
                    _ = try cursor.skipValue(in: bytes)
                }
            }
        } catch {
            // What is no JSON, the pod reader refuses.
            return []
        }
        return names
    }

    private static func readSpec(
        _ cursor: inout JSONCursor,
        _ bytes: RawSpan,
        _ names: inout [[UInt8]]
    ) throws(JSONError) {
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            guard key.equals("volumeClaimTemplates", in: bytes), try cursor.kind(in: bytes) == .array else {
                _ = try cursor.skipValue(in: bytes)
                continue
            }
            try cursor.beginArray(in: bytes)
            while try cursor.nextElement(in: bytes) {
                names.append(try readName(&cursor, bytes, within: "metadata") ?? [])
            }
        }
    }

    /// The `metadata.name` of the next value; with `within` nil, its `name`.
    private static func readName(
        _ cursor: inout JSONCursor,
        _ bytes: RawSpan,
        within: StaticString?
    ) throws(JSONError) -> [UInt8]? {
        guard try cursor.kind(in: bytes) == .object else {
            _ = try cursor.skipValue(in: bytes)
            return nil
        }
        var name: [UInt8]?
        try cursor.beginObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if let within, key.equals(within, in: bytes) {
                name = try readName(&cursor, bytes, within: nil)
            } else if within == nil, key.equals("name", in: bytes), try cursor.kind(in: bytes) == .string {
                name = try cursor.readString(in: bytes)?.bytes(from: bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
            }
        }
        return name
    }
}
