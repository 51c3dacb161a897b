import Admission
import FleetEvaluation
import PolicyObjects
import WireProtocol

/// The requesters of request lines: checked against the limits of subjects, and found again by the bytes of their names.
struct LineRequesters {
    private let limits: WireLimits
    private var key: [UInt8] = []

    init(limits: WireLimits = .standard) { self.limits = limits }

    /// Reads whom a line names; what is wrong with it, if it is beyond a limit.
    mutating func read(_ line: RequestLine) -> String? {
        key.removeAll(keepingCapacity: true)
        guard line.groups.count <= limits.groupsMax else {
            return "`user.groups` has \(line.groups.count) groups; at most \(limits.groupsMax) are taken"
        }
        append(line.username, line.texts)
        var longest = line.username.count
        var bytes = longest
        for group in line.groups {
            append(group, line.texts)
            longest = max(longest, group.count)
            bytes += group.count
        }
        guard longest <= limits.subjectNameBytesMax else {
            return "a name in `user` is longer than \(limits.subjectNameBytesMax) bytes"
        }
        guard bytes <= limits.subjectBytesMax else {
            return "the names in `user` take \(bytes) bytes; at most \(limits.subjectBytesMax) are taken"
        }
        return nil
    }

    /// The requester of the line that was read.
    func requester(of line: RequestLine, in cache: inout RequesterCache) -> RequestSubject {
        cache.requester(key) {
            func text(_ range: Range<Int>) -> String { String(decoding: line.texts[range], as: UTF8.self) }
            return RequestSubject(Subject(username: text(line.username), groups: line.groups.map(text)))
        }
    }

    private mutating func append(_ range: Range<Int>, _ texts: [UInt8]) {
        for shift in [0, 8, 16, 24] { key.append(UInt8(truncatingIfNeeded: range.count >> shift)) }
        key.append(contentsOf: texts[range])
    }
}
