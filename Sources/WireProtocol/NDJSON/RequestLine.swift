import JSONScan

/// One line of the NDJSON interface: an admission request, as places in the line and in `texts`.
///
/// | field | what |
/// |---|---|
/// | `id` | text or number, given back as it stands |
/// | `operation` | `CREATE` (also without the field) or `UPDATE` |
/// | `namespace` | the namespace of the request |
/// | `user` | `{"username", "groups"}`, null or absent: nobody |
/// | `object` | the object as sent; not decoded here |
/// | `raw`, `media` | in place of `object`: its bytes in base64, and `application/json` (also without the field) or `application/vnd.kubernetes.protobuf` |
/// | `oldObject` | with `UPDATE` the stored object |
/// | `subresource` | not empty: the request is for a subresource |
/// | `phase` | `validate` asks what `Validate` says of a CREATE, `admit` (also without the field) what `Admit` says |
///
/// Null is the same as absent, the last of several fields of one name counts (of `object` and `raw` too, if neither is null),
/// unknown fields are ignored. The whole line must be well-formed, and within the limits of the binary protocol
/// (`RequestLine+Limits`). Damaged UTF-8 in texts becomes U+FFFD, as it does in Go. A value is meant to be read into again and
/// again; the steady state allocates nothing.
package struct RequestLine: Sendable {
    package enum Operation: UInt8, Sendable {
        case create
        case update
    }

    package enum Media: UInt8, Sendable {
        case json
        case kubernetesProtobuf
    }

    package enum Body: Equatable, Sendable {
        case absent
        /// The bytes lie in the line.
        case line(Range<Int>)
        /// They came in base64 and lie in `texts`.
        case texts(Range<Int>)
    }

    /// The fields' texts, decoded.
    package private(set) var texts: [UInt8] = []
    /// The JSON of the id, in the line.
    ///
    /// Set before an error is thrown if the id comes before what is wrong.
    package private(set) var id: Range<Int>?
    package private(set) var operation = Operation.create
    package private(set) var asksValidate = false
    /// In `texts`.
    package private(set) var namespace = 0..<0
    package private(set) var username = 0..<0
    package private(set) var groups: [Range<Int>] = []
    package private(set) var subresource = 0..<0
    package var object: Body {
        switch (objectText, rawBytes) {
        case (nil, nil): .absent
        case (let object?, nil): .line(object)
        case (nil, let raw?): .texts(raw)
        case (let object?, let raw?): isRawLast ? .texts(raw) : .line(object)
        }
    }
    /// The value of `object`, in the line.
    private var objectText: Range<Int>?
    /// What `raw` stands for, in `texts`.
    private var rawBytes: Range<Int>?
    private var isRawLast = false
    package private(set) var media = Media.json
    /// In the line.
    package private(set) var oldObject: Range<Int>?

    /// The first field that is not as it should be; the rest is read all the same, for the id and the form.
    private var problem: RequestLineError?
    let limits: WireLimits

    package init(limits: WireLimits = .standard) { self.limits = limits }

    /// Reads a line; `line` ends before its line feed.
    package mutating func read(_ line: RawSpan) throws(RequestLineError) {
        removeAll()
        do throws(JSONError) {
            try walk(line)
        } catch {
            throw RequestLineError(error)
        }
        if let problem { throw problem }
        if object == .absent { throw RequestLineError("neither `object` nor `raw` is there") }
        if let excess { throw excess }
    }

    /// Forgets the line that was read.
    package mutating func removeAll() {
        texts.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        id = nil
        operation = .create
        asksValidate = false
        namespace = 0..<0
        username = 0..<0
        subresource = 0..<0
        (objectText, rawBytes) = (nil, nil)
        media = .json
        oldObject = nil
        problem = nil
    }

    private mutating func walk(_ line: RawSpan) throws(JSONError) {
        var cursor = JSONCursor()
        try cursor.beginObject(in: line)
        while let key = try cursor.nextKey(in: line) {
            if try cursor.passNull(in: line) {
                forget(key, line)
            } else if key.equals("id", in: line) {
                try readID(&cursor, line)
            } else if key.equals("object", in: line) {
                objectText = try place(&cursor, line)
                isRawLast = false
            } else if key.equals("oldObject", in: line) {
                oldObject = try place(&cursor, line)
            } else if key.equals("user", in: line) {
                try readUser(&cursor, line)
            } else if key.equals("raw", in: line) {
                try readRaw(&cursor, line)
            } else {
                try readWord(key, &cursor, line)
            }
        }
        try cursor.end(in: line)
    }

    /// A field that is null takes back what an earlier one of its name said.
    private mutating func forget(_ key: JSONString, _ line: RawSpan) {
        if key.equals("id", in: line) { id = nil }
        if key.equals("object", in: line) { objectText = nil }
        if key.equals("raw", in: line) { rawBytes = nil }
        if key.equals("oldObject", in: line) { oldObject = nil }
        if key.equals("operation", in: line) { operation = .create }
        if key.equals("phase", in: line) { asksValidate = false }
        if key.equals("namespace", in: line) { namespace = 0..<0 }
        if key.equals("subresource", in: line) { subresource = 0..<0 }
        if key.equals("media", in: line) { media = .json }
        if key.equals("user", in: line) { forgetUser() }
    }

    private mutating func forgetUser() {
        username = 0..<0
        groups.removeAll(keepingCapacity: true)
    }

    private mutating func note(_ reason: String) {
        if problem == nil { problem = RequestLineError(reason) }
    }

    /// An object is as deep as it is by itself, whatever it stands in.
    private func place(_ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) -> Range<Int> {
        var own = JSONCursor(at: cursor.offset)
        let range = try own.skipValue(in: line)
        cursor.offset = own.offset
        return range
    }

    private mutating func readID(_ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        let kind = try cursor.kind(in: line)
        let range = try cursor.skipValue(in: line)
        guard kind == .string || kind == .number else {
            return note("`id` is neither text nor number")
        }
        id = range
    }

    private mutating func readUser(_ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        forgetUser()
        guard try cursor.kind(in: line) == .object else { return try refuse("`user` is no object", &cursor, line) }
        try cursor.beginObject(in: line)
        while let key = try cursor.nextKey(in: line) {
            if key.equals("username", in: line) {
                username = try readText("`user.username` is no text", &cursor, line) ?? 0..<0
            } else if key.equals("groups", in: line) {
                try readGroups(&cursor, line)
            } else {
                _ = try cursor.skipValue(in: line)
            }
        }
    }

    private mutating func readGroups(_ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        groups.removeAll(keepingCapacity: true)
        if try cursor.passNull(in: line) { return }
        guard try cursor.kind(in: line) == .array else { return try refuse("`user.groups` is no list", &cursor, line) }
        try cursor.beginArray(in: line)
        while try cursor.nextElement(in: line) {
            groups.append(try readText("a group of the user is no text", &cursor, line) ?? 0..<0)
        }
    }

    private mutating func readRaw(_ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        guard try cursor.kind(in: line) == .string else { return try refuse("`raw` is no text", &cursor, line) }
        guard let text = try cursor.readString(in: line) else { return }
        let start = texts.count
        let isDecoded: Bool
        if text.hasEscapes {
            let unescaped = text.bytes(from: line)
            isDecoded = unsafe Base64.decode(unescaped.span.bytes, 0..<unescaped.count, to: &texts)
        } else {
            isDecoded = Base64.decode(line, text.range, to: &texts)
        }
        guard isDecoded else { return note("`raw` is no base64") }
        rawBytes = start..<texts.count
        isRawLast = true
    }

    private mutating func readWord(_ key: JSONString, _ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        if key.equals("namespace", in: line) {
            namespace = try readText("`namespace` is no text", &cursor, line) ?? 0..<0
        } else if key.equals("subresource", in: line) {
            subresource = try readText("`subresource` is no text", &cursor, line) ?? 0..<0
        } else if key.equals("operation", in: line) {
            guard let word = try readText("`operation` is no text", &cursor, line) else { return }
            switch texts[word] {
            case let text where text.elementsEqual("CREATE".utf8): operation = .create
            case let text where text.elementsEqual("UPDATE".utf8): operation = .update
            default: note("unknown operation \(quoted(word)), expected `CREATE` or `UPDATE`")
            }
        } else if key.equals("phase", in: line) {
            guard let word = try readText("`phase` is no text", &cursor, line) else { return }
            switch texts[word] {
            case let text where text.elementsEqual("validate".utf8): asksValidate = true
            case let text where text.elementsEqual("admit".utf8): asksValidate = false
            default: note("unknown phase \(quoted(word)), expected `admit` or `validate`")
            }
        } else if key.equals("media", in: line) {
            guard let word = try readText("`media` is no text", &cursor, line) else { return }
            switch texts[word] {
            case let text where text.elementsEqual("application/json".utf8): media = .json
            case let text where text.elementsEqual("application/vnd.kubernetes.protobuf".utf8):
                media = .kubernetesProtobuf
            default:
                note(
                    "unknown media type \(quoted(word)), expected `application/json` or `application/vnd.kubernetes.protobuf`"
                )
            }
        } else {
            _ = try cursor.skipValue(in: line)
        }
    }

    /// The place in `texts` of the text that comes next; nil if it is null or none.
    private mutating func readText(
        _ otherwise: String,
        _ cursor: inout JSONCursor,
        _ line: RawSpan
    ) throws(JSONError) -> Range<Int>? {
        if try cursor.passNull(in: line) { return nil }
        guard try cursor.kind(in: line) == .string else {
            try refuse(otherwise, &cursor, line)
            return nil
        }
        guard let text = try cursor.readString(in: line) else { return nil }
        let start = texts.count
        text.append(to: &texts, from: line)
        texts.repairUTF8(from: start)
        return start..<texts.count
    }

    private mutating func refuse(_ reason: String, _ cursor: inout JSONCursor, _ line: RawSpan) throws(JSONError) {
        note(reason)
        _ = try cursor.skipValue(in: line)
    }

    private func quoted(_ word: Range<Int>) -> String {
        "`\(String(decoding: texts[word].prefix(64), as: UTF8.self))`"
    }
}
