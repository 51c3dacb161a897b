import JSONScan

/// What an object's metadata tell of whose it is.
struct OwnershipHints {
    /// Of the pods of a Deployment's ReplicaSet: the hash in the ReplicaSet's name.
    private(set) var templateHash: String?
    /// Kind and name of the owner reference with `controller: true`.
    private(set) var controller: (kind: String, name: String)?

    private var cursor = JSONCursor()

    /// Reads an object in canonical JSON.
    init(_ json: [UInt8]) {
        let bytes = unsafe json.span.bytes
        do throws(JSONError) {
            guard try entersObject(bytes) else { return }
            while let key = try cursor.nextKey(in: bytes) {
                guard key.equals("metadata", in: bytes) else {
                    try skip(bytes)
                    continue
                }
                try readMetadata(bytes)
                // No key is there twice, so there is nothing to look for behind it.
                return
            }
        } catch {
            // The pod reader says what is wrong.
            return
        }
    }

    /// Enters the next value if it is an object, and passes it if not.
    private mutating func entersObject(_ bytes: RawSpan) throws(JSONError) -> Bool {
        guard try cursor.kind(in: bytes) == .object else {
            try skip(bytes)
            return false
        }
        try cursor.beginObject(in: bytes)
        return true
    }

    private mutating func skip(_ bytes: RawSpan) throws(JSONError) { _ = try cursor.skipValue(in: bytes) }

    private mutating func readMetadata(_ bytes: RawSpan) throws(JSONError) {
        guard try entersObject(bytes) else { return }
        while let key = try cursor.nextKey(in: bytes) {
            if key.equals("labels", in: bytes) {
                try readLabels(bytes)
            } else if key.equals("ownerReferences", in: bytes) {
                try readReferences(bytes)
            } else {
                try skip(bytes)
            }
        }
    }

    private mutating func readLabels(_ bytes: RawSpan) throws(JSONError) {
        guard try entersObject(bytes) else { return }
        while let key = try cursor.nextKey(in: bytes) {
            if key.equals("pod-template-hash", in: bytes) { templateHash = try text(bytes) } else { try skip(bytes) }
        }
    }

    private mutating func readReferences(_ bytes: RawSpan) throws(JSONError) {
        guard try cursor.kind(in: bytes) == .array else { return try skip(bytes) }
        try cursor.beginArray(in: bytes)
        while try cursor.nextElement(in: bytes) { try readReference(bytes) }
    }

    private mutating func readReference(_ bytes: RawSpan) throws(JSONError) {
        guard try entersObject(bytes) else { return }
        var reference = (kind: "", name: "")
        var isController = false
        while let key = try cursor.nextKey(in: bytes) {
            if key.equals("kind", in: bytes) {
                reference.kind = try text(bytes) ?? ""
            } else if key.equals("name", in: bytes) {
                reference.name = try text(bytes) ?? ""
            } else if key.equals("controller", in: bytes), try cursor.kind(in: bytes) == .bool {
                isController = try cursor.readBool(in: bytes) ?? false
            } else {
                try skip(bytes)
            }
        }
        if isController { controller = reference }
    }

    /// A string; nil, and passed, if it is something else.
    private mutating func text(_ bytes: RawSpan) throws(JSONError) -> String? {
        guard try cursor.kind(in: bytes) == .string else {
            try skip(bytes)
            return nil
        }
        return try cursor.readString(in: bytes).map { String(decoding: $0.bytes(from: bytes), as: UTF8.self) }
    }
}
