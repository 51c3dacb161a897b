import CNghttp2

/// Flow control of what is received, and the memory that it takes.
extension HTTP2Session {
    /// Body bytes arrived for a stream.
    func hold(_ count: Int, _ stream: HTTP2Stream?) {
        guard let handle = unsafe handle else { return }
        guard let stream else {
            unsafe nghttp2_session_consume_connection(handle, count)
            return
        }
        stream.unconsumed += count
        stream.progress.countReceived(count)
        unconsumed += count
        server?.memory.addBody(count)
        // The connection's window comes back at once, so that one stalled stream stalls no other; unless too much is held.
        owedWindow += count
        repayConnectionWindow()
    }

    func consume(_ stream: HTTP2Stream, _ wanted: Int) {
        let count = min(wanted, stream.unconsumed)
        guard count > 0, let handle = unsafe handle else { return }
        release(stream, count)
        if !stream.hasPeerEnded { unsafe nghttp2_session_consume_stream(handle, stream.token.streamID, count) }
        repayConnectionWindow()
        connection?.markDirty()
    }

    func release(_ stream: HTTP2Stream, _ count: Int) {
        stream.unconsumed -= count
        unconsumed -= count
        server?.memory.addBody(-count)
    }

    func repayConnectionWindow() {
        guard owedWindow > 0, let handle = unsafe handle else { return }
        guard unconsumed <= limits.unconsumedBytesPerConnection else { return }
        if let server, server.memory.isWindowSpent {
            loop.checkWindowSoon()
            return
        }
        unsafe nghttp2_session_consume_connection(handle, owedWindow)
        owedWindow = 0
        connection?.markDirty()
    }

    func waitForMemory(_ stream: HTTP2Stream) {
        guard !stream.isWaitingForMemory else { return }
        stream.isWaitingForMemory = true
        waitingForMemory.append(stream)
        loop.checkWindowSoon()
    }

    /// Others may have let go of memory since.
    func memoryMayBeFree() {
        repayConnectionWindow()
        guard !waitingForMemory.isEmpty else { return }
        let waiting = waitingForMemory
        waitingForMemory.removeAll(keepingCapacity: true)
        for stream in waiting {
            stream.isWaitingForMemory = false
            stream.handler?.drained()
        }
    }
}
