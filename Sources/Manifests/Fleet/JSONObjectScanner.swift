import JSONScan

/// Passes one JSON value of a fleet file in one strict pass, without a tree: where it ends, what it is called, and
/// whether kubectl would write it anew otherwise than it stands.
///
/// A value without repeated keys, with whole numbers only, means the same to the API server as it stands and as kubectl
/// writes it; any other must be made canonical (`JSONComposer`). Doubt counts as "must".
///
/// What a scan says is for the reader of a file to read, and for the other files of this type to write.
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
    var needsCanonicalForm = false
    /// Lines that were passed.
    private(set) var lines = 0
    private(set) var isObject = false
    /// The texts of these members, between their quotes; nil if there is none or it is no string.
    var apiVersion: Range<Int>?
    var kind: Range<Int>?
    var namespace: Range<Int>?
    var name: Range<Int>?
    /// A member `items` in any case.
    private(set) var hasItems = false
    /// A cluster wrote it: it has a uid, a time of creation or a status that says something.
    var isFromCluster = false

    /// Knows the fields of objects that bear pods; nil: fields are not looked at.
    var schema: FieldSchema?
    /// Some field is unknown, or could not be looked up since the object says too late what it is.
    var mayHaveUnknownFields = false

    var open: [Open] = []
    /// The keys of the open objects; only the first `keyCount` count.
    var keys: [Range<Int>] = []
    var keyCount = 0
    var index = 0

    /// An array or object that has not ended.
    struct Open {
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
                index = unsafe bytes.bytes.spacesEnd(from: index + 1)
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

    func flaw(_ text: StaticString) -> Outcome {
        .malformed(JSONFlaw(index: index, text: text))
    }
}
