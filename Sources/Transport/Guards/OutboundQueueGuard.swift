/// Frames that wait to be sent: a peer that provokes answers and does not read them must not fill our memory.
package struct OutboundQueueGuard: Sendable {
    private let framesMax: Int
    private let framesWhileBlockedMax: Int

    package init(_ limits: TransportLimits) {
        framesMax = limits.outboundFrames
        framesWhileBlockedMax = limits.outboundFramesWhileBlocked
    }

    /// `isBlocked`: the socket takes nothing at the moment.
    package func allows(queuedFrames: Int, isBlocked: Bool) -> Bool {
        queuedFrames <= (isBlocked ? framesWhileBlockedMax : framesMax)
    }
}
