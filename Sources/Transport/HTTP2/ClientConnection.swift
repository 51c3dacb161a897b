import Locking

/// One connection to a server.
package final class ClientConnection: Sendable {
    private let loop: EventLoop
    private let token: ConnectionToken
    private let link: ClientLink
    /// The server's address as the client named it.
    package let address: ListenAddress

    private init(_ loop: EventLoop, _ token: ConnectionToken, _ link: ClientLink, _ address: ListenAddress) {
        self.loop = loop
        self.token = token
        self.link = link
        self.address = address
    }

    /// Begins to connect; on the loop's thread.
    ///
    /// Calls back once.
    static func open(
        _ candidate: SocketAddress,
        _ address: ListenAddress,
        _ tls: TLSClientContext?,
        serverName: String,
        patience: ClientPatience,
        loop: EventLoop,
        limits: TransportLimits,
        _ done: @escaping @Sendable (Result<ClientConnection, TransportError>) -> Void
    ) {
        guard let socket = candidate.makeSocket() else {
            return done(.failure(TransportError(.systemFailure, "cannot create a socket")))
        }
        let status = candidate.connect(socket)
        guard status == 0 || candidate.isUnderWay(status) else {
            socket.close()
            return done(.failure(TransportError(.cannotConnect, "cannot connect: \(systemErrorText(status))")))
        }
        var session: TLSSession?
        if let tls {
            session = TLSSession(client: tls, socket: socket, serverName: serverName)
            guard session != nil else {
                socket.close()
                return done(.failure(TransportError(.systemFailure, "cannot start tls: \(takeOpenSSLErrorText())")))
            }
        }
        if case .tcp = address { socket.setUpForFrames() }
        let token = loop.connections.reserve()
        let link = ClientLink()
        let origin = StreamOrigin(
            mailbox: loop.mailbox,
            peer: PeerAddress(description: "\(address)", key: .unix),
            isTLS: tls != nil,
            connectionID: ConnectionNumbers.next()
        )
        let timeouts = TransportTimeouts.client(patience)
        let http2 = HTTP2Session(
            role: .client(link),
            token: token,
            origin: origin,
            loop: loop,
            limits: limits,
            timeouts: timeouts
        )
        let connection = Connection(
            token: token,
            loop: loop,
            socket: socket,
            tls: session,
            session: http2,
            isConnecting: true,
            deadlines: ConnectionDeadlines(timeouts, hasHandshake: true, now: loop.now),
            readBytesPerTurn: limits.readBytesPerTurn
        ) { _ in link.goesAway() }
        connection.onOpen = { error in
            if let error {
                done(.failure(error))
            } else {
                done(.success(ClientConnection(loop, token, link, address)))
            }
        }
        loop.connections.insert(connection, at: token)
    }

    /// Opens a stream; the handler is made and called on the loop thread.
    ///
    /// With a closed or draining connection the handler gets `closed(.resetHere(.refusedStream))` as its only call,
    /// which says that nothing was sent.
    package func open(
        _ head: RequestHead,
        endStream: Bool = false,
        _ handler: @escaping @Sendable (HTTP2Stream) -> any HTTP2ResponseHandler
    ) {
        let isAccepted = loop.mailbox.execute { [loop, token] in
            guard let connection = loop.connections[token],
                let stream = connection.session.submitRequest(head, endStream: endStream)
            else { return Self.refuse(handler, loop) }
            stream.handler = handler(stream)
        }
        if !isAccepted { Self.refuse(handler, loop) }
    }

    private static func refuse(_ handler: @Sendable (HTTP2Stream) -> any HTTP2ResponseHandler, _ loop: EventLoop) {
        let origin = StreamOrigin(
            mailbox: loop.mailbox,
            peer: PeerAddress(description: "closed", key: .unix),
            isTLS: false,
            connectionID: 0
        )
        let stream = HTTP2Stream(token: .nowhere, origin: origin, session: nil, now: 0)
        handler(stream).closed(.resetHere(.refusedStream))
    }

    /// Opens a stream for use from async code.
    ///
    /// Missing parts of the head are filled in: scheme and authority.
    package func exchange(_ head: RequestHead) -> ClientExchange {
        var head = head
        if head.scheme.isEmpty { head.scheme = "https" }
        if head.authority.isEmpty, case .tcp = address { head.authority = address.description }
        if head.authority.isEmpty { head.authority = "localhost" }
        return ClientExchange(self, head)
    }

    /// Whether new streams can be opened: false after GOAWAY or a failure.
    package var isOpen: Bool { link.isOpen }

    /// Streams that may be open at a time, as the server announced.
    ///
    /// More wait in the client.
    package var concurrentStreamsMax: Int { link.concurrentStreamsMax }

    /// Sends GOAWAY, lets open streams finish, closes.
    package func close() {
        link.goesAway()
        loop.mailbox.execute { [loop, token] in loop.connections[token]?.session.beginDraining() }
    }

    /// Closes at once: open streams end with `connectionClosed`.
    package func abort() {
        link.goesAway()
        loop.mailbox.execute { [loop, token] in loop.connections[token]?.close(.drained) }
    }
}

/// What a client's session tells the threads that use it.
final class ClientLink: Sendable {
    private let state = Locked(State())

    private struct State {
        var isOpen = true
        var concurrentStreamsMax = 100
    }

    var isOpen: Bool { state.withLock { $0.isOpen } }
    var concurrentStreamsMax: Int { state.withLock { $0.concurrentStreamsMax } }

    func goesAway() { state.withLock { $0.isOpen = false } }
    func note(concurrentStreamsMax: Int) { state.withLock { $0.concurrentStreamsMax = concurrentStreamsMax } }
}

extension TransportTimeouts {
    /// A client waits for its server as long as its caller does, if the server lives: only the set-up and silence have limits.
    fileprivate static func client(_ patience: ClientPatience) -> TransportTimeouts {
        let never = Int.max / 4
        func milliseconds(_ duration: Duration) -> Int {
            let (seconds, attoseconds) = duration.components
            let whole = Int(clamping: seconds).multipliedReportingOverflow(by: 1_000)
            return whole.overflow ? never : whole.partialValue + Int(attoseconds / 1_000_000_000_000_000)
        }
        var timeouts = TransportTimeouts()
        timeouts.setUp = milliseconds(patience.connect)
        timeouts.handshake = never
        timeouts.preface = never
        let silence = milliseconds(patience.silence)
        timeouts.pingAfter = silence / 3
        timeouts.pingAnswer = silence - silence / 3
        timeouts.headers = never
        timeouts.settingsAcknowledgement = never
        timeouts.idle = never
        timeouts.stalledWrite = never
        timeouts.bodyPeriod = nil
        timeouts.connectionAge = never
        return timeouts
    }
}

/// How long a client waits for a server that says nothing.
package struct ClientPatience: Sendable {
    /// Until a connection stands, with TLS and HTTP/2 set up on it.
    ///
    /// A host's addresses are tried one after the other; each gets its part of what is left.
    package var connect: Duration
    /// With requests under way, until anything comes; a server that is only slow answers a PING, which comes after a third
    /// of the time.
    package var silence: Duration

    package init(connect: Duration = .seconds(10), silence: Duration = .seconds(30)) {
        self.connect = connect
        self.silence = silence
    }
}
