import JSONScan

/// Writes answer lines of the NDJSON interface into `bytes`.
///
/// An answer is `begin`, `source` if the answer is `check`'s, then one of `admitted`, `ignored`, `denied` or `failed`, then
/// `end`; `errors` follow `denied`:
///
///     {"id":"1","allowed":true,"policy":"restricted","mutated":true,"patch":[…]}
///     {"id":"2","allowed":true,"policy":"","mutated":false,"ignored":true}
///     {"id":"3","allowed":false,"policy":"","mutated":false,"message":"pods \"p\" is forbidden: …","errors":[…]}
///     {"id":"4","line":4,"error":"…"}
///     {"summary":{"items":4,"allowed":1,"denied":1,"invalid":1,"ignored":1,"overloaded":0,"mutated":1}}
///
/// Bytes that are not UTF-8 become U+FFFD, as in Kubernetes' own JSON.
package struct AnswerLineWriter: Sendable {
    private var writer = JSONWriter()

    package init() {}

    /// The lines so far; to be taken out between lines.
    package var bytes: [UInt8] {
        get { writer.bytes }
        _modify { yield &writer.bytes }
    }

    /// Begins an answer; `id` is the JSON of the request's id, empty for none.
    package mutating func begin(id: Span<UInt8>) {
        writer.beginObject()
        writer.key("id")
        if id.isEmpty { writer.null() } else { unsafe writer.raw(id.bytes) }
    }

    /// What `check` says of the place that an item comes from.
    package mutating func source(
        file: String,
        document: Int,
        kind: [UInt8],
        namespace: [UInt8],
        name: [UInt8],
        user: [UInt8]
    ) {
        writer.key("file")
        writer.string(file)
        writer.key("document")
        writer.integer(document)
        writer.key("kind")
        writer.string(kind)
        writer.key("namespace")
        writer.string(namespace)
        writer.key("name")
        writer.string(name)
        writer.key("user")
        writer.string(user)
    }

    /// The place of what cannot be read, as far as it is known.
    package mutating func place(file: String, document: Int?, item: Int?, line: Int?) {
        writer.key("file")
        writer.string(file)
        for (key, number) in [("document", document), ("item", item), ("line", line)] as [(StaticString, Int?)] {
            guard let number else { continue }
            writer.key(key)
            writer.integer(number)
        }
    }

    /// An admission; `patch` is JSON, empty if none was asked for.
    package mutating func admitted(policy: Span<UInt8>, isMutated: Bool, patch: Span<UInt8>) {
        outcome(isAllowed: true, policy: policy, isMutated: isMutated)
        guard !patch.isEmpty else { return }
        writer.key("patch")
        unsafe writer.raw(patch.bytes)
    }

    /// A request that PodSecurityPolicy does not look at.
    package mutating func ignored() {
        outcome(isAllowed: true, policy: Span(), isMutated: false)
        writer.key("ignored")
        writer.bool(true)
    }

    /// A denial with Kubernetes' message.
    package mutating func denied(message: Span<UInt8>) {
        outcome(isAllowed: false, policy: Span(), isMutated: false)
        writer.key("message")
        unsafe writer.string(message.bytes)
    }

    package mutating func beginErrors() {
        writer.key("errors")
        writer.beginArray()
    }

    /// One of the errors between `beginErrors` and `endErrors`; `badValue` is JSON.
    package mutating func error(
        policy: Span<UInt8>,
        type: String,
        field: Span<UInt8>,
        badValue: Span<UInt8>,
        detail: Span<UInt8>
    ) {
        writer.beginObject()
        writer.key("policy")
        unsafe writer.string(policy.bytes)
        writer.key("type")
        writer.string(type)
        writer.key("field")
        unsafe writer.string(field.bytes)
        writer.key("badValue")
        if badValue.isEmpty { writer.null() } else { unsafe writer.raw(badValue.bytes) }
        writer.key("detail")
        unsafe writer.string(detail.bytes)
        writer.endObject()
    }

    package mutating func endErrors() {
        writer.endArray()
    }

    /// What there is to say beside Kubernetes' own words.
    package mutating func note(_ text: StaticString) {
        writer.key("note")
        text.withUTF8Buffer { unsafe writer.string(Array($0)) }
    }

    /// The number of the request's line, from 1, by which a request without an id is found again.
    package mutating func line(_ number: Int) {
        writer.key("line")
        writer.integer(number)
    }

    /// A request that could not be evaluated: the reason, lower case.
    package mutating func failed(_ reason: Span<UInt8>) {
        writer.key("error")
        unsafe writer.string(reason.bytes)
    }

    package mutating func failed(_ reason: String) {
        writer.key("error")
        writer.string(reason)
    }

    package mutating func end() {
        writer.endObject()
        writer.endLine()
    }

    /// The last line of a complete response.
    package mutating func summary(_ summary: WireSummary) {
        writer.beginObject()
        writer.key("summary")
        writer.beginObject()
        count("items", summary.items)
        count("allowed", summary.allowed)
        count("denied", summary.denied)
        count("invalid", summary.invalid)
        count("ignored", summary.ignored)
        count("overloaded", summary.overloaded)
        count("mutated", summary.mutated)
        writer.endObject()
        writer.endObject()
        writer.endLine()
    }

    private mutating func count(_ key: StaticString, _ value: UInt64) {
        writer.key(key)
        writer.integer(value)
    }

    private mutating func outcome(isAllowed: Bool, policy: Span<UInt8>, isMutated: Bool) {
        writer.key("allowed")
        writer.bool(isAllowed)
        writer.key("policy")
        unsafe writer.string(policy.bytes)
        writer.key("mutated")
        writer.bool(isMutated)
    }
}
