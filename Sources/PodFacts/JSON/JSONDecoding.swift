import JSONScan

/// A value that a JSON value is decoded into, on top of what it holds: a field that comes twice is decoded twice.
///
/// That is how Kubernetes' decoder (json-iterator) fills Go values, and what `null` does is part of it: it clears
/// pointers, lists, maps and strings, and leaves structs, booleans and numbers as they were.
protocol JSONMergeable {
    init()

    /// Decodes the next value into `self`.
    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError)
}

/// Where a slow decoding is, and how much it may take.
struct JSONDecoding {
    var cursor: JSONCursor
    let limits: PodLimits

    /// A step of the cursor over bytes that are known to be well-formed: what fails now has the wrong type.
    mutating func step<Value>(
        expecting what: StaticString,
        _ body: (inout JSONCursor) throws(JSONError) -> Value
    ) throws(PodReadError) -> Value {
        do {
            return try body(&cursor)
        } catch {
            throw error.code == .numberOutOfRange
                ? PodReadError(.malformed, at: error.offset, "number out of range")
                : PodReadError(.wrongType, at: error.offset, "expected \(what)")
        }
    }
}

extension PodReadError {
    /// The same error, seen from one level further out: `field` or `[index]` goes in front of the path.
    fileprivate func inside(_ place: String) -> PodReadError {
        var error = self
        if reason.hasPrefix("`") {
            let path = reason.dropFirst()
            error.reason = "`" + place + (path.hasPrefix("[") ? "" : ".") + path
        } else {
            error.reason = "`\(place)`: \(reason)"
        }
        return error
    }
}

/// Kubernetes: a struct.
///
/// Unknown fields are skipped; `null` changes nothing.
protocol JSONMergeableObject: JSONMergeable {
    /// Decodes the value of the field `key`, or returns false without a step if the field is unknown.
    mutating func mergeField(
        _ key: JSONFieldName,
        _ decoding: inout JSONDecoding,
        in bytes: RawSpan
    ) throws(PodReadError) -> Bool
}

/// The name of a field, unescaped.
///
/// Kubernetes matches names exactly, case included.
struct JSONFieldName {
    let bytes: [UInt8]

    static func ~= (name: StaticString, field: JSONFieldName) -> Bool {
        unsafe field.bytes.span.bytes.matches(name, in: 0..<field.bytes.count)
    }
}

extension JSONMergeableObject {
    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let isNull = try decoding.step(expecting: "an object") { cursor throws(JSONError) in
            if try cursor.passNull(in: bytes) { return true }
            try cursor.beginObject(in: bytes)
            return false
        }
        guard !isNull else { return }
        while true {
            let key = try decoding.step(expecting: "a field") { cursor throws(JSONError) in
                try cursor.nextKey(in: bytes)
            }
            guard let key else { return }
            let name = JSONFieldName(bytes: key.bytes(from: bytes))
            do {
                if try !mergeField(name, &decoding, in: bytes) {
                    _ = try decoding.step(expecting: "a value") { cursor throws(JSONError) in
                        try cursor.skipValue(in: bytes)
                    }
                }
            } catch {
                throw error.inside(String(decoding: name.bytes, as: UTF8.self))
            }
        }
    }
}

/// Kubernetes: a pointer. `null` clears it; a value is decoded into what it points to.
extension Optional: JSONMergeable where Wrapped: JSONMergeable {
    init() { self = nil }

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let isNull = try decoding.step(expecting: "a value") { cursor throws(JSONError) in
            try cursor.passNull(in: bytes)
        }
        if isNull {
            self = nil
        } else {
            var value = self ?? Wrapped()
            try value.merge(&decoding, in: bytes)
            self = value
        }
    }
}

/// Kubernetes: a slice.
///
/// A list that comes again is read into the places of the earlier one, which stay even behind the end of a shorter
/// list; `null` and `[]` drop them.
struct JSONMergedList<Element: JSONMergeable>: JSONMergeable {
    private var places: [Element] = []
    private var count: Int?

    /// The list as it stands; nil is `null` or absent.
    var elements: ArraySlice<Element>? { count.map { places[..<$0] } }

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let isNull = try decoding.step(expecting: "a list") { cursor throws(JSONError) in
            if try cursor.passNull(in: bytes) { return true }
            try cursor.beginArray(in: bytes)
            return false
        }
        guard !isNull else {
            self = JSONMergedList()
            return
        }
        var next = 0
        while try decoding.step(
            expecting: "an element",
            { cursor throws(JSONError) in try cursor.nextElement(in: bytes) }
        ) {
            if next == places.count { places.append(Element()) }
            guard next < decoding.limits.listElementsMax else {
                throw PodReadError(
                    .limit,
                    at: decoding.cursor.offset,
                    "more than \(decoding.limits.listElementsMax) elements in a list"
                )
            }
            do {
                try places[next].merge(&decoding, in: bytes)
            } catch {
                throw error.inside("[\(next)]")
            }
            next += 1
        }
        if next == 0 { places = [] }
        count = next
    }
}
