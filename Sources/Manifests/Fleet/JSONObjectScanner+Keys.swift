/// The keys of objects: which of them say what the object is, and which come again.
extension JSONObjectScanner {
    /// A key whose value is of interest.
    enum Key {
        case other, apiVersion, kind, metadata, namespace, name, items, status
        /// Of the metadata, what only an API server writes.
        case serverMetadata
    }

    /// An object with more keys is taken to repeat one.
    private static let keysMax = 64

    func classify(_ range: Range<Int>, _ bytes: Span<UInt8>, isMetadata: Bool) -> Key {
        if open.count == 2 {
            return isMetadata ? classifyMetadata(range, bytes) : .other
        }
        switch range.count {
        case 4: return isEqual(range, "kind", bytes) ? .kind : .other
        case 5: return isItems(range, bytes) ? .items : .other
        case 6:
            if isEqual(range, "status", bytes) { return .status }
            return isItems(range, bytes) ? .items : .other
        case 8: return isEqual(range, "metadata", bytes) ? .metadata : .other
        case 10: return isEqual(range, "apiVersion", bytes) ? .apiVersion : .other
        default: return .other
        }
    }

    /// Kubernetes: `metav1.ObjectMeta`.
    private func classifyMetadata(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Key {
        switch range.count {
        case 3: return isEqual(range, "uid", bytes) ? .serverMetadata : .other
        case 4: return isEqual(range, "name", bytes) ? .name : .other
        case 9: return isEqual(range, "namespace", bytes) ? .namespace : .other
        case 17: return isEqual(range, "creationTimestamp", bytes) ? .serverMetadata : .other
        default: return .other
        }
    }

    func isEqual(_ range: Range<Int>, _ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
        text.withUTF8Buffer { expected in
            for offset in 0..<expected.count where unsafe bytes[range.lowerBound + offset] != expected[offset] {
                return false
            }
            return true
        }
    }

    /// In a document `items` counts in any case (`ItemsMember`), in an item of a list only as written.
    private func isItems(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        let start = range.lowerBound
        guard bytes[start] | 0x20 == UInt8(ascii: "i"), bytes[start + 1] | 0x20 == UInt8(ascii: "t"),
            bytes[start + 2] | 0x20 == UInt8(ascii: "e"), bytes[start + 3] | 0x20 == UInt8(ascii: "m")
        else { return false }
        if range.count == 5 { return bytes[start + 4] | 0x20 == UInt8(ascii: "s") }
        return bytes[start + 4] == 0xC5 && bytes[start + 5] == 0xBF
    }

    /// Notes a key, and whether its object has it already.
    mutating func addKey(_ range: Range<Int>, _ bytes: Span<UInt8>) {
        guard !needsCanonicalForm else { return }
        let top = open.count - 1
        let first = range.isEmpty ? 0 : UInt64(bytes[range.lowerBound])
        let last = range.isEmpty ? 0 : UInt64(bytes[range.upperBound - 1])
        let bit: UInt64 = 1 << ((UInt64(range.count) &* 7 &+ first &* 3 &+ last &* 11) & 63)
        if open[top].filter & bit != 0 {
            for place in open[top].keyBase..<keyCount where keys[place].count == range.count {
                if isSame(keys[place], range, bytes) { needsCanonicalForm = true }
            }
        }
        open[top].filter |= bit
        if keyCount < keys.count { keys[keyCount] = range } else { keys.append(range) }
        keyCount += 1
        if keyCount - open[top].keyBase > Self.keysMax { needsCanonicalForm = true }
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
            return false
        }
        return true
    }

    mutating func keep(_ range: Range<Int>, for key: Key, isMetadata: Bool) {
        switch (open.count, key) {
        case (1, .apiVersion): apiVersion = range
        case (1, .kind): kind = range
        case (2, .name) where isMetadata: name = range
        case (2, .namespace) where isMetadata: namespace = range
        case (2, .serverMetadata) where isMetadata: isFromCluster = isFromCluster || !range.isEmpty
        default: break
        }
    }
}
