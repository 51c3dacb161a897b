import FleetEvaluation

/// Bytes of a request's body that wait to be decoded.
struct HeldInput {
    private(set) var bytes: [UInt8] = []
    /// What stands before it has been taken.
    var start = 0

    private static let compactAboveBytes = 256 << 10

    var isEmpty: Bool { start == bytes.count }

    mutating func append(_ input: Span<UInt8>) {
        if !input.isEmpty { bytes.append(input) }
    }

    /// What is left, without most of what was taken.
    var rest: HeldInput {
        if isEmpty { return HeldInput() }
        guard start > Self.compactAboveBytes else { return self }
        var rest = HeldInput()
        rest.bytes = Array(bytes[start...])
        return rest
    }
}
