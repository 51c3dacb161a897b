import CLinux
import Glibc

/// A socket with its TLS state and its HTTP/2 session: moves bytes between them, in turns of the loop.
///
///     connecting ──▶ handshaking ──▶ open ──▶ lingering ──▶ closed
///      (client)        (TLS)                  (our last frames are out,
///                                              the peer's are thrown away)
///
/// Everything happens on the loop's thread.
final class Connection {
    enum Phase { case connecting, handshaking, open, lingering, closed }

    let token: ConnectionToken
    let loop: EventLoop
    let session: HTTP2Session
    private let socket: Socket
    private var tls: TLSSession?
    private(set) var phase: Phase
    private var deadlines: ConnectionDeadlines?
    private let readBytesPerTurn: Int
    private let wasClosed: (ConnectionCloseReason) -> Void

    private var isReadable = false
    private var isWritable = false
    private var isReady = false
    private var isDirty = false
    /// Gathered bytes that the socket did not take.
    private var unsent: [UInt8] = []
    private var unsentStart = 0
    /// Blocked since an earlier turn: then nothing more is read either.
    private var wasBlocked = false
    private var timer: (id: TimerWheel<LoopTimer>.ID, at: UInt64)?
    private var lingerReason = ConnectionCloseReason.drained
    private var lingerBytesLeft = Connection.lingerBytes
    private var lingerUntil: UInt64 = 0
    /// Called once when the handshake and the peer's SETTINGS are in, or with what went wrong; of clients.
    var onOpen: ((TransportError?) -> Void)?

    /// After our last frame the peer's bytes are read and dropped for so long: closing at once would reset the
    /// connection and may take our GOAWAY with it.
    static let lingerMilliseconds: UInt64 = 1_000
    static let lingerBytes = 1 << 20
    /// What one connection may send in one turn.
    static let flushBytesPerTurn = 512 << 10

    init(
        token: ConnectionToken,
        loop: EventLoop,
        socket: Socket,
        tls: TLSSession?,
        session: HTTP2Session,
        isConnecting: Bool,
        deadlines: ConnectionDeadlines?,
        readBytesPerTurn: Int,
        wasClosed: @escaping (ConnectionCloseReason) -> Void
    ) {
        self.token = token
        self.loop = loop
        self.socket = socket
        self.tls = tls
        self.session = session
        self.deadlines = deadlines
        self.readBytesPerTurn = readBytesPerTurn
        self.wasClosed = wasClosed
        phase = isConnecting ? .connecting : tls != nil ? .handshaking : .open
        session.connection = self
        loop.watch(socket, as: token)
        rearmTimer()
        markDirty()
    }

    var isTLS: Bool { tls != nil }

    // MARK: Turns

    func noteEvents(_ events: UInt32) {
        if clinux_is_readable(events) != 0 { isReadable = true }
        if clinux_is_writable(events) != 0, !isWritable {
            isWritable = true
            if phase == .open { markDirty() }
        }
        // TLS may want to read before it can write.
        if !unsent.isEmpty { markDirty() }
        markReady()
    }

    private func markReady() {
        guard !isReady, phase != .closed else { return }
        isReady = true
        loop.addReady(self)
    }

    /// There is, or may be, something to send.
    func markDirty() {
        guard !isDirty, phase != .closed else { return }
        isDirty = true
        loop.addDirty(self)
    }

    /// This connection's share of the loop's turn.
    func takeTurn() {
        isReady = false
        if phase == .connecting { finishConnecting() }
        if phase == .handshaking { stepHandshake() }
        switch phase {
        case .open: readOpen()
        case .lingering: readLingering()
        default: break
        }
    }

    private func finishConnecting() {
        guard isWritable else { return }
        let code = socket.pendingError
        guard code == 0 else {
            fail(.broken, TransportError(.cannotConnect, "cannot connect: \(systemErrorText(code))"))
            return
        }
        if tls != nil {
            phase = .handshaking
        } else {
            phase = .open
            deadlines?.handshakeDone(now: loop.now)
            markDirty()
        }
    }

