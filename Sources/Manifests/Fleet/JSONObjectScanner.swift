/// Passes one JSON value of a fleet file in one strict pass, without a tree: where it ends, what it is called, and
/// whether kubectl would write it anew otherwise than it stands.
///
/// A value without repeated keys, with whole numbers only, means the same to the API server as it stands and as kubectl
/// writes it; any other must be made canonical (`JSONComposer`). Doubt counts as "must".
struct JSONObjectScanner {
    enum Outcome {
        /// The value ends before this index.
        case complete(Int)
        /// The value is an object with an array `items`, which begins behind this index.
        case items(Int)
        /// The bytes end inside the value.
        case incomplete
        case malformed(JSONFlaw)
    }

    /// What is wrong with a JSON text.
    struct JSONFlaw {
        var index: Int
        var text: StaticString
    }

    /// Numbers that are not plainly whole, repeated keys or keys with escapes occur.
    private(set) var needsCanonicalForm = false
    /// Lines that were passed.
    private(set) var lines = 0
    private(set) var isObject = false
    /// The texts of these members, between their quotes; nil if there is none or it is no string.
    private(set) var apiVersion: Range<Int>?
    private(set) var kind: Range<Int>?
    private(set) var namespace: Range<Int>?
    private(set) var name: Range<Int>?
    /// A member `items` in any case.
    private(set) var hasItems = false
    /// A cluster wrote it: it has a uid, a time of creation or a status that says something.
    private(set) var isFromCluster = false

    /// Knows the fields of objects that bear pods; nil: fields are not looked at.
    var schema: FieldSchema?
    /// Some field is unknown, or could not be looked up since the object says too late what it is.
    private(set) var mayHaveUnknownFields = false

    /// An object with more keys is taken to repeat one.
    private static let keysMax = 64

    private var open: [Open] = []
    /// The keys of the open objects; only the first `keyCount` count.
    private var keys: [Range<Int>] = []
    private var keyCount = 0
    private var index = 0

    /// An array or object that has not ended.
    private struct Open {
        var isObject: Bool
        /// Where its keys begin in `keys`.
        var keyBase: Int
        /// A bit for each key that was seen.
        var filter: UInt64 = 0
        /// The message in the schema whose fields the keys must be.
        var message = FieldSchema.opaque
    }

    private enum Expected {
        case key, keyOrEnd, colon, value, valueOrEnd, commaOrEnd
    }

    /// A key whose value is of interest.
    private enum Key {
        case other, apiVersion, kind, metadata, namespace, name, items, status
        /// Of the metadata, what only an API server writes.
        case serverMetadata
    }

    /// Scans the value that begins at `start`, which must not be a blank.
    ///
    /// With `stopsAtItems` an array `items` of the outermost object is not passed but reported.
    mutating func scan(_ text: [UInt8], from start: Int, stopsAtItems: Bool) -> Outcome {
        reset(start)
        return scan(text.span, stopsAtItems: stopsAtItems)
    }

