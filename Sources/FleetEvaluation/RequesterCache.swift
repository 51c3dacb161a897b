package import Admission

/// The requesters that a worker has met, of all streams: made once, found again by the bytes that name them.
package struct RequesterCache {
    /// When one of these is reached, all are forgotten.
    package static let countMax = 1_024
    package static let bytesMax = 4 << 20

    private var known: [[UInt8]: RequestSubject] = [:]
    package private(set) var bytes = 0
    private var lastKey: [UInt8] = []
    private var last: RequestSubject?

    package init() {}

    package var count: Int { known.count }

    package mutating func requester(_ key: [UInt8], orMake make: () -> RequestSubject) -> RequestSubject {
        // Requests of one requester come in runs.
        if let last, key == lastKey { return last }
        let requester = known[key] ?? add(key, make())
        lastKey = key
        last = requester
        return requester
    }

    private mutating func add(_ key: [UInt8], _ requester: RequestSubject) -> RequestSubject {
        let needed = key.count + requester.memoryBytes
        if known.count >= Self.countMax || bytes + needed > Self.bytesMax {
            known.removeAll(keepingCapacity: true)
            bytes = 0
        }
        guard needed <= Self.bytesMax else { return requester }
        known[key] = requester
        bytes += needed
        return requester
    }
}
