/// Kubernetes: `field.ErrorType`; the raw values are those on the wire.
package enum ViolationType: UInt8, Sendable, CaseIterable {
    case invalid = 1
    case notSupported = 2
    case forbidden = 3
    case required = 4
    case `internal` = 5

    /// The name of Kubernetes' constant, as NDJSON answers show it.
    package var name: String {
        switch self {
        case .invalid: "FieldValueInvalid"
        case .notSupported: "FieldValueNotSupported"
        case .forbidden: "FieldValueForbidden"
        case .required: "FieldValueRequired"
        case .internal: "InternalError"
        }
    }
}

/// The encoded fields of a `Violation` without its id.
///
/// Made to be reused.
package struct ViolationBody: Sendable, Equatable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Only the text: when messages were asked for, but not errors.
    package mutating func set(text: [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.appendFieldUnlessEmpty(2, text)
    }

    /// Text and parts; `badValue` is JSON.
    package mutating func set(
        text: [UInt8],
        type: ViolationType,
        field: [UInt8],
        badValue: [UInt8],
        detail: [UInt8]
    ) {
        set(text: text)
        bytes.appendVarintField(3, UInt64(type.rawValue))
        bytes.appendFieldUnlessEmpty(4, field)
        bytes.appendFieldUnlessEmpty(5, badValue)
        bytes.appendFieldUnlessEmpty(6, detail)
    }
}

/// The violations that a stream has defined so far: a hash table over their encoded bytes, bounded in number and in bytes.
package struct ViolationTable: Sendable {
    package enum Entry: Equatable, Sendable {
        case known(UInt32)
        /// Just entered: the definition must be sent before it is referred to.
        case new(UInt32)
        /// Not in the table, which is full: send it inline.
        case full
    }

    private let countMax: Int
    private let byteCountMax: Int
    private var bytes: [UInt8] = []
    /// Where entry *i* starts in `bytes`; the last element is the end.
    private var starts: [UInt32] = [0]
    /// Ids by hash, linear probing; 0 is free.
    ///
    /// A power of two, at most half full.
    private var slots: [UInt32] = []

    package init(countMax: Int = WireLimits.violationsMax, byteCountMax: Int = WireLimits.violationTableBytesMax) {
        self.countMax = countMax
        self.byteCountMax = byteCountMax
    }

    package var count: Int { starts.count - 1 }

    /// What it takes in memory.
    package var memoryBytes: Int { bytes.count + 4 * (starts.count + slots.count) }

    /// The entry of a body, made if there is none; unless `mayGrow` forbids it.
    package mutating func intern(_ body: ViolationBody, mayGrow: Bool = true) -> Entry {
        if slots.isEmpty { slots = Array(repeating: 0, count: 64) }
        var slot = hash(body.bytes[...]) & (slots.count - 1)
        while slots[slot] != 0 {
            let id = slots[slot]
            if entry(id).elementsEqual(body.bytes) { return .known(id) }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard mayGrow, count < countMax, bytes.count + body.bytes.count <= byteCountMax else { return .full }
        bytes.append(contentsOf: body.bytes)
        starts.append(UInt32(truncatingIfNeeded: bytes.count))
        let id = UInt32(truncatingIfNeeded: count)
        slots[slot] = id
        if count * 2 > slots.count { grow() }
        return .new(id)
    }

    private func entry(_ id: UInt32) -> ArraySlice<UInt8> {
        bytes[Int(starts[Int(id) - 1])..<Int(starts[Int(id)])]
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for id in 1...UInt32(truncatingIfNeeded: count) {
            var slot = hash(entry(id)) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = id
        }
    }

    /// Texts contain what clients send, so the hash must be one that they cannot aim at: `Hasher` is seeded for each process.
    private func hash(_ bytes: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
