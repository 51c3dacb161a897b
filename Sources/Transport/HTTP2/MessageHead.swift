/// One header field; the name in lower case, as HTTP/2 demands (RFC 9113, section 8.2).
package struct HeaderField: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// Header fields in their order, without pseudo-fields, kept as bytes in one buffer; strings are made when asked for.
package struct HeaderFields: Sendable {
    private(set) var bytes: [UInt8] = []
    /// End of each name and of each value in `bytes`, alternating.
    private(set) var ends: [UInt32] = []

    package init() {}

    package init(_ fields: [HeaderField]) {
        for field in fields {
            append(field.name.utf8)
            append(field.value.utf8)
        }
    }

    package var count: Int { ends.count / 2 }
    package var isEmpty: Bool { ends.isEmpty }

    package subscript(index: Int) -> HeaderField {
        HeaderField(
            String(decoding: bytes[nameRange(index)], as: UTF8.self),
            String(decoding: bytes[valueRange(index)], as: UTF8.self)
        )
    }

    /// The value of the first field of that name (lower case), or nil.
    package func first(_ name: StaticString) -> String? {
        for index in 0..<count where isNamed(name, index) {
            return String(decoding: bytes[valueRange(index)], as: UTF8.self)
        }
        return nil
    }

    package var all: [HeaderField] { (0..<count).map { self[$0] } }

    /// Appends a name, or the value of the name before.
    mutating func append(_ part: some Collection<UInt8>) {
        bytes.append(contentsOf: part)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    private func nameRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[2 * index - 1]))..<Int(ends[2 * index])
    }

    private func valueRange(_ index: Int) -> Range<Int> { Int(ends[2 * index])..<Int(ends[2 * index + 1]) }

    private func isNamed(_ name: StaticString, _ index: Int) -> Bool {
        let range = nameRange(index)
        guard range.count == name.utf8CodeUnitCount else { return false }
        return name.withUTF8Buffer { unsafe $0.elementsEqual(bytes[range]) }
    }
}

/// A request's pseudo-fields and header fields (RFC 9113, section 8.3.1).
package struct RequestHead: Sendable {
    package var method: String
    /// The path with its query, as sent.
    package var path: String
    package var authority: String
    package var scheme: String
    package var headers: HeaderFields

    package init(
        method: String,
        path: String,
        authority: String = "",
        scheme: String = "",
        headers: [HeaderField] = []
    ) {
        self.method = method
        self.path = path
        self.authority = authority
        self.scheme = scheme
        self.headers = HeaderFields(headers)
    }

    init(method: String, path: String, authority: String, scheme: String, fields: HeaderFields) {
        self.method = method
        self.path = path
        self.authority = authority
        self.scheme = scheme
        headers = fields
    }
}

/// A response's status and header fields.
package struct ResponseHead: Sendable {
    package var status: Int
    package var headers: HeaderFields

    package init(status: Int, headers: HeaderFields = HeaderFields()) {
        self.status = status
        self.headers = headers
    }
}
