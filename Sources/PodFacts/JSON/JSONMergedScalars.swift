import JSONScan

/// Kubernetes: `string`.
///
/// `null` is the empty string.
struct JSONMergedText: JSONMergeable {
    var bytes: [UInt8] = []

    mutating func merge(_ decoding: inout JSONDecoding, in body: RawSpan) throws(PodReadError) {
        let text = try decoding.step(expecting: "a string") { cursor throws(JSONError) in
            try cursor.readString(in: body)
        }
        bytes = text?.bytes(from: body) ?? []
    }
}

/// Kubernetes: `bool`.
///
/// `null` changes nothing.
struct JSONMergedBool: JSONMergeable {
    var value = false

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let bool = try decoding.step(expecting: "true or false") { cursor throws(JSONError) in
            try cursor.readBool(in: bytes)
        }
        if let bool { value = bool }
    }
}

/// Kubernetes: `int64`.
///
/// `null` changes nothing.
struct JSONMergedInt64: JSONMergeable {
    var value: Int64 = 0

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let number = try decoding.step(expecting: "a whole number") { cursor throws(JSONError) in
            try cursor.readNumber(in: bytes)
        }
        guard let number else { return }
        guard let value = JSONNumber.int64(bytes, in: number) else {
            throw PodReadError(.wrongType, at: number.lowerBound, "expected a whole number of 64 bits")
        }
        self.value = value
    }
}

/// Kubernetes: `int32`.
///
/// `null` changes nothing.
struct JSONMergedInt32: JSONMergeable {
    var value: Int32 = 0

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let number = try decoding.step(expecting: "a whole number") { cursor throws(JSONError) in
            try cursor.readNumber(in: bytes)
        }
        guard let number else { return }
        guard let value = JSONNumber.int32(bytes, in: number) else {
            throw PodReadError(.wrongType, at: number.lowerBound, "expected a whole number of 32 bits")
        }
        self.value = value
    }
}

/// Kubernetes: `resource.Quantity`.
///
/// Nothing is kept: a quantity that cannot be parsed makes the body invalid.
struct JSONMergedQuantity: JSONMergeable {
    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let range = try decoding.step(expecting: "a quantity") { cursor throws(JSONError) in
            try cursor.skipValue(in: bytes)
        }
        guard Quantity.isValid(json: bytes, in: range) else {
            throw PodReadError(.wrongType, at: range.lowerBound, "expected a quantity like 100m or 64Mi")
        }
    }
}

/// Kubernetes: `map[string]T`.
///
/// `null` clears it; of equal keys the last counts, decoded afresh.
struct JSONMergedMap<Value: JSONMergeable>: JSONMergeable {
    private var places: [[UInt8]: Int] = [:]
    private(set) var entries: [(key: [UInt8], value: Value)] = []
    private(set) var isNull = true

    mutating func merge(_ decoding: inout JSONDecoding, in bytes: RawSpan) throws(PodReadError) {
        let isNull = try decoding.step(expecting: "a map") { cursor throws(JSONError) in
            if try cursor.passNull(in: bytes) { return true }
            try cursor.beginObject(in: bytes)
            return false
        }
        guard !isNull else {
            self = JSONMergedMap()
            return
        }
        self.isNull = false
        while true {
            let key = try decoding.step(expecting: "a key") { cursor throws(JSONError) in try cursor.nextKey(in: bytes)
            }
            guard let key = key?.bytes(from: bytes) else { return }
            var value = Value()
            do {
                try value.merge(&decoding, in: bytes)
            } catch {
                throw PodReadError(
                    error.code,
                    at: error.offset,
                    "`[\(String(decoding: key, as: UTF8.self))]`: \(error.reason)"
                )
            }
            if let place = places[key] {
                entries[place].value = value
            } else {
                places[key] = entries.count
                entries.append((key, value))
            }
        }
    }
}
