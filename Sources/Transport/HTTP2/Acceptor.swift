import Locking
import Synchronization

/// What the loops of a server share.
final class ServerState: Sendable {
    let configuration: ServerConfiguration
    let service: any HTTP2Service
    let budget: MemoryBudget
    let peers: Locked<PeerTable>

    init(_ configuration: ServerConfiguration, _ service: any HTTP2Service) {
        self.configuration = configuration
        self.service = service
        budget = MemoryBudget(bytes: configuration.limits.heldBytes)
        peers = Locked(PeerTable(configuration.limits))
    }
}

/// What a server's session asks of its server.
final class ServerSide: Sendable {
    let service: any HTTP2Service
    let memory: MemoryAccount
    private let state: ServerState
    private let peer: PeerKey

    init(_ state: ServerState, _ peer: PeerKey, _ memory: MemoryAccount) {
        self.state = state
        self.peer = peer
        self.memory = memory
        service = state.service
    }

    /// Counts a reset against the peer's budget over all its connections; false when that is spent.
    func countReset(now: UInt64) -> Bool { state.peers.withLock { $0.countReset(peer, now: now) } }
}

/// One loop's share of accepting: a few connections a turn, none at a cap or without descriptors.
final class Acceptor {
    private let state: ServerState
    private let listeners: [Listener]
    private var isPaused = false
    /// Called once when this loop has let go of the listeners.
    private let released: () -> Void

    /// At a cap, or without descriptors: how long until the next look.
    static let pauseMilliseconds: UInt64 = 5

    init(_ state: ServerState, _ listeners: [Listener], released: @escaping () -> Void) {
        self.state = state
        self.listeners = listeners
        self.released = released
    }

    func start(on loop: EventLoop) {
        for listener in listeners { loop.watch(listener) }
    }

    func stop(on loop: EventLoop) {
        if !isPaused { for listener in listeners { loop.unwatch(listener) } }
        released()
    }

    func accept(on loop: EventLoop) {
        guard !isPaused else { return }
        var left = state.configuration.limits.acceptsPerTurn
        for listener in listeners {
            while left > 0 {
                guard !state.budget.isOverrun, !state.peers.withLock({ $0.isFull }) else { return pause(loop) }
                switch listener.socket.accept() {
                case .connection(let socket, let peer): open(socket, peer, loop)
                case .exhausted: return pause(loop)
                case .none: left = 0
                }
                left -= 1
            }
            left = max(left, 1)
        }
    }

    private func pause(_ loop: EventLoop) {
        isPaused = true
        for listener in listeners { loop.unwatch(listener) }
        _ = loop.timers.schedule(at: loop.now + Self.pauseMilliseconds, .acceptor)
    }

    /// The pause is over.
    func resume(on loop: EventLoop) {
        guard isPaused else { return }
        isPaused = false
        for listener in listeners { loop.watch(listener) }
    }

    private func open(_ socket: Socket, _ peer: PeerAddress, _ loop: EventLoop) {
        let verdict = state.peers.withLock { $0.admit(peer.key, now: loop.now) }
        guard verdict == .admitted else {
            loop.counters.connectionRefused()
            socket.close()
            return
        }
        let configuration = state.configuration
        var tls: TLSSession?
        if let context = configuration.tls {
            tls = unsafe TLSSession(server: context.context, socket: socket)
            guard tls != nil else {
                state.peers.withLock { $0.release(peer.key) }
                loop.counters.connectionRefused()
                socket.close()
                return
            }
        }
        if !peer.key.isUnixSocket { socket.setUpForFrames() }
        let token = loop.connections.reserve()
        let (counted, peerMemory) = state.peers.withLock { ($0.counted(peer.key), $0.memory(of: peer.key)) }
        let memory = MemoryAccount(state.budget, peer: peerMemory, configuration.limits)
        let origin = StreamOrigin(
            mailbox: loop.mailbox,
            peer: peer,
            countedPeer: counted,
            isTLS: tls != nil,
            connectionID: ConnectionNumbers.next(),
            memory: memory
        )
        let session = HTTP2Session(
            role: .server(ServerSide(state, peer.key, memory)),
            token: token,
            origin: origin,
            loop: loop,
            limits: configuration.limits,
            timeouts: configuration.timeouts
        )
        let connection = Connection(
            token: token,
            loop: loop,
            socket: socket,
            tls: tls,
            session: session,
            isConnecting: false,
            deadlines: ConnectionDeadlines(configuration.timeouts, hasHandshake: tls != nil, now: loop.now),
            readBytesPerTurn: configuration.limits.readBytesPerTurn
        ) { [state, unowned loop] reason in
            state.peers.withLock { $0.release(peer.key) }
            loop.counters.connectionClosed(reason)
            loop.stopIfDrained()
        }
        loop.connections.insert(connection, at: token)
        loop.counters.connectionAccepted()
    }
}

/// Numbers all connections of the process.
enum ConnectionNumbers {
    private static let last = Atomic<UInt64>(0)

    static func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