    private func stepHandshake() {
        guard let tls else { return }
        switch tls.handshake() {
        case .wouldBlock: break
        case .failed(let reason):
            fail(.handshakeFailed, TransportError(.handshakeFailed, "tls handshake failed: \(reason)"))
        case .done:
            guard tls.hasNegotiatedHTTP2 else {
                tls.sendCloseNotify()
                fail(
                    .handshakeFailed,
                    TransportError(.protocolNotNegotiated, "the peer did not choose h2 in the tls handshake (ALPN)")
                )
                return
            }
            phase = .open
            deadlines?.handshakeDone(now: loop.now)
            rearmTimer()
            markDirty()
        }
    }

    private func readOpen() {
        guard isReadable else { return }
        // Who does not take our output gets no more of our attention. Only a server does so: two that wait for each other
        // to read would wait for ever.
        guard !wasBlocked || session.server == nil else { return }
        var budget = readBytesPerTurn
        let buffer = unsafe loop.buffers.read
        while budget > 0 {
            switch unsafe tls?.read(into: buffer) ?? socket.receive(into: buffer) {
            case .bytes(let count):
                budget -= count
                if let reason = unsafe session.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                    end(reason)
                    return
                }
                markDirty()
            case .wouldBlock:
                isReadable = false
                budget = 0
            case .end:
                close(session.isInsideFrame ? .broken : .peerClosed)
                return
            case .failed:
                // Without anything under way it does not matter how the peer went.
                close(session.isInsideFrame || !session.streams.isEmpty ? .broken : .peerClosed)
                return
            }
        }
        if isReadable { markReady() }
        noteProgress()
    }

    private func noteProgress() {
        guard deadlines != nil else { return }
        let isIncomplete = session.isInsideHeaderBlock
        deadlines?.headerBlock(isIncomplete: isIncomplete, now: loop.now)
        if isIncomplete { rearmTimer() }
    }

    private func readLingering() {
        let buffer = unsafe loop.buffers.read
        while true {
            switch unsafe socket.receive(into: buffer) {
            case .bytes(let count):
                lingerBytesLeft -= count
                guard lingerBytesLeft > 0 else { return close(lingerReason) }
            case .wouldBlock: return
            case .end, .failed: return close(lingerReason)
            }
        }
    }

    // MARK: Output

    /// Sends what the session has, as far as the socket takes it.
    func flush() {
        isDirty = false
        guard phase == .open else { return }
        var budget = Self.flushBytesPerTurn
        var isBlocked = !flushUnsent()
        while !isBlocked, phase == .open {
            guard budget > 0 else {
                markDirty()
                break
            }
            let buffer = unsafe loop.buffers.gather
            let count = unsafe session.pull(into: buffer)
            guard count > 0 else { break }
            budget -= count
            unsafe isBlocked = !send(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        guard phase == .open else { return }
        session.deliverDrained()
        deadlines?.output(isBlocked: isBlocked, now: loop.now)
        if isBlocked != wasBlocked {
            wasBlocked = isBlocked
            if isBlocked { rearmTimer() } else if isReadable { markReady() }
        }
        if !isBlocked, session.isFinished { end(session.endReason) }
    }

    /// Whether the socket may take more.
    private func flushUnsent() -> Bool {
        while unsentStart < unsent.count {
            let transfer = unsafe unsent.withUnsafeBytes { bytes in
                unsafe write(UnsafeRawBufferPointer(rebasing: bytes[unsentStart...]))
            }
            guard case .bytes(let count) = transfer else { return handleUnwritten(transfer) }
            unsentStart += count
            deadlines?.sent(count)
        }
        unsent = []
        unsentStart = 0
        return true
    }

    private func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        while start < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
            let transfer = unsafe write(rest)
            guard case .bytes(let count) = transfer else {
                unsafe unsent = Array(rest)
                unsentStart = 0
                return handleUnwritten(transfer)
            }
            start += count
            deadlines?.sent(count)
        }
        return true
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Socket.Transfer {
        unsafe tls?.write(bytes) ?? socket.send(bytes)
    }

    private func handleUnwritten(_ transfer: Socket.Transfer) -> Bool {
        if transfer == .wouldBlock { isWritable = false } else { close(.broken) }
        return false
    }

    /// Whether the socket does not take what we have.
    var isBlocked: Bool { !unsent.isEmpty }

    // MARK: The end

    /// Sends what can still be sent, a GOAWAY above all, and lingers.
    func end(_ reason: ConnectionCloseReason) {
        guard phase == .open else { return close(reason) }
        if session.canSend, flushUnsent() {
            let buffer = unsafe loop.buffers.gather
            var count = unsafe session.pull(into: buffer)
            while count > 0, unsafe send(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
                unsafe count = session.pull(into: buffer)
            }
        }
        guard phase == .open else { return }
        tls?.sendCloseNotify()
        socket.shutdownSending()
        session.tearDown(reason)
        phase = .lingering
        lingerReason = reason
        lingerUntil = loop.now + Self.lingerMilliseconds
        setTimer(at: lingerUntil)
        markReady()
    }

    private func fail(_ reason: ConnectionCloseReason, _ error: TransportError) {
        if let onOpen {
            self.onOpen = nil
            onOpen(error)
        }
        close(reason)
    }

    /// Closes at once.
    ///
    /// Never called from within the session.
    func close(_ reason: ConnectionCloseReason) {
        guard phase != .closed else { return }
        phase = .closed
        session.tearDown(reason)
        if let timer { loop.timers.cancel(timer.id) }
        timer = nil
        tls?.free()
        tls = nil
        socket.close()
        loop.connections.remove(token)
        if let onOpen {
            self.onOpen = nil
            onOpen(TransportError(.cannotConnect, "the connection ended before it was set up: \(reason.rawValue)"))
        }
        wasClosed(reason)
    }

    // MARK: What the session reports

    func settingsReceived() {
        deadlines?.settingsReceived(now: loop.now)
        if let onOpen {
            self.onOpen = nil
            onOpen(nil)
        }
        rearmTimer()
    }

    func settingsAcknowledged() { deadlines?.settingsAcknowledged() }

    func streamsChanged(isEmpty: Bool) { deadlines?.streams(isEmpty: isEmpty, now: loop.now) }

    // MARK: Timers

    /// Wakes this connection at that time at the latest.
    func wake(at time: UInt64) {
        guard timer == nil || timer.map({ $0.at > time }) == true else { return }
        setTimer(at: time)
    }

    private func setTimer(at time: UInt64) {
        if let timer { loop.timers.cancel(timer.id) }
        timer = (loop.timers.schedule(at: time, .connection(token)), time)
    }

    private func rearmTimer() {
        guard case .wait(let until)? = deadlines?.check(now: loop.now), until != .max else { return }
        wake(at: until)
    }

    func timerFired() {
        timer = nil
        if phase == .lingering { return close(lingerReason) }
        if phase == .open {
            if let reason = session.timePassed() { return close(reason) }
            if session.isFinished { markDirty() }
        }
        guard let verdict = deadlines?.check(now: loop.now) else { return }
        switch verdict {
        case .wait(let until): if until != .max { wake(at: until) }
        case .expired(let reason): expire(reason)
        }
    }

    private func expire(_ reason: ConnectionCloseReason) {
        // Of a client: nobody waits for the farewell of a server that has not said anything.
        if onOpen != nil { return fail(reason, TransportError(.timedOut, setUpTimeoutText)) }
        switch reason {
        case .idle:
            session.terminate(.noError, reason)
            end(reason)
        case .settingsTimeout:
            session.terminate(.settingsTimeout, reason)
            end(reason)
        case .headersTimeout, .prefaceTimeout:
            session.terminate(.noError, reason)
            end(reason)
        default:
            close(reason)
        }
    }

    /// How far the set-up of a client's connection had come when its time was over.
    private var setUpTimeoutText: String {
        switch phase {
        case .connecting: "no answer to the attempt to connect within the time limit"
        case .handshaking: "the connection was taken, but the TLS handshake was not finished within the time limit"
        default: "the connection was taken, but nothing of HTTP/2 came within the time limit"
        }
    }
}
