import Admission
import PolicyObjects
import WireProtocol

/// The requesters of request lines: made once for each that comes up, found again by the bytes of their names.
struct LineRequesters {
    /// More are forgotten together.
    static let countMax = 1_024

    private var known: [[UInt8]: RequestSubject] = [:]
    private var key: [UInt8] = []
    private var lastKey: [UInt8] = []
    private var last: RequestSubject?

    /// The requester that the line names.
    mutating func requester(of line: RequestLine) -> RequestSubject {
        key.removeAll(keepingCapacity: true)
        append(line.username, line.texts)
        for group in line.groups { append(group, line.texts) }
        if let last, key == lastKey { return last }
        let requester = known[key] ?? make(line)
        lastKey = key
        last = requester
        return requester
    }

    private mutating func append(_ range: Range<Int>, _ texts: [UInt8]) {
        for shift in [0, 8, 16, 24] { key.append(UInt8(truncatingIfNeeded: range.count >> shift)) }
        key.append(contentsOf: texts[range])
    }

    private mutating func make(_ line: RequestLine) -> RequestSubject {
        func text(_ range: Range<Int>) -> String { String(decoding: line.texts[range], as: UTF8.self) }
        let requester = RequestSubject(Subject(username: text(line.username), groups: line.groups.map(text)))
        if known.count >= Self.countMax { known.removeAll(keepingCapacity: true) }
        known[key] = requester
        return requester
    }
}
