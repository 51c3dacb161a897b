/// The streams that we reset last: frames that were under way when we did so are no error (RFC 9113, section 5.1,
/// "closed").
package struct RecentResets: Sendable {
    private var ring: InlineArray<32, Int32> = .init(repeating: 0)
    private var next = 0

    package init() {}

    package mutating func insert(_ streamID: Int32) {
        ring[next] = streamID
        next = (next + 1) % ring.count
    }

    package func contains(_ streamID: Int32) -> Bool {
        for index in ring.indices where ring[index] == streamID { return true }
        return false
    }
}
