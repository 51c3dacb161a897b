/// Frames that wait to be sent: a peer that provokes answers and does not read them must not fill our memory.
struct OutboundQueueGuard: Sendable {
    private let framesMax: Int
    private let framesWhileBlockedMax: Int

    init(_ limits: TransportLimits) {
        framesMax = limits.outboundFrames
        framesWhileBlockedMax = limits.outboundFramesWhileBlocked
    }

    /// `isBlocked`: the socket takes nothing at the moment.
    func allows(queuedFrames: Int, isBlocked: Bool) -> Bool {
        queuedFrames <= (isBlocked ? framesWhileBlockedMax : framesMax)
    }
}
