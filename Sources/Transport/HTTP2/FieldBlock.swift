import CNghttp2

/// Header fields on their way into the library: bytes in one buffer that is reused, so that sending a head allocates
/// nothing here.
@safe struct FieldBlock {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var pairs: [nghttp2_nv] = unsafe []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    mutating func append(_ name: String, _ value: String) {
        bytes.append(contentsOf: name.utf8)
        ends.append(bytes.count)
        bytes.append(contentsOf: value.utf8)
        ends.append(bytes.count)
    }

    /// A response's `:status` (RFC 9113, section 8.3.2): three digits.
    mutating func appendStatus(_ status: Int) {
        bytes.append(contentsOf: Self.statusName)
        ends.append(bytes.count)
        let code = min(max(status, 100), 999)
        bytes.append(UInt8(ascii: "0") + UInt8(code / 100))
        bytes.append(UInt8(ascii: "0") + UInt8(code / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(code % 10))
        ends.append(bytes.count)
    }

    private static let statusName = Array(":status".utf8)

    /// The pairs point into this block: valid during the call, in which the library copies them.
    mutating func withNameValues<Result>(_ body: (UnsafeBufferPointer<nghttp2_nv>) -> Result) -> Result {
        unsafe pairs.removeAll(keepingCapacity: true)
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var start = 0
            for index in 0..<ends.count / 2 {
                let nameEnd = ends[2 * index]
                let valueEnd = ends[2 * index + 1]
                unsafe pairs.append(
                    nghttp2_nv(
                        name: buffer.baseAddress.map { unsafe $0 + start },
                        value: buffer.baseAddress.map { unsafe $0 + nameEnd },
                        namelen: nameEnd - start,
                        valuelen: valueEnd - nameEnd,
                        flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)
                    )
                )
                start = valueEnd
            }
            return unsafe pairs.withUnsafeBufferPointer { unsafe body($0) }
        }
    }
}
