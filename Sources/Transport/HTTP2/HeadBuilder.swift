/// Collects a header block as its fields arrive; its buffers are reused from block to block.
///
/// The library has checked the fields (RFC 9113, section 8.2) before they get here.
struct HeadBuilder {
    private var method = ""
    private var path = ""
    private var authority = ""
    private var scheme = ""
    private var status = 0
    private var headers = HeaderFields()

    mutating func reset() {
        method = ""
        path = ""
        authority = ""
        scheme = ""
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
        case (UInt8(ascii: "m"), 7): method = unsafe String(decoding: value, as: UTF8.self)
        case (UInt8(ascii: "p"), 5): path = unsafe String(decoding: value, as: UTF8.self)
        case (UInt8(ascii: "a"), 10): authority = unsafe String(decoding: value, as: UTF8.self)
        case (UInt8(ascii: "s"), 7):
            if unsafe name[2] == UInt8(ascii: "c") {
                scheme = unsafe String(decoding: value, as: UTF8.self)
            } else {
                status = unsafe Int(String(decoding: value, as: UTF8.self)) ?? 0
            }
        default: break
        }
    }

    var request: RequestHead {
        var head = RequestHead(method: method, path: path, authority: authority, scheme: scheme)
        head.headers = headers
        return head
    }

    /// Nil if the block had no `:status`: trailers.
    var response: ResponseHead? { status == 0 ? nil : ResponseHead(status: status, headers: headers) }
}
