import CNghttp2

/// One connection's HTTP/2: nghttp2's session, the guards in front of it, and the streams.
///
/// No I/O: bytes in, bytes out.
///
/// nghttp2 calls back while it reads (`receive`) or writes (`pull`); handlers are called from there and may do with their
/// streams what they like, because all of that only queues. Nothing tears the session down from within.
@safe final class HTTP2Session {
    enum Role {
        case server(ServerSide)
        case client(ClientLink)
    }

    /// Of a server's sessions; nil on the side of a client.
    let server: ServerSide?
    /// Of a client's sessions.
    let client: ClientLink?
    let origin: StreamOrigin
    let token: ConnectionToken
    let limits: TransportLimits
    let timeouts: TransportTimeouts
    let loop: EventLoop
    /// Until the session is torn down.
    var connection: Connection?

    var handle: OpaquePointer?
    var streams: [HTTP2Stream] = []
    /// Clients find their streams here that nghttp2 does not know yet.
    var requested: [Int32: HTTP2Stream] = [:]
    var head = HeadBuilder()
    var headerBudget: HeaderBudget
    var recentResets = RecentResets()
    var provokedResets: ProvokedResetGuard
    var highestStreamID: Int32 = 0
    /// Resets queued by the application, which the peer did not provoke.
    var applicationResets = 0
    var fields = FieldBlock()

    private var scanner: FrameHeaderScanner
    private var floods: FrameFloodGuard
    private var resets: TokenBucket
    /// Streams beyond the limit.
    var refusals: TokenBucket
    private var hasAnnouncedLimit = false
    private let queueGuard: OutboundQueueGuard
    private var overflow: [UInt8] = []
    private var drained: [HTTP2Stream] = []
    private(set) var canSend = true
    /// Why the session is to end, once something decided that.
    private(set) var fate: ConnectionCloseReason?
    /// Received and not yet consumed.
    var unconsumed = 0
    /// Window of the connection that was withheld because too much is unconsumed.
    var owedWindow = 0
    /// Streams that cannot go on while so much is held.
    var waitingForMemory: [HTTP2Stream] = []
    var drainAt: UInt64?
    var isDraining = false
    var hasAskedRoundTrip = false
    private var endOfLife: UInt64 = .max
    /// Of a client's sessions.
    private var silence: SilenceGuard?

    private var streamLimit: StreamLimit { StreamLimit(streams: limits.concurrentStreams) }

    var outputHighWaterBytes: Int { limits.outputHighWaterBytes }
    var outputLowWaterBytes: Int { limits.outputLowWaterBytes }

    init(
        role: Role,
        token: ConnectionToken,
        origin: StreamOrigin,
        loop: EventLoop,
        limits: TransportLimits,
        timeouts: TransportTimeouts
    ) {
        switch role {
        case .server(let side): (server, client) = (side, nil)
        case .client(let link): (server, client) = (nil, link)
        }
        self.token = token
        self.origin = origin
        self.loop = loop
        self.limits = limits
        self.timeouts = timeouts
        let now = loop.now
        headerBudget = HeaderBudget(limits)
        provokedResets = ProvokedResetGuard(limits, now: now)
        floods = FrameFloodGuard(limits, now: now)
        resets = TokenBucket(burst: limits.resetsBurst, perSecond: limits.resetsPerSecond, now: now)
        refusals = TokenBucket(burst: limits.refusedStreamsBurst, perSecond: limits.refusedStreamsPerSecond, now: now)
        queueGuard = OutboundQueueGuard(limits)
        if server != nil {
            scanner = FrameHeaderScanner(expectsPreface: true)
            let age = Double(timeouts.connectionAge) * Double.random(in: 0.9...1.1)
            endOfLife = now + UInt64(max(age, 0))
        } else {
            scanner = FrameHeaderScanner(expectsPreface: false)
            silence = SilenceGuard(pingAfter: timeouts.pingAfter, answerWithin: timeouts.pingAnswer, now: now)
        }
        unsafe handle = makeHandle()
        guard unsafe handle != nil else {
            fate = .broken
            canSend = false
            return
        }
        announceSettings()
    }

    /// The session of a callback's user data.
    static func from(_ user: UnsafeMutableRawPointer?) -> HTTP2Session? {
        guard let user = unsafe user else { return nil }
        return unsafe Unmanaged<HTTP2Session>.fromOpaque(user).takeUnretainedValue()
    }

    private func makeHandle() -> OpaquePointer? {
        guard let options = unsafe HTTP2Library.makeOptions(limits) else { return nil }
        defer { unsafe nghttp2_option_del(options) }
        // The session outlives its handle: `tearDown` deletes it.
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        var made: OpaquePointer?
        let callbacks = unsafe HTTP2Library.serverCallbacks.pointer
        let status: Int32
        if server != nil {
            status = unsafe nghttp2_session_server_new2(&made, callbacks, user, options)
        } else {
            status = unsafe nghttp2_session_client_new2(&made, callbacks, user, options)
        }
        return unsafe status == 0 ? made : nil
    }

