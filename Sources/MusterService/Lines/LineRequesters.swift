import Admission
import FleetEvaluation
import PolicyObjects
import WireProtocol

/// The requesters of request lines, found again by the bytes of their names.
struct LineRequesters {
    private var key: [UInt8] = []

    /// The requester that the line names.
    mutating func requester(of line: RequestLine, in cache: inout RequesterCache) -> RequestSubject {
        key.removeAll(keepingCapacity: true)
        append(line.username, line.texts)
        for group in line.groups { append(group, line.texts) }
        return cache.requester(key) {
            func text(_ range: Range<Int>) -> String { String(decoding: line.texts[range], as: UTF8.self) }
            return RequestSubject(Subject(username: text(line.username), groups: line.groups.map(text)))
        }
    }

    private mutating func append(_ range: Range<Int>, _ texts: [UInt8]) {
        for shift in [0, 8, 16, 24] { key.append(UInt8(truncatingIfNeeded: range.count >> shift)) }
        key.append(contentsOf: texts[range])
    }
}
