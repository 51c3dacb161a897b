import Glibc

/// Collects a header block as its fields arrive; its buffers are reused from block to block.
///
/// The library has checked the fields (RFC 9113, section 8.2) before they get here.
struct HeadBuilder {
    private var method = RepeatedText()
    private var path = RepeatedText()
    private var authority = RepeatedText()
    private var scheme = RepeatedText()
    private var status = 0
    private var headers = HeaderFields()

    mutating func reset() {
        method.isPresent = false
        path.isPresent = false
        authority.isPresent = false
        scheme.isPresent = false
        status = 0
        headers.removeAll()
    }

    mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) {
        guard let first = unsafe name.first, first == UInt8(ascii: ":"), name.count > 1 else {
            unsafe headers.append(name)
            unsafe headers.append(value)
            return
        }
        // Pseudo-fields: the second letter tells those of requests apart, and `:status` from `:scheme`.
        switch unsafe (name[1], name.count) {
        case (UInt8(ascii: "m"), 7): unsafe method.set(value)
        case (UInt8(ascii: "p"), 5): unsafe path.set(value)
        case (UInt8(ascii: "a"), 10): unsafe authority.set(value)
        case (UInt8(ascii: "s"), 7):
            if unsafe name[2] == UInt8(ascii: "c") {
                unsafe scheme.set(value)
            } else {
                status = unsafe Int(String(decoding: value, as: UTF8.self)) ?? 0
            }
        default: break
        }
    }

    var request: RequestHead {
        RequestHead(
            method: method.value,
            path: path.value,
            authority: authority.value,
            scheme: scheme.value,
            fields: headers
        )
    }

    /// Nil if the block had no `:status`: trailers.
    var response: ResponseHead? { status == 0 ? nil : ResponseHead(status: status, headers: headers) }
}

/// A text that is mostly the same from one request of a connection to the next: then no new string is made.
private struct RepeatedText {
    var isPresent = false
    private var bytes: [UInt8] = []
    private var text = ""

    var value: String { isPresent ? text : "" }

    mutating func set(_ new: UnsafeBufferPointer<UInt8>) {
        isPresent = true
        guard !(unsafe isSame(new)) else { return }
        bytes.removeAll(keepingCapacity: true)
        unsafe bytes.append(contentsOf: new)
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// By `memcmp`: comparing element by element was 4 % of a small request.
    private func isSame(_ new: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == new.count, let start = new.baseAddress else { return bytes.count == new.count }
        return unsafe memcmp(bytes, start, new.count) == 0
    }
}
