/// The audit IDs of requests that were checked, so that an event that a log holds twice counts once.
///
/// Logs repeat events where they were shipped again or where rotated files overlap. At least the last `rememberedMin` IDs
/// are known, and memory stays bounded however long the logs are.
struct RecentAuditIDs {
    private let generationMax: Int
    private var current: Set<[UInt8]> = []
    private var previous: Set<[UInt8]> = []

    init(rememberedMin: Int = 100_000) {
        generationMax = rememberedMin
    }

    /// Notes an ID; false if it is known.
    ///
    /// An event without an ID is never known.
    mutating func insert(_ id: [UInt8]) -> Bool {
        if id.isEmpty { return true }
        guard !previous.contains(id), current.insert(id).inserted else { return false }
        if current.count >= generationMax {
            previous = current
            current = []
        }
        return true
    }
}
