import CLinux
import Glibc
import Locking

/// One thread, one epoll, and everything that belongs to them: connections, timers, buffers.
///
/// A turn: wait; note what became readable and writable (edge-triggered, so epoll is told of a connection once); deliver
/// mail; accept; let every ready connection read its share; fire timers; then flush each connection that has something to
/// say, once. Results that came together leave together.
///
/// Sendable: `mailbox`, the snapshot of `counters` and `ended` may be used by any thread and guard themselves. Everything else
/// is touched by the one that made the loop before `start`, and then on the loop's thread alone until its end; `streamsCut` is
/// read by others after `whenEnded` has called back: on the loop's own thread, or behind the lock of `ended`.
@safe final class EventLoop: @unchecked Sendable {
    let mailbox: LoopMailbox
    let counters: LoopCounters
    /// The turn's time, in milliseconds of the monotonic clock.
    private(set) var now: UInt64
    var timers: TimerWheel<LoopTimer>
    let buffers: LoopBuffers
    /// Accepts connections; of servers only.
    var acceptor: Acceptor?
    var connections = ConnectionTable()

    private let epoll: Int32
    private var events: [epoll_event]
    private var batch: [LoopMailbox.Letter] = []
    private var ready: [Connection] = []
    private var turn: [Connection] = []
    private var dirty: [Connection] = []
    private var flushing: [Connection] = []
    private var due: [LoopTimer] = []
    private var handlerBytesLeft = EventLoop.handlerBytesPerTurn
    private var isStopping = false
    private var isWindowCheckDue = false
    private var isDraining = false
    /// Streams that were open when the loop ended; to be read after the end.
    private(set) var streamsCut = 0
    private let ended = Locked<EndState>(EndState())

    private struct EndState {
        var hasEnded = false
        var waiters: [@Sendable () -> Void] = []
    }

    /// Bytes that handlers may work on themselves in one turn, all together: some 100 µs.
    private static let handlerBytesPerTurn = 32 << 10

    private static let mailboxKey = UInt64.max
    private static let listenerKey = UInt64.max - 1

    init() throws(TransportError) {
        mailbox = try LoopMailbox()
        counters = LoopCounters()
        now = MonotonicClock.milliseconds()
        timers = TimerWheel(now: now)
        buffers = LoopBuffers()
        unsafe events = Array(repeating: epoll_event(), count: 256)
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else {
            throw TransportError(.systemFailure, "cannot create an epoll: \(systemErrorText(errno))")
        }
        watch(mailbox.descriptor, clinux_epoll_mailbox_events(), key: Self.mailboxKey)
    }

    deinit { _ = close(epoll) }

    // MARK: The thread