    private func announceSettings() {
        func entry(_ id: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
            nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: value)
        }
        var entries = [
            entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.streamWindowBytes),
            entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(clamping: limits.headerListBytes)),
        ]
        if server != nil {
            entries.append(entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, streamLimit.toldToLibrary))
        } else {
            entries.append(entry(NGHTTP2_SETTINGS_ENABLE_PUSH, 0))
        }
        unsafe nghttp2_submit_settings(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), entries, entries.count)
        unsafe nghttp2_session_set_local_window_size(
            handle,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            0,
            Int32(clamping: limits.connectionWindowBytes)
        )
    }

    // MARK: Bytes in

    /// Takes bytes from the peer; a reason if the connection must end.
    func receive(_ bytes: UnsafeRawBufferPointer) -> ConnectionCloseReason? {
        guard let handle = unsafe handle else { return fate ?? .broken }
        let now = loop.now
        silence?.heard(now: now)
        if let server, let flood = unsafe scan(bytes, server) {
            terminate(.enhanceYourCalm, flood)
            return flood
        }
        let taken = unsafe nghttp2_session_mem_recv(
            handle,
            bytes.bindMemory(to: UInt8.self).baseAddress,
            bytes.count
        )
        guard taken >= 0 else {
            // After an error the library's session may not be used any more.
            canSend = false
            return fate ?? Self.reason(ofLibraryError: taken)
        }
        if let fate { return fate }
        if let flood = floods.settle(now: now) {
            terminate(.enhanceYourCalm, flood)
            return flood
        }
        let queued = unsafe nghttp2_session_get_outbound_queue_size(handle)
        guard queueGuard.allows(queuedFrames: queued, isBlocked: connection?.isBlocked ?? false) else {
            return .outboundQueue
        }
        return nil
    }

    private func scan(_ bytes: UnsafeRawBufferPointer, _ server: ServerSide) -> ConnectionCloseReason? {
        var flood: ConnectionCloseReason?
        let now = loop.now
        unsafe scanner.scan(bytes) { frame in
            if frame.kind == FrameHeader.Kind.resetStream, !resets.take(1, now: now) || !server.countReset(now: now) {
                flood = .resetFlood
            } else {
                flood = floods.count(frame, now: now)
            }
            return flood == nil
        }
        return flood
    }

    private static func reason(ofLibraryError code: Int) -> ConnectionCloseReason {
        switch code {
        case Int(NGHTTP2_ERR_FLOODED.rawValue), Int(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue),
            Int(NGHTTP2_ERR_TOO_MANY_SETTINGS.rawValue):
            .libraryFlood
        case Int(NGHTTP2_ERR_NOMEM.rawValue): .memoryBudget
        default: .protocolError
        }
    }

    /// The peer stands within a frame: an end of the connection here is a cut.
    var isInsideFrame: Bool { scanner.isInsideFrame }
    var isInsideHeaderBlock: Bool { scanner.isInsideHeaderBlock }

    // MARK: Bytes out

    /// The longest frame that the library makes: header, pad length, 16 KB.
    private static let frameBytesMax = 9 + 1 + (16 << 10)

    /// Gathers frames for one write; 0 if there is nothing to send.
    func pull(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let handle = unsafe handle, canSend else { return 0 }
        var used = unsafe takeOverflow(into: buffer)
        // A frame that might not fit waits for the next call.
        while used == 0 || buffer.count - used >= Self.frameBytesMax {
            var data: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(handle, &data)
            guard count > 0 else {
                if count < 0 {
                    canSend = false
                    decide(.broken)
                }
                break
            }
            let bytes = unsafe UnsafeRawBufferPointer(start: data, count: count)
            let fitting = min(count, buffer.count - used)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + fitting])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<fitting]))
            if !hasAnnouncedLimit, server != nil {
                hasAnnouncedLimit = unsafe streamLimit.announce(
                    in: UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + fitting])
                )
            }
            used += fitting
            if fitting < count { unsafe overflow.append(contentsOf: bytes[fitting...]) }
        }
        return used
    }

    private func takeOverflow(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard !overflow.isEmpty else { return 0 }
        let count = min(overflow.count, buffer.count)
        unsafe overflow.withUnsafeBytes { bytes in
            unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
        overflow.removeFirst(count)
        return count
    }

    func noteDrained(_ stream: HTTP2Stream) { drained.append(stream) }

    /// Tells the handlers whose output has drained; after a flush, outside the library.
    func deliverDrained() {
        guard !drained.isEmpty else { return }
        let streams = drained
        drained.removeAll(keepingCapacity: true)
        for stream in streams { stream.handler?.drained() }
    }

    func countSentData() { floods.countSentData() }

    func noteProgress() { floods.countProgress() }

    // MARK: Streams

    func find(_ streamID: Int32) -> HTTP2Stream? {
        guard let handle = unsafe handle else { return nil }
        if server == nil { return requested[streamID] }
        guard let opaque = unsafe nghttp2_session_get_stream_user_data(handle, streamID) else { return nil }
        return unsafe Unmanaged<HTTP2Stream>.fromOpaque(opaque).takeUnretainedValue()
    }

    func insert(_ stream: HTTP2Stream) {
        stream.listIndex = streams.count
        streams.append(stream)
        loop.counters.streamsOpened += 1
        loop.counters.streamsOpen += 1
        if streams.count == 1 {
            connection?.streamsChanged(isEmpty: false)
            connection?.wake(at: loop.now + Self.streamCheckMilliseconds)
        }
    }

    /// The stream is gone: the handler's last call.
    func finish(_ stream: HTTP2Stream, _ reason: StreamCloseReason) {
        guard stream.session != nil else { return }
        if stream.unconsumed > 0 {
            release(stream, stream.unconsumed)
            repayConnectionWindow()
        }
        origin.memory?.removeUnsent(stream.pendingBytes)
        if let deadline = stream.deadline { loop.timers.cancel(deadline) }
        let last = streams.removeLast()
        if last !== stream {
            streams[stream.listIndex] = last
            last.listIndex = stream.listIndex
        }
        if server == nil { requested[stream.token.streamID] = nil }
        loop.counters.streamsOpen -= 1
        let handler = stream.handler
        stream.session = nil
        stream.handler = nil
        if streams.isEmpty { connection?.streamsChanged(isEmpty: true) }
        handler?.closed(reason)
    }

    func deliver(_ message: any Sendable, to streamID: Int32) { find(streamID)?.handler?.received(message: message) }

    func setDeadline(_ stream: HTTP2Stream, _ milliseconds: Int?) {
        if let deadline = stream.deadline { loop.timers.cancel(deadline) }
        stream.deadline = milliseconds.map {
            loop.timers.schedule(at: loop.now + UInt64(max($0, 0)), .stream(stream.token))
        }
    }

    func deadlinePassed(_ streamID: Int32) {
        guard let stream = find(streamID) else { return }
        stream.deadline = nil
        stream.handler?.deadlinePassed()
    }

    // MARK: Time and the end

    /// How often the progress of streams is looked at.
    static let streamCheckMilliseconds: UInt64 = 1_000

    /// The connection's timer fired; a reason if the connection must be closed.
    func timePassed() -> ConnectionCloseReason? {
        let now = loop.now
        if let due = drainAt, due <= now { finishDraining() }
        if now >= endOfLife, !isDraining { beginDraining() }
        guard !streams.isEmpty else { return nil }
        switch silence?.check(now: now) {
        case .giveUp: return .silent
        case .ping:
            unsafe nghttp2_submit_ping(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
            connection?.markDirty()
        case .wait, nil: break
        }
        if server != nil {
            for stream in streams {
                let awaitsBody = !stream.hasPeerEnded && stream.unconsumed < Int(limits.streamWindowBytes) / 2
                let isStuck = stream.progress.isStuck(
                    awaitsBody: awaitsBody,
                    hasOutput: stream.pendingBytes > 0,
                    timeouts,
                    now: now
                )
                if isStuck { stream.reset(.cancel) }
            }
        }
        connection?.wake(at: now + Self.streamCheckMilliseconds)
        return nil
    }

    func decide(_ reason: ConnectionCloseReason) {
        if fate == nil { fate = reason }
    }

    /// Queues the last GOAWAY; everything that still comes in is ignored.
    func terminate(_ code: HTTP2ErrorCode, _ reason: ConnectionCloseReason) {
        decide(reason)
        guard let handle = unsafe handle, canSend else { return }
        unsafe nghttp2_session_terminate_session(handle, code.rawValue)
        connection?.markDirty()
    }

    /// Whether neither side has anything more to say.
    var isFinished: Bool {
        guard let handle = unsafe handle, canSend else { return true }
        return unsafe nghttp2_session_want_read(handle) == 0 && nghttp2_session_want_write(handle) == 0
    }

    var endReason: ConnectionCloseReason { fate ?? (isDraining ? .drained : .peerClosed) }

    /// Ends every stream and frees the session.
    ///
    /// Never from within a callback of the library.
    func tearDown(_ reason: ConnectionCloseReason) {
        guard let handle = unsafe handle else { return }
        unsafe self.handle = nil
        canSend = false
        connection = nil
        while let stream = streams.last { finish(stream, .connectionClosed(reason)) }
        drained.removeAll()
        waitingForMemory.removeAll()
        unsafe nghttp2_session_del(handle)
    }
}