    private mutating func scan(_ bytes: Span<UInt8>, stopsAtItems: Bool) -> Outcome {
        var expected = Expected.value
        var key = Key.other
        var (isMetadata, isStatus) = (false, false)
        // What the schema says of the value that comes.
        var message = FieldSchema.opaque
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case 0x20, 0x0D, 0x09: index += 1
            case 0x0A:
                lines += 1
                index = spacesEnd(bytes, from: index + 1)
            case UInt8(ascii: "\""):
                let isKey = expected == .key || expected == .keyOrEnd
                guard isKey || expected == .value || expected == .valueOrEnd else { return flaw("unexpected string") }
                let text = index + 1
                if let outcome = passString(bytes, isKey: isKey) { return outcome }
                let range = text..<index - 1
                if isKey {
                    addKey(range, bytes)
                    key = open.count <= 2 ? classify(range, bytes, isMetadata: isMetadata) : .other
                    if key == .items { hasItems = true }
                    if isStatus { isFromCluster = true }
                    message = open[open.count - 1].message
                    if message != FieldSchema.opaque { message = lookUp(range, bytes, message) }
                    expected = .colon
                    continue
                }
                keep(range, for: key, isMetadata: isMetadata)
                expected = .commaOrEnd
                if open.isEmpty { return .complete(index) }
            case UInt8(ascii: ":"):
                guard expected == .colon else { return flaw("unexpected `:`") }
                expected = .value
                index += 1
            case UInt8(ascii: ","):
                guard expected == .commaOrEnd, let innermost = open.last else { return flaw("unexpected `,`") }
                expected = innermost.isObject ? .key : .value
                index += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard expected == .value || expected == .valueOrEnd else { return flaw("unexpected bracket") }
                guard open.count < ManifestLimits.nestingMax else { return flaw("nested deeper than 10,000 levels") }
                let isObject = byte == UInt8(ascii: "{")
                if open.isEmpty { self.isObject = isObject }
                if open.count == 1, open[0].isObject {
                    if schema != nil { message = lookUpMember(bytes) }
                    if key == .metadata {
                        isMetadata = isObject
                        (name, namespace) = (nil, nil)
                    }
                    isStatus = key == .status
                    if key == .items, !isObject, stopsAtItems { return .items(index + 1) }
                }
                let isElement = !(open.last?.isObject ?? true)
                open.append(
                    Open(
                        isObject: isObject,
                        keyBase: keyCount,
                        message: isElement ? open[open.count - 1].message : message
                    )
                )
                expected = isObject ? .keyOrEnd : .valueOrEnd
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard let innermost = open.last, innermost.isObject == (byte == UInt8(ascii: "}")),
                    expected == .commaOrEnd || expected == .keyOrEnd || expected == .valueOrEnd
                else { return flaw("unexpected bracket") }
                if open.count == 1, schema != nil { lookUpMembers(bytes) }
                open.removeLast()
                keyCount = innermost.keyBase
                index += 1
                expected = .commaOrEnd
                if open.isEmpty { return .complete(index) }
                if open.count == 1 { (isMetadata, isStatus) = (false, false) }
            default:
                guard expected == .value || expected == .valueOrEnd else { return flaw("unexpected character") }
                if let outcome = passScalar(bytes, byte) { return outcome }
                expected = .commaOrEnd
                if open.isEmpty { return .complete(index) }
            }
        }
        return .incomplete
    }

    /// What the value that was scanned in `text` is called.
    func identity(in text: [UInt8]) -> ObjectIdentity {
        func string(_ range: Range<Int>?) -> String {
            range.map { String(decoding: text[$0], as: UTF8.self) } ?? ""
        }
        return ObjectIdentity(
            apiVersion: string(apiVersion),
            kind: string(kind),
            namespace: string(namespace),
            name: string(name)
        )
    }

    private mutating func reset(_ start: Int) {
        index = start
        needsCanonicalForm = false
        hasItems = false
        isFromCluster = false
        mayHaveUnknownFields = false
        isObject = false
        lines = 0
        (apiVersion, kind, namespace, name) = (nil, nil, nil, nil)
        open.removeAll(keepingCapacity: true)
        keyCount = 0
    }

    private func flaw(_ text: StaticString) -> Outcome {
        .malformed(JSONFlaw(index: index, text: text))
    }

    // MARK: Keys

    private func classify(_ range: Range<Int>, _ bytes: Span<UInt8>, isMetadata: Bool) -> Key {
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

    private func isEqual(_ range: Range<Int>, _ text: StaticString, _ bytes: Span<UInt8>) -> Bool {
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
    private mutating func addKey(_ range: Range<Int>, _ bytes: Span<UInt8>) {
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

    private mutating func keep(_ range: Range<Int>, for key: Key, isMetadata: Bool) {
        switch (open.count, key) {
        case (1, .apiVersion): apiVersion = range
        case (1, .kind): kind = range
        case (2, .name) where isMetadata: name = range
        case (2, .namespace) where isMetadata: namespace = range
        case (2, .serverMetadata) where isMetadata: isFromCluster = isFromCluster || !range.isEmpty
        default: break
        }
    }

    // MARK: Fields

    /// What the schema says of a field's value.
    private mutating func lookUp(_ name: Range<Int>, _ bytes: Span<UInt8>, _ message: Int) -> Int {
        // A pod of a cluster has the fields that its API server let through.
        guard !isFromCluster, let schema else { return FieldSchema.opaque }
        if let value = schema.value(of: name, in: bytes, message: message) { return value }
        mayHaveUnknownFields = true
        return FieldSchema.opaque
    }

    private func root(_ bytes: Span<UInt8>) -> Int? {
        guard let schema, let apiVersion, let kind else { return nil }
        return schema.root(in: bytes, apiVersion: apiVersion, kind: kind)
    }

    /// What the schema says of the value of the outermost object's last key.
    private mutating func lookUpMember(_ bytes: Span<UInt8>) -> Int {
        guard !isFromCluster, keyCount > 0 else { return FieldSchema.opaque }
        let name = keys[keyCount - 1]
        guard apiVersion != nil, kind != nil else {
            mayHaveUnknownFields = true
            return FieldSchema.opaque
        }
        guard let root = root(bytes) else { return FieldSchema.opaque }
        return lookUp(name, bytes, root)
    }

    /// Looks up all keys of the outermost object, which has ended.
    private mutating func lookUpMembers(_ bytes: Span<UInt8>) {
        guard open[0].isObject, !isFromCluster, let root = root(bytes) else { return }
        for name in keys[open[0].keyBase..<keyCount] { _ = lookUp(name, bytes, root) }
    }

    // MARK: Scalars

    /// Passes a string whose opening quote is next.
    private mutating func passString(_ bytes: Span<UInt8>, isKey: Bool) -> Outcome? {
        index += 1
        var position = index
        while true {
            position = plainEnd(bytes, from: position)
            guard position < bytes.count else { return .incomplete }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                index = position + 1
                return nil
            }
            if byte < 0x20 {
                index = position
                return flaw("control character in string literal")
            }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            // An escape in a key or a name hides what it says; in other texts this costs a slower reading only.
            if isKey || open.count <= 2 { needsCanonicalForm = true }
            guard position < bytes.count else { return .incomplete }
            switch bytes[position] {
            case UInt8(ascii: "u"):
                guard position + 4 < bytes.count else { return .incomplete }
                for offset in 1...4 where !isHexDigit(bytes[position + offset]) {
                    index = position + offset
                    return flaw("invalid character in \\u hexadecimal character escape")
                }
                // Surrogates: the API server's decoder takes some of them otherwise than kubectl's.
                if bytes[position + 1] | 0x20 == UInt8(ascii: "d") { needsCanonicalForm = true }
                position += 5
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                position += 1
            default:
                index = position
                return flaw("invalid character in string escape code")
            }
        }
    }

    /// The index of the first quote, backslash or control character: eight bytes are looked at together.
    private func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let raw = unsafe bytes.bytes
        var position = start
        while position + 8 <= bytes.count {
            // Eight bytes have no invalid bit patterns and no alignment, and the load checks its bounds.
            let word = unsafe UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let found =
                ((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            if found & highs != 0 { return position + (found & highs).trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position += 1
        }
        return position
    }

    /// The index of the first byte that is no space: lines of kubectl's JSON begin with many.
    private func spacesEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let raw = unsafe bytes.bytes
        var position = start
        while position + 8 <= bytes.count {
            // Eight bytes have no invalid bit patterns and no alignment, and the load checks its bounds.
            let word = unsafe UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
            let others = word ^ 0x2020_2020_2020_2020
            if others != 0 { return position + others.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
        return position
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    private mutating func passScalar(_ bytes: Span<UInt8>, _ first: UInt8) -> Outcome? {
        switch first {
        case UInt8(ascii: "t"): return passLiteral("true", bytes)
        case UInt8(ascii: "f"): return passLiteral("false", bytes)
        case UInt8(ascii: "n"): return passLiteral("null", bytes)
        case UInt8(ascii: "-"), 0x30...0x39: return passNumber(bytes)
        default: return flaw("invalid character looking for beginning of value")
        }
    }

    private mutating func passLiteral(_ text: StaticString, _ bytes: Span<UInt8>) -> Outcome? {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return .incomplete }
        guard isEqual(index..<index + count, text, bytes) else { return flaw("invalid character in literal") }
        index += count
        return nil
    }

    private mutating func passNumber(_ bytes: Span<UInt8>) -> Outcome? {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let digits = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index < bytes.count || open.isEmpty else { return .incomplete }
        guard index > digits, index == digits + 1 || bytes[digits] != 0x30 else {
            return flaw("invalid number")
        }
        // "-0" and what may not fit an Int64 are written anew.
        if index - digits > 18 || (digits > start && bytes[digits] == 0x30) { needsCanonicalForm = true }
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            if let outcome = passDigits(bytes) { return outcome }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            if let outcome = passDigits(bytes) { return outcome }
        }
        return nil
    }

    private mutating func passDigits(_ bytes: Span<UInt8>) -> Outcome? {
        needsCanonicalForm = true
        let start = index
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
        guard index < bytes.count || open.isEmpty else { return .incomplete }
        return index > start ? nil : flaw("invalid number")
    }
}