    /// Starts the thread.
    ///
    /// The loop lives until `stop()`.
    func start() throws(TransportError) {
        var thread = pthread_t()
        let argument = unsafe Unmanaged.passRetained(self).toOpaque()
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            argument
        )
        guard status == 0 else {
            unsafe Unmanaged<EventLoop>.fromOpaque(argument).release()
            throw TransportError(.systemFailure, "cannot start a thread: \(systemErrorText(status))")
        }
        _ = pthread_detach(thread)
    }

    /// Ends the loop after its present turn; from any thread.
    func stop() { mailbox.execute { [self] in isStopping = true } }

    /// Lets open streams finish and ends when the last connection is gone; on the loop's thread.
    func drain() {
        acceptor?.stop(on: self)
        acceptor = nil
        isDraining = true
        connections.forEach { connection in
            if connection.phase == .open { connection.session.beginDraining() } else { connection.close(.drained) }
        }
        stopIfDrained()
    }

    /// A connection has been closed.
    func stopIfDrained() {
        if isDraining, connections.count == 0 { isStopping = true }
    }

    /// Calls back once the thread is through, on that thread; at once if it is already.
    func whenEnded(_ callback: @escaping @Sendable () -> Void) {
        let hasEnded = ended.withLock { state in
            if !state.hasEnded { state.waiters.append(callback) }
            return state.hasEnded
        }
        if hasEnded { callback() }
    }

    private func run() {
        while !isStopping { turnOnce() }
        streamsCut = counters.streamsOpen
        connections.forEach { connection in
            connection.session.terminate(.cancel, .drained)
            connection.end(.drained)
            connection.close(.drained)
        }
        counters.publish()
        acceptor?.stop(on: self)
        acceptor = nil
        let waiters = ended.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        // Work that came too late still runs, and finds no connection: whoever waits for it learns that.
        for case .work(let work) in mailbox.shut() { work() }
        for waiter in waiters { waiter() }
    }

    private func turnOnce() {
        let count = wait()
        now = MonotonicClock.milliseconds()
        handlerBytesLeft = Self.handlerBytesPerTurn
        var hasMail = false
        var hasArrivals = false
        for index in 0..<max(Int(count), 0) {
            let event = unsafe events[index]
            let key = unsafe event.data.u64
            switch key {
            case Self.mailboxKey: hasMail = true
            case Self.listenerKey: hasArrivals = true
            default: unsafe connections[ConnectionToken(key)]?.noteEvents(event.events)
            }
        }
        if hasMail { deliverMail() }
        if hasArrivals { acceptor?.accept(on: self) }
        swap(&ready, &turn)
        for connection in turn { connection.takeTurn() }
        turn.removeAll(keepingCapacity: true)
        fireTimers()
        swap(&dirty, &flushing)
        for connection in flushing { connection.flush() }
        flushing.removeAll(keepingCapacity: true)
        counters.publish()
    }

    private func wait() -> Int32 {
        var timeout: Int32 = -1
        if !ready.isEmpty || !dirty.isEmpty {
            timeout = 0
        } else if let deadline = timers.nextDeadline {
            timeout = Int32(clamping: deadline > now ? deadline - now : 0)
        }
        return unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), timeout)
        }
    }

    private func deliverMail() {
        mailbox.collect(into: &batch)
        for letter in batch {
            switch letter {
            case .message(let token, let message):
                connections[token.connection]?.session.deliver(message, to: token.streamID)
            case .work(let work): work()
            }
        }
        batch.removeAll(keepingCapacity: true)
    }

    private func fireTimers() {
        timers.advance(to: now, into: &due)
        guard !due.isEmpty else { return }
        let fired = due
        due.removeAll(keepingCapacity: true)
        for timer in fired {
            switch timer {
            case .connection(let token): connections[token]?.timerFired()
            case .stream(let token): connections[token.connection]?.session.deadlinePassed(token.streamID)
            case .acceptor: acceptor?.resume(on: self)
            case .window:
                isWindowCheckDue = false
                connections.forEach { $0.session.memoryMayBeFree() }
            }
        }
    }

    // MARK: What connections ask for

    /// Connections wait for the memory budget: look again in a moment.
    func checkWindowSoon() {
        guard !isWindowCheckDue else { return }
        isWindowCheckDue = true
        _ = timers.schedule(at: now + 20, .window)
    }

    /// Whether this turn has time for a handler's work on so many bytes; counts them if so.
    func takeTime(forBytes count: Int) -> Bool {
        guard count <= handlerBytesLeft else { return false }
        handlerBytesLeft -= count
        return true
    }

    /// The connection has bytes to read or a step to take, in the next turn.
    func addReady(_ connection: Connection) { ready.append(connection) }

    /// The connection has something to send at the end of the turn.
    func addDirty(_ connection: Connection) { dirty.append(connection) }

    /// Tells epoll of a connection's socket, once.
    func watch(_ socket: Socket, as token: ConnectionToken) {
        watch(socket.descriptor, clinux_epoll_connection_events(), key: token.key)
    }

    func watch(_ listener: Listener) {
        watch(listener.socket.descriptor, clinux_epoll_listener_events(), key: Self.listenerKey)
    }

    func unwatch(_ listener: Listener) {
        var event = unsafe epoll_event()
        _ = unsafe epoll_ctl(epoll, EPOLL_CTL_DEL, listener.socket.descriptor, &event)
    }

    private func watch(_ descriptor: Int32, _ interest: UInt32, key: UInt64) {
        var event = unsafe epoll_event()
        unsafe event.events = interest
        unsafe event.data.u64 = key
        _ = unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }
}

/// What a timer of a loop is for.
enum LoopTimer: Sendable {
    case connection(ConnectionToken)
    case stream(StreamToken)
    /// Accepting was paused for a while.
    case acceptor
    /// Connections wait for the memory budget.
    case window
}

/// The buffers that a loop's connections take turns with.
@safe final class LoopBuffers {
    static let readBytes = 64 << 10
    static let gatherBytes = 80 << 10

    /// What came from the socket, or out of TLS.
    let read: UnsafeMutableRawBufferPointer
    /// Frames that go out together.
    let gather: UnsafeMutableRawBufferPointer

    init() {
        unsafe read = .allocate(byteCount: Self.readBytes, alignment: 64)
        unsafe gather = .allocate(byteCount: Self.gatherBytes, alignment: 64)
    }

    deinit {
        unsafe read.deallocate()
        unsafe gather.deallocate()
    }
}
