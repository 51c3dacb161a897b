/// A header block's size and count, with the 32 bytes a field that RFC 9113, section 6.5.2 (SETTINGS_MAX_HEADER_LIST_SIZE)
/// counts: a reference of one byte to a long field of the HPACK table costs what it stands for.
package struct HeaderBudget: Sendable {
    private let bytesMax: Int
    private let fieldsMax: Int
    private var bytes = 0
    private var fields = 0

    package static let fieldOverheadBytes = 32

    package init(_ limits: TransportLimits) {
        bytesMax = limits.headerListBytes
        fieldsMax = limits.headerFields
    }

    /// A new block begins.
    package mutating func reset() {
        bytes = 0
        fields = 0
    }

    /// Counts a field before anything is allocated for it; false if it is one too many.
    package mutating func add(nameBytes: Int, valueBytes: Int) -> Bool {
        fields += 1
        bytes += nameBytes + valueBytes + Self.fieldOverheadBytes
        return fields <= fieldsMax && bytes <= bytesMax
    }
}
